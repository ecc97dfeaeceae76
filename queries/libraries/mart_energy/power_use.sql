/*---
id: mart_energy.power_use
name: 用电量
nameEn: Electricity use
row: { zh: 一个月份、用电类别、行业门类一行, en: "a month, class of use and section" }
asks: { zh: 供电、统计与税务查各行业用电走势，与产值、税收互相印证, en: "power, statistics and tax: use by industry, beside output and tax" }
inputs: [POWER, base.macro_industries]
materialised: table
keys: [period, elec_class, section]
persons: { count: accounts, least: 10 }
items:
  - { code: period, name: 年月, nameEn: month, type: varchar, note: YYYYMM }
  - { code: elec_class, name: 用电类别, nameEn: class, type: varchar }
  - { code: section, name: 行业门类, nameEn: section of industry, type: varchar }
  - { code: accounts, name: 用电户数, nameEn: accounts, type: bigint, unit: 户, note: 不足 10 户的单元不列 }
  - { code: kwh, name: 用电量, nameEn: use, type: 'decimal(18,2)', unit: 千瓦时, note: 只计总表，分表已含在内 }
  - { code: fee, name: 电费, nameEn: fee, type: 'decimal(18,2)', unit: 元, note: 含税 }
  - { code: capacity_kva, name: 运行容量, nameEn: capacity, type: 'decimal(18,2)', unit: 千伏安 }
---*/
SELECT
  p.period,
  coalesce(p.elec_class, '未知') AS elec_class,
  coalesce(i.section, '未知') AS section,
  count(DISTINCT p.account_no) AS accounts,
  CAST(coalesce(sum(p.kwh), DECIMAL '0.00') AS decimal(18,2)) AS kwh,
  CAST(coalesce(sum(p.fee), DECIMAL '0.00') AS decimal(18,2)) AS fee,
  CAST(coalesce(sum(p.capacity_kva), DECIMAL '0.00') AS decimal(18,2)) AS capacity_kva
FROM shared.power AS p
LEFT JOIN base.macro_industries AS i
  ON i.division = regexp_extract(p.trade_code, '[0-9]{2}')
WHERE coalesce(p.sub_meter_of, '') = ''
GROUP BY 1, 2, 3
HAVING count(DISTINCT p.account_no) >= 10
