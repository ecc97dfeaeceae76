/*---
id: base.macro_targets
name: 收入任务
nameEn: Revenue targets
row: { zh: 一个年度、口径、区县、税种一行, en: "a year, scope, district and kind of tax" }
asks: { zh: 财政局与区县财政查年初任务、调整任务与现行任务, en: "finance bureaus: the target at the year's start, as adjusted, and in force" }
inputs: [TARGET]
materialised: view
keys: [year, scope, district, tax_type]
items:
  - { code: year, name: 年度, nameEn: year, type: varchar }
  - { code: scope, name: 口径, nameEn: scope, type: varchar, note: 一般公共预算、税收、国税、地税 }
  - { code: district, name: 区县代码, nameEn: district, type: varchar, note: 520100 为全市 }
  - { code: tax_type, name: 税种, nameEn: kind of tax, type: varchar, note: 含合计 }
  - { code: target, name: 年度任务, nameEn: target, type: 'decimal(18,2)', unit: 万元 }
  - { code: adj_target, name: 调整任务, nameEn: adjusted target, type: 'decimal(18,2)', unit: 万元 }
  - { code: adj_date, name: 调整日期, nameEn: day of the adjustment, type: date }
  - { code: in_force, name: 现行任务, nameEn: target in force, type: 'decimal(18,2)', unit: 万元, note: 有调整的取调整任务 }
  - { code: adjusted, name: 已调整, nameEn: was adjusted, type: varchar, note: 1 是 0 否 }
---*/
SELECT
  year, scope, district, tax_type, target, adj_target, adj_date,
  coalesce(adj_target, target) AS in_force,
  CAST(IF(adj_target IS NULL, '0', '1') AS varchar) AS adjusted
FROM shared.target
