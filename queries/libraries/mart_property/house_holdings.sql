/*---
id: mart_property.house_holdings
name: 房屋持有分布
nameEn: Houses held by one owner
row: { zh: 一种用途、一档持有套数一行, en: "a use and a band of houses held by one owner" }
asks: { zh: 住建与地税查多套住房持有情况，评估房产税税基；不出现权利人, en: "housing and local tax: how many own how many houses; no owner is shown" }
inputs: [PROP]
materialised: table
keys: [use_kind, houses_held]
persons: { count: owners, least: 10 }
items:
  - { code: use_kind, name: 用途, nameEn: use, type: varchar }
  - { code: houses_held, name: 持有套数, nameEn: houses held, type: varchar, note: 1、2、3-5、6+ }
  - { code: owners, name: 权利人数, nameEn: owners, type: bigint, unit: 人 }
  - { code: houses, name: 套次, nameEn: holdings, type: bigint, unit: 套, note: 共有的每人计一次 }
  - { code: area_m2, name: 建筑面积（按份额）, nameEn: area by shares, type: 'decimal(18,2)', unit: 平方米 }
  - { code: original_value, name: 房产原值（按份额）, nameEn: original value by shares, type: 'decimal(18,2)', unit: 元 }
---*/
WITH last_event AS (
  SELECT house_no, max(event_date) AS event_date
  FROM shared.prop
  WHERE house_no IS NOT NULL
  GROUP BY house_no
),
held AS (
  SELECT
    p.owner_pid,
    coalesce(p.use_kind, '未知') AS use_kind,
    count(DISTINCT p.house_no) AS houses,
    sum(CAST(coalesce(p.area_m2, DECIMAL '0.00') * coalesce(p.share, DECIMAL '1.000000') AS decimal(18,2))) AS area_m2,
    sum(CAST(coalesce(p.original_value, DECIMAL '0.00') * coalesce(p.share, DECIMAL '1.000000') AS decimal(18,2))) AS original_value
  FROM shared.prop AS p
  JOIN last_event AS e ON e.house_no = p.house_no AND e.event_date = p.event_date
  WHERE p.event <> '注销' AND p.owner_pid IS NOT NULL
  GROUP BY p.owner_pid, coalesce(p.use_kind, '未知')
),
banded AS (
  SELECT
    use_kind, owner_pid, houses, area_m2, original_value,
    CASE WHEN houses = 1 THEN '1' WHEN houses = 2 THEN '2' WHEN houses <= 5 THEN '3-5' ELSE '6+' END AS band
  FROM held
)
SELECT
  use_kind,
  CAST(band AS varchar) AS houses_held,
  count(DISTINCT owner_pid) AS owners,
  CAST(sum(houses) AS bigint) AS houses,
  CAST(sum(area_m2) AS decimal(18,2)) AS area_m2,
  CAST(sum(original_value) AS decimal(18,2)) AS original_value
FROM banded
GROUP BY use_kind, band
HAVING count(DISTINCT owner_pid) >= 10
