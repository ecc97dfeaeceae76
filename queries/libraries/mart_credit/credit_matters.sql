/*---
id: mart_credit.credit_matters
name: 企业信用事项
nameEn: Credit matters of enterprises
row: { zh: 一家企业（不含个体工商户）一行, en: "an enterprise; individual businesses are left out" }
asks: { zh: 信用与招标主管部门、税务局查一家企业有无登记、税务、环保方面的失信事项, en: "those who keep credit records or hold tenders, and tax: what stands against an enterprise" }
inputs: [AIC, TREG, LTAX, TREAS, EMIS, ORGC]
materialised: table
keys: [entity_id]
items:
  - { code: entity_id, name: 主体身份代码, nameEn: entity, type: varchar }
  - { code: uscc, name: 统一社会信用代码, nameEn: unified social credit code, type: varchar }
  - { code: name, name: 名称, nameEn: name, type: varchar }
  - { code: district, name: 区县代码, nameEn: district, type: varchar }
  - { code: status, name: 登记状态, nameEn: status of registration, type: varchar }
  - { code: abnormal_tax, name: 税务非正常户, nameEn: abnormal taxpayer, type: bigint, unit: 项, note: 国税、地税各计一项 }
  - { code: expired_org_code, name: 组织机构代码过期或注销, nameEn: organisation code expired, type: bigint, unit: 项 }
  - { code: arrears, name: 欠税, nameEn: arrears, type: 'decimal(18,2)', unit: 元, note: 已申报未缴 }
  - { code: fines, name: 滞纳金与罚款, nameEn: late charges and fines, type: 'decimal(18,2)', unit: 元, note: 已入库 }
  - { code: over_permit, name: 超许可排放次数, nameEn: emissions above permit, type: bigint, unit: 次 }
  - { code: matters, name: 失信事项数, nameEn: matters in all, type: bigint, unit: 项, note: 各类有则计一 }
---*/
WITH registered AS (
  SELECT uscc, taxpayer_id, status FROM shared.treg WHERE uscc IS NOT NULL
),
taxpayers AS (
  SELECT DISTINCT uscc, taxpayer_id FROM registered
),
abnormal AS (
  SELECT uscc, count_if(status = '非正常') AS abnormal_tax FROM registered GROUP BY uscc
),
unpaid AS (
  SELECT t.uscc,
    sum(IF(l.tax_due - coalesce(l.relief, DECIMAL '0.00') - coalesce(l.tax_paid, DECIMAL '0.00') > DECIMAL '0.00',
      l.tax_due - coalesce(l.relief, DECIMAL '0.00') - coalesce(l.tax_paid, DECIMAL '0.00'))) AS arrears
  FROM shared.ltax AS l
  JOIN taxpayers AS t ON t.taxpayer_id = l.taxpayer_id
  GROUP BY t.uscc
),
fined AS (
  SELECT t.uscc, sum(r.amount) AS fines
  FROM shared.treas AS r
  JOIN taxpayers AS t ON t.taxpayer_id = r.taxpayer_id
  WHERE r.kind IN ('滞纳金', '罚款')
  GROUP BY t.uscc
),
emitted AS (
  SELECT uscc, count_if(emission_t > permit_t) AS over_permit FROM shared.emis GROUP BY uscc
),
codes AS (
  SELECT org_code, count_if(status IN ('过期', '注销')) AS expired FROM shared.orgc GROUP BY org_code
),
matters AS (
  SELECT
    a.entity_id, a.uscc, a.name, a.district, a.status,
    coalesce(n.abnormal_tax, 0) AS abnormal_tax,
    coalesce(c.expired, 0) AS expired_org_code,
    CAST(coalesce(u.arrears, DECIMAL '0.00') AS decimal(18,2)) AS arrears,
    CAST(coalesce(f.fines, DECIMAL '0.00') AS decimal(18,2)) AS fines,
    coalesce(e.over_permit, 0) AS over_permit
  FROM shared.aic AS a
  LEFT JOIN abnormal AS n ON n.uscc = a.uscc
  LEFT JOIN codes AS c ON c.org_code = a.org_code
  LEFT JOIN unpaid AS u ON u.uscc = a.uscc
  LEFT JOIN fined AS f ON f.uscc = a.uscc
  LEFT JOIN emitted AS e ON e.uscc = a.uscc
  WHERE a.entity_type <> '个体'
)
SELECT
  entity_id, uscc, name, district, status, abnormal_tax, expired_org_code, arrears, fines, over_permit,
  CAST(IF(status = '吊销', 1, 0) + IF(abnormal_tax > 0, 1, 0) + IF(expired_org_code > 0, 1, 0)
    + IF(arrears > DECIMAL '0.00', 1, 0) + IF(fines > DECIMAL '0.00', 1, 0) + IF(over_permit > 0, 1, 0) AS bigint) AS matters
FROM matters
