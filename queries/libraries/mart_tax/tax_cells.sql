/*---
id: mart_tax.tax_cells
name: 税收入库分项
nameEn: Cells of tax receipts
row: { zh: 一个入库月份、征收机关、税种、级次、区县、行业门类一行, en: "a month of receipt, tax office, kind of tax, level, district and section" }
asks: { zh: 财政、税务与国库对账的最细一层；多维分析由它汇总, en: "finance, tax and treasury reconcile on it; the cube sums it up" }
inputs: [TREAS, base.macro_industries]
materialised: table
keys: [month, tax_office, tax_type, level, district, section]
items:
  - { code: year, name: 入库年度, nameEn: year of receipt, type: varchar }
  - { code: month, name: 入库月份, nameEn: month of receipt, type: varchar, note: YYYYMM；无入库日期的为未知 }
  - { code: tax_office, name: 征收机关, nameEn: tax office, type: varchar }
  - { code: tax_type, name: 税种, nameEn: kind of tax, type: varchar, note: 个人不足 10 人的分项，各维均记为合并；当月合并后仍不足 10 人的不计入 }
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
WITH receipts AS (
  SELECT
    coalesce(date_format(t.paid_date, '%Y%m'), '未知') AS month,
    coalesce(t.tax_office, '未知') AS tax_office,
    coalesce(t.tax_type, '未知') AS tax_type,
    coalesce(t.level, '未知') AS level,
    coalesce(t.district, '未知') AS district,
    coalesce(i.section, '未知') AS section,
    coalesce(t.kind, '正税') AS kind,
    -- A person's number is a token; of an individual business the serial stands behind it.
    IF(length(t.taxpayer_id) >= 64, substr(t.taxpayer_id, 1, 64)) AS person,
    coalesce(t.amount, DECIMAL '0.00') AS amount,
    coalesce(t.city_share, DECIMAL '0.00') AS city_share,
    CASE
      WHEN t.tax_type = '增值税' AND t.paid_date >= DATE '2016-05-01'
        THEN CAST(coalesce(t.amount, DECIMAL '0.00') * IF(i.former_business_tax = '1', DECIMAL '1.00', DECIMAL '0.25') AS decimal(18,2))
      ELSE coalesce(t.city_share, DECIMAL '0.00')
    END AS comparable_share
  FROM shared.treas AS t
  LEFT JOIN base.macro_industries AS i
    ON i.division = regexp_extract(t.industry, '[0-9]{2}')
),
crowded AS (
  SELECT month, tax_office, tax_type, level, district, section
  FROM receipts
  WHERE person IS NOT NULL
  GROUP BY month, tax_office, tax_type, level, district, section
  HAVING count(DISTINCT person) >= 10
),
marked AS (
  SELECT r.*, r.person IS NULL OR c.month IS NOT NULL AS is_shown
  FROM receipts AS r
  LEFT JOIN crowded AS c
    ON c.month = r.month AND c.tax_office = r.tax_office AND c.tax_type = r.tax_type
    AND c.level = r.level AND c.district = r.district AND c.section = r.section
),
pooled AS (
  SELECT month
  FROM marked
  WHERE NOT is_shown
  GROUP BY month
  HAVING count(DISTINCT person) >= 10
),
placed AS (
  SELECT month, tax_office, tax_type, level, district, section, kind, amount, city_share, comparable_share
  FROM marked
  WHERE is_shown
  UNION ALL
  SELECT m.month, '合并', '合并', '合并', '合并', '合并', m.kind, m.amount, m.city_share, m.comparable_share
  FROM marked AS m
  JOIN pooled AS p ON p.month = m.month
  WHERE NOT m.is_shown
)
SELECT
  IF(month = '未知', month, substr(month, 1, 4)) AS year,
  month, tax_office, tax_type, level, district, section,
  count(*) AS receipts,
  CAST(sum(amount) AS decimal(18,2)) AS amount,
  CAST(sum(city_share) AS decimal(18,2)) AS city_share,
  CAST(sum(comparable_share) AS decimal(18,2)) AS comparable_share,
  CAST(sum(IF(kind = '正税', amount, DECIMAL '0.00')) AS decimal(18,2)) AS regular,
  CAST(sum(IF(kind = '查补', amount, DECIMAL '0.00')) AS decimal(18,2)) AS back_taxes,
  CAST(sum(IF(kind IN ('滞纳金', '罚款'), amount, DECIMAL '0.00')) AS decimal(18,2)) AS surcharges,
  CAST(sum(IF(kind = '退库', amount, DECIMAL '0.00')) AS decimal(18,2)) AS refunds
FROM placed
GROUP BY month, tax_office, tax_type, level, district, section
