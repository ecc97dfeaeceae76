/*---
id: mart_services.organisations
name: 社会组织与机关事业单位
nameEn: Social organisations and public bodies
row: { zh: 一个区县、类别、状态一行, en: "a district, kind and status" }
asks: { zh: 民政、编办与财政查各类单位数量；税务据此排除免税主体, en: "civil affairs, establishment and finance: how many bodies of which kind" }
inputs: [NPO]
materialised: table
keys: [district, kind, status]
items:
  - { code: district, name: 区县代码, nameEn: district, type: varchar }
  - { code: kind, name: 类别, nameEn: kind, type: varchar }
  - { code: status, name: 状态, nameEn: status, type: varchar }
  - { code: organisations, name: 单位数, nameEn: bodies, type: bigint, unit: 个 }
  - { code: first_estab, name: 最早成立日期, nameEn: earliest founding, type: date }
---*/
SELECT
  coalesce(district, '未知') AS district,
  coalesce(kind, '未知') AS kind,
  coalesce(status, '未知') AS status,
  count(*) AS organisations,
  min(estab_date) AS first_estab
FROM shared.npo
GROUP BY 1, 2, 3
