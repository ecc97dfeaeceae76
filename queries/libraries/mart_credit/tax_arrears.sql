/*---
id: mart_credit.tax_arrears
name: 欠税分布
nameEn: Arrears of local taxes
row: { zh: 一个所属年度、税种、金额档一行, en: "a year, kind of tax and band of arrears" }
asks: { zh: 地税局与财政查欠税户数与集中程度；只计单位, en: "local tax and finance: how many enterprises owe how much" }
inputs: [LTAX]
materialised: table
keys: [year, tax_type, band]
items:
  - { code: year, name: 所属年度, nameEn: year, type: varchar }
  - { code: tax_type, name: 税种, nameEn: kind of tax, type: varchar }
  - { code: band, name: 金额档, nameEn: band, type: varchar, note: 1 万元以下、1 万至 10 万元、10 万至 100 万元、100 万元及以上 }
  - { code: taxpayers, name: 欠税户数, nameEn: taxpayers, type: bigint, unit: 户 }
  - { code: arrears, name: 欠税, nameEn: arrears, type: 'decimal(18,2)', unit: 元 }
---*/
WITH owed AS (
  SELECT
    substr(period, 1, 4) AS year, tax_type, taxpayer_id,
    sum(tax_due - coalesce(relief, DECIMAL '0.00') - coalesce(tax_paid, DECIMAL '0.00')) AS arrears
  FROM shared.ltax
  -- Longer ones are tokens of persons.
  WHERE length(taxpayer_id) < 64
  GROUP BY substr(period, 1, 4), tax_type, taxpayer_id
),
banded AS (
  SELECT
    year, tax_type, taxpayer_id, arrears,
    CASE
      WHEN arrears < DECIMAL '10000.00' THEN '1 万元以下'
      WHEN arrears < DECIMAL '100000.00' THEN '1 万至 10 万元'
      WHEN arrears < DECIMAL '1000000.00' THEN '10 万至 100 万元'
      ELSE '100 万元及以上'
    END AS band
  FROM owed
  WHERE arrears > DECIMAL '0.00'
)
SELECT
  year,
  coalesce(tax_type, '未知') AS tax_type,
  CAST(band AS varchar) AS band,
  count(DISTINCT taxpayer_id) AS taxpayers,
  CAST(sum(arrears) AS decimal(18,2)) AS arrears
FROM banded
GROUP BY year, coalesce(tax_type, '未知'), band
