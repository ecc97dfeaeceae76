/*---
id: mart_social.benefits
name: 养老与失业待遇发放
nameEn: Pensions and unemployment benefits
row: { zh: 一个发放月、待遇种类、状态一行, en: "a month, kind of benefit and status" }
asks: { zh: 人社与财政查基金支出与领取人数, en: "social security and finance: spending and beneficiaries" }
inputs: [BENE]
materialised: table
keys: [period, benefit, status]
persons: { count: persons, least: 10 }
items:
  - { code: period, name: 发放月, nameEn: month, type: varchar, note: YYYYMM }
  - { code: benefit, name: 待遇, nameEn: benefit, type: varchar }
  - { code: status, name: 状态, nameEn: status, type: varchar }
  - { code: persons, name: 领取人数, nameEn: beneficiaries, type: bigint, unit: 人, note: 不足 10 人的单元不列 }
  - { code: amount, name: 发放额, nameEn: amount, type: 'decimal(18,2)', unit: 元 }
---*/
SELECT
  period, benefit,
  coalesce(status, '未知') AS status,
  count(DISTINCT pid) AS persons,
  CAST(coalesce(sum(amount), DECIMAL '0.00') AS decimal(18,2)) AS amount
FROM shared.bene
GROUP BY period, benefit, coalesce(status, '未知')
HAVING count(DISTINCT pid) >= 10
