/*---
id: mart_property.house_sales
name: 商品房网签
nameEn: Sales of new houses
row: { zh: 一个网签月份、区县、房屋类型一行, en: "a month of signing, district and kind of house" }
asks: { zh: 住建、地税与财政查成交面积、金额与均价，推算契税与土地增值税, en: "housing, local tax and finance: area, value and price of sales, from which deed and land taxes follow" }
inputs: [PRESALE, PROJ]
materialised: table
keys: [month, district, house_kind]
persons: { count: buyers, least: 10 }
items:
  - { code: month, name: 网签月份, nameEn: month, type: varchar, note: YYYYMM }
  - { code: district, name: 区县代码, nameEn: district, type: varchar, note: 取自立项；无立项的为未知 }
  - { code: house_kind, name: 房屋类型, nameEn: kind of house, type: varchar }
  - { code: contracts, name: 合同数, nameEn: contracts, type: bigint, unit: 份, note: 不含已撤销的 }
  - { code: buyers, name: 买受人数, nameEn: buyers, type: bigint, unit: 人 }
  - { code: area_m2, name: 建筑面积, nameEn: area, type: 'decimal(18,2)', unit: 平方米 }
  - { code: total_price, name: 合同总价, nameEn: value, type: 'decimal(18,2)', unit: 元, note: 含税 }
---*/
WITH signed AS (
  SELECT
    date_format(s.sign_date, '%Y%m') AS month,
    coalesce(p.district, '未知') AS district,
    coalesce(s.house_kind, '未知') AS house_kind,
    s.buyer_pid, s.area_m2, s.total_price
  FROM shared.presale AS s
  LEFT JOIN shared.proj AS p ON p.project_no = s.project_no
  WHERE s.sign_date IS NOT NULL AND s.cancel_date IS NULL
)
SELECT
  CAST(month AS varchar) AS month,
  district,
  house_kind,
  count(*) AS contracts,
  count(DISTINCT buyer_pid) AS buyers,
  CAST(coalesce(sum(area_m2), DECIMAL '0.00') AS decimal(18,2)) AS area_m2,
  CAST(coalesce(sum(total_price), DECIMAL '0.00') AS decimal(18,2)) AS total_price
FROM signed
GROUP BY month, district, house_kind
HAVING count(DISTINCT buyer_pid) >= 10
