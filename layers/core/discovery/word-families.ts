/**
 * Words of one meaning: who looks for one finds the others, in both languages. Written for what a city's departments
 * hold; a family more is a line more.
 */
const families: readonly (readonly string[])[] = [
  ['企业', '公司', '单位', '法人', '市场主体', 'company', 'enterprise', 'firm', 'business', 'corporate'],
  ['用电', '电力', '电量', '供电', 'electricity', 'power', 'electric'],
  ['用水', '供水', '水量', 'water'],
  ['燃气', '天然气', '用气', 'gas'],
  ['纳税人', '税务登记', 'taxpayer'],
  ['税收', '税务', '纳税', '税款', 'tax', 'taxation', 'revenue'],
  ['发票', '票据', 'invoice'],
  ['居民', '人口', '自然人', '个人', 'person', 'people', 'population', 'resident', 'citizen'],
  ['身份证', '证件', 'identity'],
  ['房屋', '房产', '住房', '不动产', '产权', 'house', 'housing', 'property', 'estate'],
  ['土地', '用地', '宗地', '国土', 'land', 'parcel'],
  ['车辆', '机动车', '汽车', '车主', 'vehicle', 'car'],
  ['社保', '社会保险', '养老', 'insurance', 'pension'],
  ['医保', '医疗', '医疗保险', 'medical', 'health'],
  ['公积金', 'housing fund', 'fund'],
  ['低保', '救助', 'relief', 'assistance'],
  ['死亡', '注销户口', 'death', 'deceased'],
  ['残疾', '残疾人', 'disabled', 'disability'],
  ['工资', '薪酬', '工薪', 'wage', 'salary', 'payroll'],
  ['工程', '项目', '施工', '建设', 'project', 'construction', 'building'],
  ['招标', '投标', '中标', 'tender', 'bid'],
  ['出口', '进口', '报关', '海关', 'export', 'import', 'customs'],
  ['酒店', '宾馆', '旅馆', '住宿', 'hotel', 'lodging'],
  ['驾校', '驾培', '驾驶', 'driving'],
  ['运输', '营运', '货运', '客运', 'transport'],
  ['股权', '股东', '出资', 'equity', 'shareholder', 'share'],
  ['租赁', '出租', '租金', 'lease', 'rent', 'rental'],
  ['排污', '污染', '排放', '环保', 'emission', 'pollution', 'environment'],
  ['服刑', '监狱', 'prison', 'prisoner'],
  ['减免', '退税', '优惠', 'refund', 'exemption'],
  ['入库', '国库', '缴款', 'treasury'],
  ['电话', '手机', '联系方式', 'phone', 'telephone'],
  ['地址', '住所', '坐落', 'address'],
  ['指标', '统计', '宏观', 'statistics', 'indicator'],
];

const familyOf = new Map<string, string[]>();
for (const family of families)
  for (const word of family) {
    const others = familyOf.get(word) ?? [];
    others.push(...family.filter((other) => other !== word));
    familyOf.set(word, others);
  }

/** Other words of the same meaning. */
export const kindredOf = (word: string): readonly string[] => familyOf.get(word) ?? [];

const longest = Math.max(...[...familyOf.keys()].map((word) => word.length));

/** Known words inside a run of Chinese, the longest at each place, with where they begin. */
export function knownWords(han: string): { readonly word: string; readonly at: number }[] {
  const found: { word: string; at: number }[] = [];
  for (let at = 0; at < han.length; at += 1) {
    const most = Math.min(longest, han.length - at);
    const length = Array.from({ length: most }, (_, index) => most - index).find((size) =>
      familyOf.has(han.slice(at, at + size)),
    );
    if (length !== undefined) found.push({ word: han.slice(at, at + length), at });
  }
  return found;
}

/** What a question is dressed in; it names nothing that could be found. */
const chineseDress =
  /请问|我想|想要|我要|帮我|查一下|查询|查找|搜索|有没有|是否有|哪些|哪个|哪家|部门里|什么|怎么|谁有|谁提供|谁|在哪里|在哪|有吗|吗|呢|的数据|的资料|的信息|数据在|的|？/g;

/** The question without its dress; the question itself when nothing else would be left. */
export function undress(han: string): string[] {
  const bare = han.replace(chineseDress, ' ').trim();
  return bare === '' ? [han] : bare.split(/ +/);
}

const englishDress = new Set(
  (
    'a an the of in on for to by and or is are was were be do does did has have had who whom whose which what where when how ' +
    'there any all some with about from find show me i we you my our their its it data department departments s'
  ).split(' '),
);

export const isDress = (word: string): boolean => englishDress.has(word);
