/*---
id: mart_people.death_sources
name: 死亡信息三方比对
nameEn: Deaths as three sources tell them
row: { zh: 一个死亡年度、来源组合一行, en: "a year of death and a set of sources" }
asks: { zh: 公安、卫计与民政查各方登记是否齐全，人社据此评估停发时效, en: "police, health and civil affairs: whose register lacks whom; social security: how late benefits can be stopped" }
inputs: [DEATH]
materialised: table
keys: [year, sources]
persons: { count: persons, least: 10 }
items:
  - { code: year, name: 死亡年度, nameEn: year of death, type: varchar }
  - { code: sources, name: 来源组合, nameEn: sources, type: varchar, note: 依次为户籍注销、死亡证明、火化，1 有 0 无，如 110 }
  - { code: persons, name: 人数, nameEn: persons, type: bigint, unit: 人, note: 不足 10 人的单元不列 }
  - { code: mean_delay_days, name: 平均登记时滞, nameEn: mean days from death to the first registration, type: double, unit: 天 }
---*/
WITH people AS (
  SELECT
    pid,
    min(death_date) AS death_date,
    min(reg_date) AS reg_date,
    max(IF(src = '户籍注销', '1', '0')) || max(IF(src = '死亡证明', '1', '0')) || max(IF(src = '火化', '1', '0')) AS sources
  FROM shared.death
  WHERE pid IS NOT NULL
  GROUP BY pid
)
SELECT
  coalesce(date_format(death_date, '%Y'), '未知') AS year,
  CAST(sources AS varchar) AS sources,
  count(*) AS persons,
  avg(CAST(date_diff('day', death_date, reg_date) AS double)) AS mean_delay_days
FROM people
GROUP BY 1, 2
HAVING count(*) >= 10
