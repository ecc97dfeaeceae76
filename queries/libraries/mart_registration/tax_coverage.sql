/*---
id: mart_registration.tax_coverage
name: 市场主体税务登记覆盖
nameEn: Entities with and without tax registration
row: { zh: 一个区县、主体类型一行, en: "a district and kind of entity" }
asks: { zh: 国税、地税与工商查存续户中已办、未办税务登记的户数, en: "the tax bureaus and AIC: how many living entities are registered for tax, and where not" }
inputs: [AIC, TREG]
materialised: table
keys: [district, entity_type]
items:
  - { code: district, name: 区县代码, nameEn: district, type: varchar }
  - { code: entity_type, name: 主体类型, nameEn: kind of entity, type: varchar }
  - { code: living, name: 存续户, nameEn: living entities, type: bigint, unit: 户 }
  - { code: state_tax, name: 已在国税登记, nameEn: registered with state tax, type: bigint, unit: 户 }
  - { code: local_tax, name: 已在地税登记, nameEn: registered with local tax, type: bigint, unit: 户 }
  - { code: both, name: 两局均登记, nameEn: registered with both, type: bigint, unit: 户 }
  - { code: neither, name: 两局均未登记, nameEn: registered with neither, type: bigint, unit: 户, note: 按统一社会信用代码、组织机构代码或注册号比对 }
---*/
WITH identities AS (
  SELECT tax_office, uscc AS identity FROM shared.treg WHERE uscc IS NOT NULL
  UNION
  SELECT tax_office, org_code FROM shared.treg WHERE org_code IS NOT NULL
  UNION
  SELECT tax_office, aic_reg_no FROM shared.treg WHERE aic_reg_no IS NOT NULL
),
living AS (
  SELECT entity_id, uscc, org_code, reg_no, district, entity_type FROM shared.aic WHERE status = '存续'
),
numbers AS (
  SELECT entity_id, uscc AS identity FROM living
  UNION ALL
  SELECT entity_id, org_code FROM living
  UNION ALL
  SELECT entity_id, reg_no FROM living
),
offices AS (
  SELECT
    n.entity_id,
    max(IF(t.tax_office = '国税', 1, 0)) AS in_state,
    max(IF(t.tax_office = '地税', 1, 0)) AS in_local
  FROM numbers AS n
  JOIN identities AS t ON t.identity = n.identity
  GROUP BY n.entity_id
),
matched AS (
  SELECT
    l.district, l.entity_type,
    coalesce(o.in_state, 0) AS in_state,
    coalesce(o.in_local, 0) AS in_local
  FROM living AS l
  LEFT JOIN offices AS o ON o.entity_id = l.entity_id
)
SELECT
  coalesce(district, '未知') AS district,
  coalesce(entity_type, '未知') AS entity_type,
  count(*) AS living,
  count_if(in_state = 1) AS state_tax,
  count_if(in_local = 1) AS local_tax,
  count_if(in_state = 1 AND in_local = 1) AS both,
  count_if(in_state = 0 AND in_local = 0) AS neither
FROM matched
GROUP BY 1, 2
