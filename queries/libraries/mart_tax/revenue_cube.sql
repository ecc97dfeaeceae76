/*---
id: mart_tax.revenue_cube
name: 税收入库多维分析
nameEn: Cube of tax receipts
row: { zh: 年月、税种、级次、区县、行业门类的一个组合一行；合计维为空, en: "a combination of month, kind of tax, level, district and section; a dimension summed over is NULL" }
asks: { zh: 财政、税务与国库查收入结构、同比与下钻；入库口径，按入库日期, en: "finance, tax and treasury: structure of revenue, growth, drill-down; by the day of receipt" }
inputs: [mart_tax.tax_cells]
materialised: table
keys: [grouping_id, year, month, tax_type, level, district, section]
cube:
  over: [year, month, tax_type, level, district, section]
  within: [[month, year]]
  sums: [receipts, amount, city_share, comparable_share, regular, back_taxes, surcharges, refunds]
  grouping: grouping_id
items:
  - { code: grouping_id, name: 汇总层次, nameEn: grouping id, type: integer, note: 二进制六位依次为年、月、税种、级次、区县、门类，1 为已合计 }
  - { code: year, name: 入库年度, nameEn: year of receipt, type: varchar }
  - { code: month, name: 入库月份, nameEn: month of receipt, type: varchar, note: YYYYMM }
  - { code: tax_type, name: 税种, nameEn: kind of tax, type: varchar }
  - { code: level, name: 预算级次, nameEn: budget level, type: varchar }
  - { code: district, name: 收款区县代码, nameEn: district, type: varchar }
  - { code: section, name: 行业门类, nameEn: section of industry, type: varchar }
  - { code: receipts, name: 税票数, nameEn: receipts, type: bigint, unit: 张 }
  - { code: amount, name: 入库金额, nameEn: amount, type: 'decimal(18,2)', unit: 元, note: 退库为负 }
  - { code: city_share, name: 市以下留成, nameEn: share of city and districts, type: 'decimal(18,2)', unit: 元 }
  - { code: comparable_share, name: 市以下留成（可比口径）, nameEn: share on the comparable basis, type: 'decimal(18,2)', unit: 元, note: 2016 年 5 月起入库的增值税按原分成：原营业税行业全额，其他四分之一；其余同市以下留成 }
  - { code: regular, name: 正税, nameEn: regular tax, type: 'decimal(18,2)', unit: 元 }
  - { code: back_taxes, name: 查补, nameEn: back taxes, type: 'decimal(18,2)', unit: 元 }
  - { code: surcharges, name: 滞纳金与罚款, nameEn: late charges and fines, type: 'decimal(18,2)', unit: 元 }
  - { code: refunds, name: 退库, nameEn: refunds, type: 'decimal(18,2)', unit: 元, note: 为负 }
---*/
SELECT
  CAST(grouping(year, month, tax_type, level, district, section) AS integer) AS grouping_id,
  year, month, tax_type, level, district, section,
  CAST(sum(receipts) AS bigint) AS receipts,
  CAST(sum(amount) AS decimal(18,2)) AS amount,
  CAST(sum(city_share) AS decimal(18,2)) AS city_share,
  CAST(sum(comparable_share) AS decimal(18,2)) AS comparable_share,
  CAST(sum(regular) AS decimal(18,2)) AS regular,
  CAST(sum(back_taxes) AS decimal(18,2)) AS back_taxes,
  CAST(sum(surcharges) AS decimal(18,2)) AS surcharges,
  CAST(sum(refunds) AS decimal(18,2)) AS refunds
FROM mart_tax.tax_cells
GROUP BY ROLLUP (year, month), CUBE (tax_type, level, district, section)
