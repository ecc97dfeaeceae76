/*---
id: mart_projects.invoice_gap
name: 项目开票差距
nameEn: Projects by the gap of their invoices
row: { zh: 一个区县、项目类别一行, en: "a district and kind of project" }
asks: { zh: 税务局查哪些区县、哪类项目开票落后于产值与付款, en: "tax bureaus: where invoices lag behind work done and paid" }
inputs: [mart_projects.project_pipeline]
materialised: view
keys: [district, kind]
items:
  - { code: district, name: 区县代码, nameEn: district, type: varchar }
  - { code: kind, name: 类别, nameEn: kind, type: varchar }
  - { code: projects, name: 项目数, nameEn: projects, type: bigint, unit: 个 }
  - { code: should_invoice, name: 应开票, nameEn: to be invoiced, type: 'decimal(18,2)', unit: 元, note: 每个项目取产值与付款中较大者 }
  - { code: invoiced, name: 已开票, nameEn: invoiced, type: 'decimal(18,2)', unit: 元 }
  - { code: remaining, name: 未完成产值, nameEn: work to be done, type: 'decimal(18,2)', unit: 元 }
  - { code: leakage, name: 开票差距, nameEn: leakage index, type: double, note: 1 减 已开票除以应开票；没有应开票的为空 }
---*/
SELECT
  coalesce(district, '未知') AS district,
  coalesce(kind, '未知') AS kind,
  count(*) AS projects,
  CAST(sum(greatest(progress_value, paid)) AS decimal(18,2)) AS should_invoice,
  CAST(sum(invoiced) AS decimal(18,2)) AS invoiced,
  CAST(sum(remaining) AS decimal(18,2)) AS remaining,
  1e0 - CAST(sum(invoiced) AS double) / nullif(CAST(sum(greatest(progress_value, paid)) AS double), 0e0) AS leakage
FROM mart_projects.project_pipeline
GROUP BY 1, 2
