/*---
id: base.macro_industries
name: 行业门类对照
nameEn: Sections of industry
row: { zh: 一个行业门类一行（GB/T 4754—2017）, en: "a section of GB/T 4754-2017" }
asks: { zh: 各分析按行业代码前两位归入门类；可比口径据此认出原营业税行业, en: "every analysis that groups by section; the comparable basis knows by it who paid business tax" }
inputs: []
materialised: view
keys: [section]
items:
  - { code: section, name: 门类, nameEn: section, type: varchar }
  - { code: section_name, name: 门类名称, nameEn: name, type: varchar }
  - { code: first_division, name: 起始大类, nameEn: first division, type: varchar }
  - { code: last_division, name: 截止大类, nameEn: last division, type: varchar }
  - { code: former_business_tax, name: 原营业税行业, nameEn: paid business tax until April 2016, type: varchar, note: 1 是 0 否；租赁商务等部分已先行改征，不列入 }
---*/
SELECT
  CAST(section AS varchar) AS section,
  CAST(section_name AS varchar) AS section_name,
  CAST(first_division AS varchar) AS first_division,
  CAST(last_division AS varchar) AS last_division,
  CAST(former_business_tax AS varchar) AS former_business_tax
FROM (VALUES
  ('A', '农、林、牧、渔业', '01', '05', '0'),
  ('B', '采矿业', '06', '12', '0'),
  ('C', '制造业', '13', '43', '0'),
  ('D', '电力、热力、燃气及水生产和供应业', '44', '46', '0'),
  ('E', '建筑业', '47', '50', '1'),
  ('F', '批发和零售业', '51', '52', '0'),
  ('G', '交通运输、仓储和邮政业', '53', '60', '0'),
  ('H', '住宿和餐饮业', '61', '62', '1'),
  ('I', '信息传输、软件和信息技术服务业', '63', '65', '0'),
  ('J', '金融业', '66', '69', '1'),
  ('K', '房地产业', '70', '70', '1'),
  ('L', '租赁和商务服务业', '71', '72', '0'),
  ('M', '科学研究和技术服务业', '73', '75', '0'),
  ('N', '水利、环境和公共设施管理业', '76', '79', '0'),
  ('O', '居民服务、修理和其他服务业', '80', '82', '1'),
  ('P', '教育', '83', '83', '1'),
  ('Q', '卫生和社会工作', '84', '85', '1'),
  ('R', '文化、体育和娱乐业', '86', '90', '1'),
  ('S', '公共管理、社会保障和社会组织', '91', '96', '0'),
  ('T', '国际组织', '97', '97', '0')
) AS s (section, section_name, first_division, last_division, former_business_tax)
