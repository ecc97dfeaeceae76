/*---
id: mart_registration.entity_changes
name: 市场主体增减
nameEn: Entities founded and ended
row: { zh: 一个月份、区县、主体类型一行, en: "a month, district and kind of entity" }
asks: { zh: 工商与税务查每月新设、注销、吊销、迁出与净增, en: "AIC and tax: founded, cancelled, revoked, moved away, and the balance, by month" }
inputs: [AIC]
materialised: table
keys: [month, district, entity_type]
items:
  - { code: month, name: 月份, nameEn: month, type: varchar, note: YYYYMM }
  - { code: district, name: 区县代码, nameEn: district, type: varchar }
  - { code: entity_type, name: 主体类型, nameEn: kind of entity, type: varchar }
  - { code: founded, name: 新设, nameEn: founded, type: bigint, unit: 户, note: 按成立日期 }
  - { code: cancelled, name: 注销, nameEn: cancelled, type: bigint, unit: 户, note: 按状态日期，下同 }
  - { code: revoked, name: 吊销, nameEn: revoked, type: bigint, unit: 户 }
  - { code: moved, name: 迁出, nameEn: moved away, type: bigint, unit: 户 }
  - { code: net, name: 净增, nameEn: balance, type: bigint, unit: 户 }
---*/
WITH events AS (
  SELECT date_format(estab_date, '%Y%m') AS month, district, entity_type, '新设' AS event
  FROM shared.aic
  WHERE estab_date IS NOT NULL
  UNION ALL
  SELECT date_format(status_date, '%Y%m'), district, entity_type, status
  FROM shared.aic
  WHERE status_date IS NOT NULL AND status IN ('注销', '吊销', '迁出')
)
SELECT
  CAST(month AS varchar) AS month,
  coalesce(district, '未知') AS district,
  coalesce(entity_type, '未知') AS entity_type,
  count_if(event = '新设') AS founded,
  count_if(event = '注销') AS cancelled,
  count_if(event = '吊销') AS revoked,
  count_if(event = '迁出') AS moved,
  count_if(event = '新设') - count_if(event <> '新设') AS net
FROM events
GROUP BY 1, 2, 3
