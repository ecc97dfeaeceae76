/*---
id: mart_social.housing_fund
name: 住房公积金缴存
nameEn: Housing-fund deposits
row: { zh: 一个汇缴月一行, en: "a month" }
asks: { zh: 公积金中心与财政查缴存人数、单位数与缴存额, en: "the fund and finance: depositors, employers and deposits" }
inputs: [HFUND]
materialised: table
keys: [period]
persons: { count: persons, least: 10 }
items:
  - { code: period, name: 汇缴月, nameEn: month, type: varchar, note: YYYYMM }
  - { code: persons, name: 缴存人数, nameEn: depositors, type: bigint, unit: 人, note: 不足 10 人的月份不列 }
  - { code: employers, name: 单位数, nameEn: employers, type: bigint, unit: 个 }
  - { code: base, name: 缴存基数合计, nameEn: bases, type: 'decimal(18,2)', unit: 元 }
  - { code: amount, name: 缴存额, nameEn: deposits, type: 'decimal(18,2)', unit: 元, note: 单位与个人合计 }
---*/
SELECT
  period,
  count(DISTINCT pid) AS persons,
  count(DISTINCT employer_id) AS employers,
  CAST(coalesce(sum(base), DECIMAL '0.00') AS decimal(18,2)) AS base,
  CAST(coalesce(sum(coalesce(unit_amt, DECIMAL '0.00') + coalesce(person_amt, DECIMAL '0.00')), DECIMAL '0.00') AS decimal(18,2)) AS amount
FROM shared.hfund
GROUP BY period
HAVING count(DISTINCT pid) >= 10
