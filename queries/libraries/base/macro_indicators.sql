/*---
id: base.macro_indicators
name: 宏观经济指标
nameEn: Macro-economic indicators
row: { zh: 一个期间、一个区县、一个行业一行, en: "a period, a district and an industry" }
asks: { zh: 统计、财政与税务分析人员查全市与区县的增加值、投资、社零、物价与就业, en: "statistics, finance and tax analysts: value added, investment, retail, prices and employment of city and districts" }
inputs: [MACRO]
materialised: view
keys: [period, district, industry]
items:
  - { code: period, name: 期间, nameEn: period, type: varchar, note: YYYY、YYYYQn 或 YYYYMM }
  - { code: year, name: 年度, nameEn: year, type: varchar }
  - { code: period_kind, name: 期间种类, nameEn: kind of period, type: varchar, note: 年、季或月；不同种类不可相加 }
  - { code: district, name: 区县代码, nameEn: district, type: varchar, note: 520100 为全市，不与区县相加 }
  - { code: industry, name: 行业代码, nameEn: industry, type: varchar, note: 00 为合计，不与行业相加 }
  - { code: is_total, name: 合计行, nameEn: row is a total, type: varchar, note: 全市或行业合计为 1 }
  - { code: gdp, name: 地区生产总值或行业增加值, nameEn: value added, type: 'decimal(18,2)', unit: 万元 }
  - { code: output, name: 规上产值, nameEn: output of large enterprises, type: 'decimal(18,2)', unit: 万元 }
  - { code: retail, name: 社零总额, nameEn: retail sales, type: 'decimal(18,2)', unit: 万元 }
  - { code: fai, name: 固定资产投资, nameEn: fixed-asset investment, type: 'decimal(18,2)', unit: 万元 }
  - { code: cpi, name: 居民消费价格指数, nameEn: consumer prices, type: 'decimal(8,2)', note: 上年=100 }
  - { code: ppi, name: 工业生产者出厂价格指数, nameEn: producer prices, type: 'decimal(8,2)', note: 上年=100 }
  - { code: house_area, name: 商品房销售面积, nameEn: area of houses sold, type: 'decimal(14,2)', unit: 万平方米 }
  - { code: employ, name: 从业人员, nameEn: employed, type: bigint, unit: 人 }
  - { code: avg_wage, name: 在岗职工月平均工资, nameEn: mean monthly wage, type: 'decimal(12,2)', unit: 元 }
  - { code: min_wage, name: 月最低工资标准, nameEn: minimum monthly wage, type: 'decimal(12,2)', unit: 元 }
---*/
SELECT
  period,
  substr(period, 1, 4) AS year,
  CAST(CASE WHEN length(period) = 4 THEN '年' WHEN period LIKE '____Q_' THEN '季' ELSE '月' END AS varchar) AS period_kind,
  district,
  industry,
  CAST(IF(district = '520100' OR industry = '00', '1', '0') AS varchar) AS is_total,
  gdp, output, retail, fai, cpi, ppi, house_area, employ, avg_wage, min_wage
FROM shared.macro
