/*---
id: mart_tax.filing_cube
name: 地方税申报多维分析
nameEn: Cube of local-tax returns
row: { zh: 年、所属期、税种、区县、行业门类的一个组合一行；合计维为空, en: "a combination of tax period, kind of tax, district and section; a dimension summed over is NULL" }
asks: { zh: 地税局与财政查应纳、减免、已缴与欠税；所属期口径，与入库口径不可混用, en: "local tax and finance bureaus: due, relief, paid and arrears by tax period; never to be mixed with receipts" }
inputs: [LTAX, TREG, base.macro_industries]
materialised: table
keys: [grouping_id, year, period, tax_type, district, section]
cube:
  over: [year, period, tax_type, district, section]
  within: [[period, year]]
  sums: [returns, tax_due, relief, tax_paid, arrears, overpaid]
  grouping: grouping_id
items:
  - { code: grouping_id, name: 汇总层次, nameEn: grouping id, type: integer, note: 二进制五位依次为年、所属期、税种、区县、门类，1 为已合计 }
  - { code: year, name: 所属年度, nameEn: year, type: varchar }
  - { code: period, name: 所属期, nameEn: tax period, type: varchar, note: YYYYMM }
  - { code: tax_type, name: 税种, nameEn: kind of tax, type: varchar, note: 个人不足 10 人的分项，各维均记为合并；当期合并后仍不足 10 人的不计入 }
  - { code: district, name: 登记区县代码, nameEn: district of registration, type: varchar, note: 未登记的为未知 }
  - { code: section, name: 行业门类, nameEn: section of industry, type: varchar }
  - { code: returns, name: 申报行数, nameEn: lines of returns, type: bigint, unit: 行 }
  - { code: tax_due, name: 应纳税额, nameEn: tax due, type: 'decimal(18,2)', unit: 元 }
  - { code: relief, name: 减免税额, nameEn: relief, type: 'decimal(18,2)', unit: 元 }
  - { code: tax_paid, name: 已缴税额, nameEn: tax paid, type: 'decimal(18,2)', unit: 元 }
  - { code: arrears, name: 欠缴, nameEn: not paid, type: 'decimal(18,2)', unit: 元, note: 应纳减去减免与已缴，逐行取正数 }
  - { code: overpaid, name: 多缴, nameEn: paid too much, type: 'decimal(18,2)', unit: 元, note: 逐行取正数 }
---*/
WITH registered AS (
  SELECT taxpayer_id, max(district) AS district, max(industry) AS industry
  FROM shared.treg
  WHERE tax_office = '地税'
  GROUP BY taxpayer_id
),
lines AS (
  SELECT
    coalesce(substr(l.period, 1, 4), '未知') AS year,
    coalesce(l.period, '未知') AS period,
    coalesce(l.tax_type, '未知') AS tax_type,
    IF(length(l.taxpayer_id) >= 64, substr(l.taxpayer_id, 1, 64)) AS person,
    coalesce(r.district, '未知') AS district,
    coalesce(i.section, '未知') AS section,
    coalesce(l.tax_due, DECIMAL '0.00') AS tax_due,
    coalesce(l.relief, DECIMAL '0.00') AS relief,
    coalesce(l.tax_paid, DECIMAL '0.00') AS tax_paid,
    CAST(coalesce(l.tax_due, DECIMAL '0.00') - coalesce(l.relief, DECIMAL '0.00') - coalesce(l.tax_paid, DECIMAL '0.00') AS decimal(18,2)) AS missing
  FROM shared.ltax AS l
  LEFT JOIN registered AS r ON r.taxpayer_id = l.taxpayer_id
  LEFT JOIN base.macro_industries AS i
    ON i.division = regexp_extract(r.industry, '[0-9]{2}')
),
crowded AS (
  SELECT period, tax_type, district, section
  FROM lines
  WHERE person IS NOT NULL
  GROUP BY period, tax_type, district, section
  HAVING count(DISTINCT person) >= 10
),
marked AS (
  SELECT l.*, l.person IS NULL OR c.period IS NOT NULL AS is_shown
  FROM lines AS l
  LEFT JOIN crowded AS c
    ON c.period = l.period AND c.tax_type = l.tax_type AND c.district = l.district AND c.section = l.section
),
pooled AS (
  SELECT period
  FROM marked
  WHERE NOT is_shown
  GROUP BY period
  HAVING count(DISTINCT person) >= 10
),
placed AS (
  SELECT year, period, tax_type, district, section, tax_due, relief, tax_paid, missing
  FROM marked
  WHERE is_shown
  UNION ALL
  SELECT m.year, m.period, '合并', '合并', '合并', m.tax_due, m.relief, m.tax_paid, m.missing
  FROM marked AS m
  JOIN pooled AS p ON p.period = m.period
  WHERE NOT m.is_shown
)
SELECT
  CAST(grouping(year, period, tax_type, district, section) AS integer) AS grouping_id,
  year, period, tax_type, district, section,
  count(*) AS returns,
  CAST(sum(tax_due) AS decimal(18,2)) AS tax_due,
  CAST(sum(relief) AS decimal(18,2)) AS relief,
  CAST(sum(tax_paid) AS decimal(18,2)) AS tax_paid,
  CAST(sum(IF(missing > DECIMAL '0.00', missing, DECIMAL '0.00')) AS decimal(18,2)) AS arrears,
  CAST(sum(IF(missing < DECIMAL '0.00', -missing, DECIMAL '0.00')) AS decimal(18,2)) AS overpaid
FROM placed
GROUP BY ROLLUP (year, period), CUBE (tax_type, district, section)
