/*---
id: mart_services.road_transport
name: 道路运输运力
nameEn: Road-transport capacity
row: { zh: 一种车辆类别、经营方式一行, en: "a kind of vehicle and way of operating" }
asks: { zh: 交通委与税务查营运车辆、吨位与座位，核定运输收入, en: "transport and tax: vehicles, tons and seats" }
inputs: [TRAN]
materialised: table
keys: [veh_kind, attach_kind]
persons: { count: operators, least: 10 }
items:
  - { code: veh_kind, name: 类别, nameEn: kind of vehicle, type: varchar }
  - { code: attach_kind, name: 经营方式, nameEn: way of operating, type: varchar }
  - { code: operators, name: 业户数, nameEn: operators, type: bigint, unit: 户, note: 业户可能是个人；不足 10 户的单元不列 }
  - { code: vehicles, name: 车辆数, nameEn: vehicles, type: bigint, unit: 辆 }
  - { code: load_t, name: 核定吨位, nameEn: tons, type: 'decimal(18,3)', unit: 吨 }
  - { code: seats, name: 座位数, nameEn: seats, type: bigint, unit: 座 }
  - { code: stop_days, name: 本年报停天数, nameEn: days off the road this year, type: bigint, unit: 天 }
---*/
SELECT
  coalesce(veh_kind, '未知') AS veh_kind,
  coalesce(attach_kind, '未知') AS attach_kind,
  count(DISTINCT operator_id) AS operators,
  count(*) AS vehicles,
  CAST(coalesce(sum(load_t), DECIMAL '0.000') AS decimal(18,3)) AS load_t,
  CAST(coalesce(sum(seats), 0) AS bigint) AS seats,
  CAST(coalesce(sum(stop_days), 0) AS bigint) AS stop_days
FROM shared.tran
GROUP BY 1, 2
HAVING count(DISTINCT operator_id) >= 10
