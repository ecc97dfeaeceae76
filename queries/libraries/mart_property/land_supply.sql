/*---
id: mart_property.land_supply
name: 土地供应
nameEn: Supply of land
row: { zh: 一个签约年度、区县、供应方式、用途一行, en: "a year of contract, district, way of supply and use" }
asks: { zh: 国土、财政与地税查供地面积、占用耕地与成交价款，推算契税与耕地占用税, en: "land, finance and local tax: area, farmland taken and price" }
inputs: [LAND]
materialised: table
keys: [year, district, supply_kind, use_kind]
items:
  - { code: year, name: 签约年度, nameEn: year, type: varchar }
  - { code: district, name: 区县代码, nameEn: district, type: varchar }
  - { code: supply_kind, name: 供应方式, nameEn: way of supply, type: varchar }
  - { code: use_kind, name: 用途, nameEn: use, type: varchar }
  - { code: parcels, name: 宗地数, nameEn: parcels, type: bigint, unit: 宗 }
  - { code: area_m2, name: 面积, nameEn: area, type: 'decimal(18,2)', unit: 平方米 }
  - { code: farmland_m2, name: 其中占用耕地, nameEn: farmland taken, type: 'decimal(18,2)', unit: 平方米 }
  - { code: price, name: 成交价款, nameEn: price, type: 'decimal(18,2)', unit: 元 }
---*/
SELECT
  coalesce(date_format(contract_date, '%Y'), '未知') AS year,
  coalesce(district, '未知') AS district,
  coalesce(supply_kind, '未知') AS supply_kind,
  coalesce(use_kind, '未知') AS use_kind,
  count(*) AS parcels,
  CAST(coalesce(sum(area_m2), DECIMAL '0.00') AS decimal(18,2)) AS area_m2,
  CAST(coalesce(sum(farmland_m2), DECIMAL '0.00') AS decimal(18,2)) AS farmland_m2,
  CAST(coalesce(sum(price), DECIMAL '0.00') AS decimal(18,2)) AS price
FROM shared.land
GROUP BY 1, 2, 3, 4
