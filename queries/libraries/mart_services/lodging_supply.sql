/*---
id: mart_services.lodging_supply
name: 住宿业供给
nameEn: Lodging on offer
row: { zh: 一个期间、星级一行, en: "a period and number of stars" }
asks: { zh: 旅游、物价与税务查酒店家数、房间数与均价，核对申报收入, en: "tourism, price and tax: hotels, rooms and prices, beside declared turnover" }
inputs: [HOTEL]
materialised: table
keys: [period, star]
items:
  - { code: period, name: 期间, nameEn: period, type: varchar, note: YYYYMM }
  - { code: star, name: 星级, nameEn: stars, type: bigint, note: 0 为未评 }
  - { code: hotels, name: 单位数, nameEn: hotels, type: bigint, unit: 家 }
  - { code: with_catering, name: 兼营餐饮的单位数, nameEn: of which with catering, type: bigint, unit: 家 }
  - { code: rooms, name: 房间数, nameEn: rooms, type: bigint, unit: 间 }
  - { code: mean_price, name: 备案成交均价（按房间数加权）, nameEn: mean price by rooms, type: double, unit: 元/间夜 }
---*/
SELECT
  period,
  coalesce(star, 0) AS star,
  count(DISTINCT uscc) AS hotels,
  count(DISTINCT IF(catering = '1', uscc)) AS with_catering,
  CAST(coalesce(sum(rooms), 0) AS bigint) AS rooms,
  sum(CAST(deal_price AS double) * CAST(rooms AS double))
    / nullif(CAST(sum(IF(deal_price IS NOT NULL, rooms)) AS double), 0e0) AS mean_price
FROM shared.hotel
GROUP BY period, coalesce(star, 0)
