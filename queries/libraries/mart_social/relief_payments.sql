/*---
id: mart_social.relief_payments
name: 低保与救助
nameEn: Minimum-income and relief payments
row: { zh: 一个发放月、区县、救助类别一行, en: "a month, district and kind of relief" }
asks: { zh: 民政与财政查保障户数、人数与发放额, en: "civil affairs and finance: families, persons and amounts" }
inputs: [AID]
materialised: table
keys: [period, district, aid_kind]
persons: { count: persons, least: 10 }
items:
  - { code: period, name: 发放月, nameEn: month, type: varchar, note: YYYYMM }
  - { code: district, name: 区县代码, nameEn: district, type: varchar }
  - { code: aid_kind, name: 类别, nameEn: kind, type: varchar }
  - { code: persons, name: 保障人数, nameEn: persons, type: bigint, unit: 人, note: 不足 10 人的单元不列 }
  - { code: families, name: 保障户数, nameEn: families, type: bigint, unit: 户 }
  - { code: amount, name: 发放额, nameEn: amount, type: 'decimal(18,2)', unit: 元, note: 家庭金额在每个成员行重复，只计户主行 }
---*/
SELECT
  period,
  coalesce(district, '未知') AS district,
  aid_kind,
  count(DISTINCT pid) AS persons,
  count(DISTINCT family_no) AS families,
  CAST(coalesce(sum(IF(is_head = '1', amount)), DECIMAL '0.00') AS decimal(18,2)) AS amount
FROM shared.aid
GROUP BY period, coalesce(district, '未知'), aid_kind
HAVING count(DISTINCT pid) >= 10
