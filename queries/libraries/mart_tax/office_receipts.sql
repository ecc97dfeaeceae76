/*---
id: mart_tax.office_receipts
name: 征收机关分月入库
nameEn: Receipts by office and month
row: { zh: 一个入库月份、征收机关、区县、税种一行, en: "a month of receipt, tax office, district and kind of tax" }
asks: { zh: 国税、地税、国库按月对账；海关代征单列, en: "the offices and the treasury reconcile by month; what customs collects stands apart" }
inputs: [mart_tax.tax_cells]
materialised: view
keys: [month, tax_office, district, tax_type]
items:
  - { code: year, name: 入库年度, nameEn: year, type: varchar }
  - { code: month, name: 入库月份, nameEn: month, type: varchar, note: YYYYMM }
  - { code: tax_office, name: 征收机关, nameEn: tax office, type: varchar }
  - { code: district, name: 收款区县代码, nameEn: district, type: varchar }
  - { code: tax_type, name: 税种, nameEn: kind of tax, type: varchar }
  - { code: receipts, name: 税票数, nameEn: receipts, type: bigint, unit: 张 }
  - { code: amount, name: 入库金额, nameEn: amount, type: 'decimal(18,2)', unit: 元, note: 退库为负 }
  - { code: city_share, name: 市以下留成, nameEn: share of city and districts, type: 'decimal(18,2)', unit: 元 }
---*/
SELECT
  year, month, tax_office, district, tax_type,
  CAST(sum(receipts) AS bigint) AS receipts,
  CAST(sum(amount) AS decimal(18,2)) AS amount,
  CAST(sum(city_share) AS decimal(18,2)) AS city_share
FROM mart_tax.tax_cells
GROUP BY year, month, tax_office, district, tax_type
