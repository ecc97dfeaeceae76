/*---
id: mart_projects.project_pipeline
name: 建设项目全过程
nameEn: Construction projects from approval to payment
row: { zh: 一个立项项目一行, en: "an approved project" }
asks: { zh: 发改、住建、财政与税务查中标、合同、进度、付款与开票，估算未征税基, en: "development, housing, finance and tax: awards, contracts, progress, payments and invoices of a project" }
inputs: [PROJ, BID, PERMIT, PROGPAY, INV]
materialised: table
keys: [project_no]
items:
  - { code: project_no, name: 项目编号, nameEn: project, type: varchar }
  - { code: project_name, name: 项目名称, nameEn: name, type: varchar }
  - { code: kind, name: 类别, nameEn: kind, type: varchar }
  - { code: district, name: 区县代码, nameEn: district, type: varchar }
  - { code: approve_date, name: 批复日期, nameEn: day of approval, type: date }
  - { code: invest_total, name: 批复总投资, nameEn: investment approved, type: 'decimal(18,2)', unit: 元 }
  - { code: award_price, name: 中标价合计, nameEn: awards, type: 'decimal(18,2)', unit: 元 }
  - { code: contract_price, name: 合同价合计, nameEn: contracts, type: 'decimal(18,2)', unit: 元, note: 每张施工许可取最近一月，不重复累加 }
  - { code: progress_value, name: 已完成产值, nameEn: work done, type: 'decimal(18,2)', unit: 元, note: 合同价乘形象进度 }
  - { code: remaining, name: 未完成产值, nameEn: work to be done, type: 'decimal(18,2)', unit: 元 }
  - { code: paid, name: 财政已付, nameEn: paid by finance, type: 'decimal(18,2)', unit: 元 }
  - { code: invoiced, name: 已开票, nameEn: invoiced, type: 'decimal(18,2)', unit: 元, note: 不含税；作废不计，红冲为负 }
  - { code: last_progress, name: 最近进度月, nameEn: last month of progress, type: varchar, note: YYYYMM }
---*/
WITH last_month AS (
  SELECT permit_no, max(progress_month) AS progress_month
  FROM shared.permit
  GROUP BY permit_no
),
permits AS (
  SELECT
    p.project_no,
    sum(p.contract_price) AS contract_price,
    sum(CAST(p.contract_price * coalesce(p.progress_pct, DECIMAL '0.00') / DECIMAL '100.00' AS decimal(18,2))) AS progress_value,
    max(p.progress_month) AS progress_month
  FROM shared.permit AS p
  JOIN last_month AS m ON m.permit_no = p.permit_no AND m.progress_month = p.progress_month
  GROUP BY p.project_no
),
awards AS (
  SELECT project_no, sum(award_price) AS award_price FROM shared.bid GROUP BY project_no
),
payments AS (
  SELECT project_no, sum(amount) AS paid FROM shared.progpay GROUP BY project_no
),
invoices AS (
  SELECT project_no, sum(amount) AS invoiced
  FROM shared.inv
  WHERE project_no IS NOT NULL AND coalesce(status, '正常') <> '作废'
  GROUP BY project_no
)
SELECT
  j.project_no, j.project_name, j.kind, j.district, j.approve_date, j.invest_total,
  CAST(coalesce(a.award_price, DECIMAL '0.00') AS decimal(18,2)) AS award_price,
  CAST(coalesce(c.contract_price, DECIMAL '0.00') AS decimal(18,2)) AS contract_price,
  CAST(coalesce(c.progress_value, DECIMAL '0.00') AS decimal(18,2)) AS progress_value,
  CAST(coalesce(c.contract_price - c.progress_value, DECIMAL '0.00') AS decimal(18,2)) AS remaining,
  CAST(coalesce(y.paid, DECIMAL '0.00') AS decimal(18,2)) AS paid,
  CAST(coalesce(v.invoiced, DECIMAL '0.00') AS decimal(18,2)) AS invoiced,
  c.progress_month AS last_progress
FROM shared.proj AS j
LEFT JOIN awards AS a ON a.project_no = j.project_no
LEFT JOIN permits AS c ON c.project_no = j.project_no
LEFT JOIN payments AS y ON y.project_no = j.project_no
LEFT JOIN invoices AS v ON v.project_no = j.project_no
