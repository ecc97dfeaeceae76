/*---
id: base.macro_growth
name: 宏观经济同比
nameEn: Macro-economic growth on the year
row: { zh: 一个期间、一个区县、一个行业一行，与上年同期相比, en: "a period, a district and an industry beside the same period a year before" }
asks: { zh: 收入经济因素分析、弹性分析取名义增速；上年同期缺数或为零时为空, en: "analyses of factors and elasticity: nominal growth; empty where the year before is missing or nought" }
inputs: [base.macro_indicators]
materialised: view
keys: [period, district, industry]
items:
  - { code: period, name: 期间, nameEn: period, type: varchar }
  - { code: period_kind, name: 期间种类, nameEn: kind of period, type: varchar }
  - { code: district, name: 区县代码, nameEn: district, type: varchar }
  - { code: industry, name: 行业代码, nameEn: industry, type: varchar }
  - { code: gdp, name: 增加值, nameEn: value added, type: 'decimal(18,2)', unit: 万元 }
  - { code: gdp_before, name: 上年同期增加值, nameEn: value added a year before, type: 'decimal(18,2)', unit: 万元 }
  - { code: gdp_growth, name: 增加值名义增速, nameEn: nominal growth of value added, type: double }
  - { code: gdp_growth_real, name: 增加值实际增速（按 CPI 折算）, nameEn: growth of value added deflated by CPI, type: double }
  - { code: output_growth, name: 规上产值增速, nameEn: growth of output, type: double }
  - { code: retail_growth, name: 社零总额增速, nameEn: growth of retail, type: double }
  - { code: fai_growth, name: 固定资产投资增速, nameEn: growth of investment, type: double }
---*/
WITH before AS (
  SELECT
    CAST(CAST(year AS integer) + 1 AS varchar) || substr(period, 5) AS period,
    district, industry, gdp, output, retail, fai
  FROM base.macro_indicators
)
SELECT
  m.period, m.period_kind, m.district, m.industry,
  m.gdp,
  b.gdp AS gdp_before,
  CAST(m.gdp AS double) / nullif(CAST(b.gdp AS double), 0e0) - 1e0 AS gdp_growth,
  CAST(m.gdp AS double) / nullif(CAST(b.gdp AS double), 0e0) / nullif(CAST(m.cpi AS double) / 100e0, 0e0) - 1e0 AS gdp_growth_real,
  CAST(m.output AS double) / nullif(CAST(b.output AS double), 0e0) - 1e0 AS output_growth,
  CAST(m.retail AS double) / nullif(CAST(b.retail AS double), 0e0) - 1e0 AS retail_growth,
  CAST(m.fai AS double) / nullif(CAST(b.fai AS double), 0e0) - 1e0 AS fai_growth
FROM base.macro_indicators AS m
LEFT JOIN before AS b ON b.period = m.period AND b.district = m.district AND b.industry = m.industry
