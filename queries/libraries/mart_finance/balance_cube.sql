/*---
id: mart_finance.balance_cube
name: 财政收支多维分析
nameEn: Cube of public revenue and spending
row: { zh: 收支、类别、年、月、区县的一个组合一行；合计维为空, en: "a combination of side, kind, month and district; a dimension summed over is NULL" }
asks: { zh: 财政局查税收留成、土地收入与工程款、工资、救助支出的结构；收与支相加没有意义，须先限定 side, en: "finance: shares of tax, land revenue, payments for works, pay and relief; always choose a side, the two are not to be added" }
inputs: [mart_tax.tax_cells, mart_social.relief_payments, LAND, PROGPAY, PROJ, FISCPAY]
materialised: table
keys: [grouping_id, side, kind, year, month, district]
cube:
  over: [kind, year, month, district]
  within: [[month, year]]
  sums: [entries, amount]
  grouping: grouping_id
items:
  - { code: grouping_id, name: 汇总层次, nameEn: grouping id, type: integer, note: 二进制四位依次为类别、年、月、区县，1 为已合计 }
  - { code: side, name: 收支, nameEn: side, type: varchar, note: 收入或支出；不合计 }
  - { code: kind, name: 类别, nameEn: kind, type: varchar, note: 税收留成、土地出让、工程支付、财政工资、社会救助 }
  - { code: year, name: 年度, nameEn: year, type: varchar }
  - { code: month, name: 月份, nameEn: month, type: varchar, note: YYYYMM；土地按签约月 }
  - { code: district, name: 区县代码, nameEn: district, type: varchar, note: 工资与无项目区划的支付为 520100 }
  - { code: entries, name: 笔数, nameEn: entries, type: bigint, unit: 笔 }
  - { code: amount, name: 金额, nameEn: amount, type: 'decimal(18,2)', unit: 元, note: 退库为负；人数不足 10 的工资与救助单元不计入 }
---*/
WITH entries AS (
  SELECT '收入' AS side, '税收留成' AS kind, month, district, receipts AS entries, city_share AS amount
  FROM mart_tax.tax_cells
  UNION ALL
  SELECT '收入', '土地出让', date_format(contract_date, '%Y%m'), district, 1, price
  FROM shared.land
  WHERE supply_kind IN ('出让', '租赁')
  UNION ALL
  SELECT '支出', '工程支付', date_format(p.pay_date, '%Y%m'), coalesce(j.district, '520100'), 1, p.amount
  FROM shared.progpay AS p
  LEFT JOIN shared.proj AS j ON j.project_no = p.project_no
  UNION ALL
  SELECT '支出', '财政工资', period, '520100', count(*), CAST(sum(gross) AS decimal(18,2))
  FROM shared.fiscpay
  GROUP BY period
  HAVING count(DISTINCT pid) >= 10
  UNION ALL
  -- The cells that are shown there, so that nothing can be told by taking one from the other.
  SELECT '支出', '社会救助', period, district, families, amount
  FROM mart_social.relief_payments
),
placed AS (
  SELECT
    CAST(side AS varchar) AS side,
    CAST(kind AS varchar) AS kind,
    IF(month = '未知' OR month IS NULL, '未知', substr(month, 1, 4)) AS year,
    coalesce(month, '未知') AS month,
    coalesce(district, '未知') AS district,
    entries,
    coalesce(amount, DECIMAL '0.00') AS amount
  FROM entries
)
SELECT
  CAST(grouping(kind, year, month, district) AS integer) AS grouping_id,
  side, kind, year, month, district,
  CAST(sum(entries) AS bigint) AS entries,
  CAST(sum(amount) AS decimal(18,2)) AS amount
FROM placed
GROUP BY side, ROLLUP (year, month), CUBE (kind, district)
