/*---
id: mart_people.population
name: 户籍人口结构
nameEn: Registered population
row: { zh: 一个户籍区县、性别、出生年代一行, en: "a district of registration, sex and decade of birth" }
asks: { zh: 公安、人社、民政与统计查人口结构，推算参保与待遇人数, en: "police, social security, civil affairs, statistics: structure of the population" }
inputs: [POP]
materialised: table
keys: [district, sex, born]
persons: { count: persons, least: 10 }
items:
  - { code: district, name: 户籍区县代码, nameEn: district, type: varchar }
  - { code: sex, name: 性别, nameEn: sex, type: varchar }
  - { code: born, name: 出生年代, nameEn: decade of birth, type: varchar, note: 如 1980 表示 1980 至 1989 年；不明为未知 }
  - { code: persons, name: 人数, nameEn: persons, type: bigint, unit: 人, note: 状态正常；不足 10 人的单元不列 }
  - { code: households, name: 涉及户数, nameEn: households they belong to, type: bigint, unit: 户 }
---*/
SELECT
  coalesce(hukou_district, '未知') AS district,
  coalesce(sex, '未知') AS sex,
  coalesce(substr(date_format(birth, '%Y'), 1, 3) || '0', '未知') AS born,
  count(DISTINCT pid) AS persons,
  count(DISTINCT hh_no) AS households
FROM shared.pop
WHERE status = '正常'
GROUP BY 1, 2, 3
HAVING count(DISTINCT pid) >= 10
