/**
 * Names that plainly are an organisation's, where no identifier says whose the name is. Whatever is not surely one
 * counts as a person's: an ending that persons' names may have too asks for more characters than a person's name has,
 * and a name that lists several parties is nobody's.
 */

/** Two characters and more: no personal name ends so. */
const endings =
  '公司|集团|企业|工厂|加工厂|门市部|经营部|营业部|服务部|项目部|销售部|维修部|经销部|商店|商行|商场|商城|超市|市场|酒店|饭店|宾馆|旅馆|旅社|药店|药房|诊所|网吧|茶楼|酒楼|餐厅|食堂|工作室|中心|合作社|联合社|信用社|供销社|银行|支行|分行|分理处|营业厅|事务所|研究所|研究院|设计院|科学院|福利院|敬老院|养老院|学院|大学|中学|小学|学校|幼儿园|培训班|医院|卫生院|卫生室|卫生所|卫生局|检察院|法院|派出所|委员会|居委会|村委会|管委会|政府|办事处|管理处|管理局|管理所|管理站|税务局|税务所|财政局|公安局|街道办|办公室|出版社|报社|电视台|电台|协会|学会|商会|工会|基金会|联合会|促进会|俱乐部|农场|林场|牧场|养殖场|种植场|采石场|加油站|加气站|服务站|收费站|变电站|水电站|发电厂|自来水厂|煤矿|矿山|图书馆|博物馆|体育馆|文化馆|纪念馆|部队|支队|大队';

/** One character that some person's name ends in. */
const shortEndings = '厂|店|局|院|校|馆|厅|处|所|站|社|行|部|会|队|矿|场|坊|铺';

const partnership = '(?:\\((?:普通合伙|特殊普通合伙|有限合伙)\\))?';

const foreign = '(?:ltd|limited|inc|incorporated|llc|corp|corporation|gmbh|plc|co)';

/** RE2 of a whole name, as the lake stores it (NFKC). */
export const organisationPattern = [
  `[^、,;/|\\\\+&]{2,}(?:${endings})${partnership}`,
  `[^、,;/|\\\\+&]{4,}(?:${shortEndings})`,
  `(?i:[^、;/|\\\\]{3,}[ ,.]${foreign}\\.?)`,
].join('|');
