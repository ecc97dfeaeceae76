/*---
id: mart_registration.registered_entities
name: 市场主体存量
nameEn: Stock of market entities
row: { zh: 一个区县、行业门类、主体类型、状态一行, en: "a district, section, kind and status of entities" }
asks: { zh: 工商、税务与统计查各区县各行业有多少户、注册资本多少, en: "AIC, tax and statistics: how many entities of which kind, with what capital" }
inputs: [AIC, base.macro_industries]
materialised: table
keys: [district, section, entity_type, status]
items:
  - { code: district, name: 区县代码, nameEn: district, type: varchar }
  - { code: section, name: 行业门类, nameEn: section of industry, type: varchar }
  - { code: entity_type, name: 主体类型, nameEn: kind of entity, type: varchar }
  - { code: status, name: 状态, nameEn: status, type: varchar }
  - { code: entities, name: 户数, nameEn: entities, type: bigint, unit: 户 }
  - { code: reg_capital, name: 注册资本, nameEn: registered capital, type: 'decimal(18,2)', unit: 元 }
  - { code: first_estab, name: 最早成立日期, nameEn: earliest founding, type: date }
  - { code: last_estab, name: 最近成立日期, nameEn: latest founding, type: date }
---*/
SELECT
  coalesce(a.district, '未知') AS district,
  coalesce(i.section, '未知') AS section,
  coalesce(a.entity_type, '未知') AS entity_type,
  coalesce(a.status, '未知') AS status,
  count(*) AS entities,
  CAST(coalesce(sum(a.reg_capital), DECIMAL '0.00') AS decimal(18,2)) AS reg_capital,
  min(a.estab_date) AS first_estab,
  max(a.estab_date) AS last_estab
FROM shared.aic AS a
LEFT JOIN base.macro_industries AS i
  ON i.division = regexp_extract(a.industry, '[0-9]{2}')
GROUP BY 1, 2, 3, 4
