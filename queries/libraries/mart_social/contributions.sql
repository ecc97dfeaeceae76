/*---
id: mart_social.contributions
name: 社会保险缴费
nameEn: Social-insurance contributions
row: { zh: 一个缴费月、险种、缴费身份一行, en: "a month, scheme and kind of payer" }
asks: { zh: 人社与税务查参保人数、缴费基数与到账率, en: "social security and tax: insured, bases, and how many have paid" }
inputs: [CONTRIB]
materialised: table
keys: [period, scheme, kind]
persons: { count: persons, least: 10 }
items:
  - { code: period, name: 缴费月, nameEn: month, type: varchar, note: YYYYMM }
  - { code: scheme, name: 险种, nameEn: scheme, type: varchar }
  - { code: kind, name: 缴费身份, nameEn: kind of payer, type: varchar }
  - { code: persons, name: 参保人数, nameEn: insured, type: bigint, unit: 人, note: 不足 10 人的单元不列 }
  - { code: paid_persons, name: 到账人数, nameEn: of whom paid, type: bigint, unit: 人, note: 到账或未到账的不足 10 人时为空 }
  - { code: employers, name: 单位数, nameEn: employers, type: bigint, unit: 个 }
  - { code: base, name: 缴费基数合计, nameEn: bases, type: 'decimal(18,2)', unit: 元 }
---*/
SELECT
  period, scheme,
  coalesce(kind, '未知') AS kind,
  count(DISTINCT pid) AS persons,
  IF(count(DISTINCT IF(paid_flag = '1', pid)) BETWEEN 1 AND 9
    OR count(DISTINCT pid) - count(DISTINCT IF(paid_flag = '1', pid)) BETWEEN 1 AND 9,
    NULL, count(DISTINCT IF(paid_flag = '1', pid))) AS paid_persons,
  count(DISTINCT employer_id) AS employers,
  CAST(coalesce(sum(base), DECIMAL '0.00') AS decimal(18,2)) AS base
FROM shared.contrib
GROUP BY period, scheme, coalesce(kind, '未知')
HAVING count(DISTINCT pid) >= 10
