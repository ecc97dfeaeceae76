/*---
id: mart_tax.target_progress
name: 收入任务完成进度
nameEn: Progress towards revenue targets
row: { zh: 一个年度、口径、区县、税种的任务一行, en: "a target of a year, scope, district and kind of tax" }
asks: { zh: 财政局与区县财政查完成率；税收、国税、地税三种口径，全口径入库；非税口径不列, en: "finance bureaus: how much of the target is in; the three scopes of tax, all levels" }
inputs: [base.macro_targets, mart_tax.office_receipts]
materialised: view
keys: [year, scope, district, tax_type]
items:
  - { code: year, name: 年度, nameEn: year, type: varchar }
  - { code: scope, name: 口径, nameEn: scope, type: varchar }
  - { code: district, name: 区县代码, nameEn: district, type: varchar, note: 520100 为全市 }
  - { code: tax_type, name: 税种, nameEn: kind of tax, type: varchar, note: 含合计 }
  - { code: target, name: 现行任务, nameEn: target in force, type: 'decimal(18,2)', unit: 万元 }
  - { code: received, name: 已入库, nameEn: received, type: 'decimal(18,2)', unit: 万元 }
  - { code: last_month, name: 最近入库月份, nameEn: last month with receipts, type: varchar, note: YYYYMM }
  - { code: progress, name: 完成率, nameEn: received of target, type: double }
---*/
WITH received AS (
  SELECT
    t.year, t.scope, t.district, t.tax_type,
    sum(r.amount) AS amount,
    max(r.month) AS last_month
  FROM base.macro_targets AS t
  JOIN mart_tax.office_receipts AS r
    ON r.year = t.year
    AND (t.scope = '税收' OR t.scope = r.tax_office)
    AND (t.district = '520100' OR t.district = r.district)
    AND (t.tax_type = '合计' OR t.tax_type = r.tax_type)
  GROUP BY t.year, t.scope, t.district, t.tax_type
)
SELECT
  t.year, t.scope, t.district, t.tax_type,
  t.in_force AS target,
  CAST(coalesce(r.amount, DECIMAL '0.00') / DECIMAL '10000.00' AS decimal(18,2)) AS received,
  r.last_month,
  CAST(coalesce(r.amount, DECIMAL '0.00') AS double) / 10000e0 / nullif(CAST(t.in_force AS double), 0e0) AS progress
FROM base.macro_targets AS t
LEFT JOIN received AS r
  ON r.year = t.year AND r.scope = t.scope AND r.district = t.district AND r.tax_type = t.tax_type
WHERE t.scope IN ('税收', '国税', '地税')
