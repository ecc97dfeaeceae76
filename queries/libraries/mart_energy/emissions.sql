/*---
id: mart_energy.emissions
name: 污染物排放
nameEn: Emissions
row: { zh: 一个季度、行业门类、污染物一行, en: "a quarter, section and pollutant" }
asks: { zh: 环保、发改与税务查排放量、许可量与污染当量, en: "environment, development and tax: emissions, what was permitted, and pollution equivalents" }
inputs: [EMIS, base.macro_industries]
materialised: table
keys: [period, section, pollutant]
items:
  - { code: period, name: 季度, nameEn: quarter, type: varchar, note: YYYYQn }
  - { code: section, name: 行业门类, nameEn: section of industry, type: varchar }
  - { code: pollutant, name: 污染物, nameEn: pollutant, type: varchar }
  - { code: enterprises, name: 企业数, nameEn: enterprises, type: bigint, unit: 家 }
  - { code: emission_t, name: 排放量, nameEn: emission, type: 'decimal(18,4)', unit: 吨 }
  - { code: permit_t, name: 许可量, nameEn: permitted, type: 'decimal(18,4)', unit: 吨 }
  - { code: over_permit, name: 超许可企业数, nameEn: enterprises above their permit, type: bigint, unit: 家 }
  - { code: fee, name: 排污费, nameEn: discharge fee, type: 'decimal(18,2)', unit: 元 }
  - { code: equivalents, name: 污染当量, nameEn: pollution equivalents, type: double, note: 千克除以当量值：SO2、NOx 0.95，COD 1，氨氮 0.8，烟粉尘 2.18 }
---*/
SELECT
  e.period,
  coalesce(i.section, '未知') AS section,
  e.pollutant,
  count(DISTINCT e.uscc) AS enterprises,
  CAST(coalesce(sum(e.emission_t), DECIMAL '0.0000') AS decimal(18,4)) AS emission_t,
  CAST(coalesce(sum(e.permit_t), DECIMAL '0.0000') AS decimal(18,4)) AS permit_t,
  count_if(e.emission_t > e.permit_t) AS over_permit,
  CAST(coalesce(sum(e.fee), DECIMAL '0.00') AS decimal(18,2)) AS fee,
  CAST(sum(e.emission_t) AS double) * 1000e0
    / CASE e.pollutant WHEN 'COD' THEN 1e0 WHEN '氨氮' THEN 0.8e0 WHEN '烟粉尘' THEN 2.18e0 WHEN 'SO2' THEN 0.95e0 WHEN 'NOx' THEN 0.95e0 END AS equivalents
FROM shared.emis AS e
LEFT JOIN base.macro_industries AS i
  ON i.division = regexp_extract(e.industry, '[0-9]{2}')
GROUP BY e.period, coalesce(i.section, '未知'), e.pollutant
