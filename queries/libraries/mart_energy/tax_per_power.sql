/*---
id: mart_energy.tax_per_power
name: 单位用电税收
nameEn: Tax beside electricity
row: { zh: 一个月份、行业门类一行, en: "a month and section" }
asks: { zh: 税务与统计查每千瓦时用电对应的入库税收，发现与用电背离的行业, en: "tax and statistics: tax per kilowatt-hour; industries whose tax does not follow their power" }
inputs: [mart_energy.power_use, mart_tax.revenue_cube]
materialised: view
keys: [period, section]
items:
  - { code: period, name: 年月, nameEn: month, type: varchar, note: YYYYMM；税收按入库月份 }
  - { code: section, name: 行业门类, nameEn: section of industry, type: varchar }
  - { code: kwh, name: 用电量, nameEn: use, type: 'decimal(18,2)', unit: 千瓦时 }
  - { code: tax, name: 入库金额, nameEn: receipts, type: 'decimal(18,2)', unit: 元 }
  - { code: tax_per_kwh, name: 单位用电税收, nameEn: tax per kilowatt-hour, type: double, unit: 元/千瓦时 }
---*/
WITH power AS (
  SELECT period, section, CAST(sum(kwh) AS decimal(18,2)) AS kwh
  FROM mart_energy.power_use
  GROUP BY period, section
),
tax AS (
  SELECT month AS period, section, amount
  FROM mart_tax.revenue_cube
  WHERE year IS NOT NULL AND month IS NOT NULL AND section IS NOT NULL
    AND tax_type IS NULL AND level IS NULL AND district IS NULL
)
SELECT
  p.period, p.section, p.kwh,
  t.amount AS tax,
  CAST(t.amount AS double) / nullif(CAST(p.kwh AS double), 0e0) AS tax_per_kwh
FROM power AS p
LEFT JOIN tax AS t ON t.period = p.period AND t.section = p.section
