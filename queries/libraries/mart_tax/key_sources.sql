/*---
id: mart_tax.key_sources
name: 重点税源
nameEn: Key sources of tax
row: { zh: 一个入库年度一户一行，每年前 500 户, en: "a taxpayer in a year of receipt, the first 500 of each year" }
asks: { zh: 税务局与财政查排名、贡献率与集中度；只列单位, en: "tax and finance bureaus: rank, contribution, concentration; enterprises alone" }
inputs: [TREAS]
materialised: table
keys: [year, taxpayer_id]
items:
  - { code: year, name: 入库年度, nameEn: year of receipt, type: varchar }
  - { code: taxpayer_id, name: 纳税人识别号, nameEn: taxpayer, type: varchar }
  - { code: rank, name: 名次, nameEn: rank, type: bigint, note: 金额相同的同名次 }
  - { code: amount, name: 入库金额, nameEn: amount, type: 'decimal(18,2)', unit: 元, note: 退库为负 }
  - { code: city_share, name: 市以下留成, nameEn: share of city and districts, type: 'decimal(18,2)', unit: 元 }
  - { code: all_amount, name: 当年全部入库金额, nameEn: amount of all in the year, type: 'decimal(18,2)', unit: 元, note: 单位纳税人合计 }
  - { code: above_amount, name: 本名次及以前累计, nameEn: amount down to this rank, type: 'decimal(18,2)', unit: 元 }
---*/
WITH payers AS (
  SELECT
    date_format(paid_date, '%Y') AS year,
    taxpayer_id,
    sum(amount) AS amount,
    sum(city_share) AS city_share
  FROM shared.treas
  -- Longer ones are tokens of persons.
  WHERE paid_date IS NOT NULL AND length(taxpayer_id) < 64
  GROUP BY date_format(paid_date, '%Y'), taxpayer_id
),
ranked AS (
  SELECT
    year, taxpayer_id, amount, city_share,
    rank() OVER (PARTITION BY year ORDER BY amount DESC) AS place,
    sum(amount) OVER (PARTITION BY year) AS all_amount,
    sum(amount) OVER (PARTITION BY year ORDER BY amount DESC) AS above_amount
  FROM payers
)
SELECT
  CAST(year AS varchar) AS year,
  taxpayer_id,
  place AS rank,
  CAST(amount AS decimal(18,2)) AS amount,
  CAST(city_share AS decimal(18,2)) AS city_share,
  CAST(all_amount AS decimal(18,2)) AS all_amount,
  CAST(above_amount AS decimal(18,2)) AS above_amount
FROM ranked
WHERE place <= 500
