/*---
id: mart_services.driving_schools
name: 驾培机构
nameEn: Driving schools
row: { zh: 一种准驾车型一行, en: "a class of licence" }
asks: { zh: 交通委与税务查驾校家数、教练车与备案收费，估算培训收入, en: "transport and tax: schools, cars and fees, from which turnover follows" }
inputs: [DSCH]
materialised: table
keys: [licence_class]
items:
  - { code: licence_class, name: 车型, nameEn: class of licence, type: varchar }
  - { code: schools, name: 驾校数, nameEn: schools, type: bigint, unit: 所 }
  - { code: affiliated, name: 其中挂靠, nameEn: of which affiliated, type: bigint, unit: 所 }
  - { code: coaches, name: 教练员, nameEn: coaches, type: bigint, unit: 人 }
  - { code: cars, name: 教练车, nameEn: cars, type: bigint, unit: 辆 }
  - { code: least_fee, name: 最低备案培训费, nameEn: lowest fee, type: 'decimal(12,2)', unit: 元/人 }
  - { code: most_fee, name: 最高备案培训费, nameEn: highest fee, type: 'decimal(12,2)', unit: 元/人 }
---*/
SELECT
  licence_class,
  count(DISTINCT school_code) AS schools,
  count(DISTINCT IF(coalesce(affiliated_to, '') <> '', school_code)) AS affiliated,
  CAST(coalesce(sum(coaches), 0) AS bigint) AS coaches,
  CAST(coalesce(sum(cars), 0) AS bigint) AS cars,
  min(fee) AS least_fee,
  max(fee) AS most_fee
FROM shared.dsch
GROUP BY licence_class
