/** A made-up catalog of any size: names of things a city's departments hold, crossed with places, years and purposes. */
import { type ShelfEntry, shelfEntrySchema } from '../schemas/discovery.ts';
import { updateCycles } from '../schemas/resource.ts';

const places = '贵阳,云岩,南明,花溪,乌当,白云,观山湖,开阳,息烽,修文,清镇,遵义,安顺,毕节,铜仁,黔东南'.split(
  ',',
);
const holders =
  '企业,居民,个体工商户,社会组织,事业单位,学校,医院,园区,工程,车辆,房屋,土地,合同,项目,商户,农户'.split(',');
const things =
  '用电,用水,用气,纳税申报,社保缴费,公积金缴存,不动产登记,施工许可,排污监测,车辆登记,驾驶考试,医疗参保,养老待遇,低保救助,招标结果,发票开具,股权变更,住宿登记,进出口报关,土地供应,房屋租赁,减免退税,行政处罚,信用评价,环境监测,人口变动,婚姻登记,死亡注销,残疾认定,工资发放'.split(
    ',',
  );
const forms = '明细,汇总,台账,月报,统计,名录,档案,备案信息,登记信息,变更记录'.split(',');
const english = [
  'electricity use',
  'water supply',
  'tax return',
  'pension payments',
  'land parcels',
  'vehicle register',
  'housing titles',
  'tender results',
];
const items = [
  ['name', '单位名称', '企业名称'],
  ['uscc', '统一社会信用代码', '信用代码'],
  ['id_no', '身份证号', '公民身份号码'],
  ['phone', '联系电话', '手机号码'],
  ['address', '地址', '坐落'],
  ['amount', '金额', '合计金额'],
  ['period', '所属期', '年月'],
  ['kwh', '用电量', '结算电量'],
  ['area', '面积', '建筑面积'],
  ['plate', '号牌号码', '车牌号'],
  ['start', '开始日期', '起始日期'],
  ['status', '状态', '登记状态'],
] as const;
const identifiers = { uscc: 'uscc', id_no: 'resident-id', phone: 'phone', plate: 'plate' } as const;

/** A number from a seed, the same on every machine: multiplications modulo a prime. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

export function makeEntries(count: number): ShelfEntry[] {
  const random = randomOf(20_150_301);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  return Array.from({ length: count }, (_, index) => {
    const thing = pick(things);
    const own = Array.from({ length: 8 + random(8) }, () => pick(items));
    return shelfEntrySchema.parse({
      code: `R${String(index).padStart(6, '0')}`,
      version: 1 + random(5),
      name: `${pick(places)}${pick(holders)}${thing}${pick(forms)}${2000 + random(25)}`,
      nameEn: `${pick(english)} ${index}`,
      summary: `${pick(places)}市${pick(holders)}的${thing}，每行一条，编号 ${index}，用于${pick(things)}比对。`,
      departments: [`d${random(60)}`],
      class: `${1 + random(6)}${10 + random(20)}${100 + random(300)}`,
      classNames: [`${pick(things)}类`],
      database: pick(['raw', 'base', 'shared', 'subject']),
      cycle: pick(updateCycles),
      grade: 1 + random(3),
      mode: 'full',
      kind: 'structured',
      form: 'physical',
      open: random(10) === 0,
      items: own.map(([code, name, synonym], at) => ({
        code: `${code}_${at}`,
        name,
        synonyms: [synonym],
        identifier: identifiers[code as keyof typeof identifiers],
      })),
      appliedAt: '2015-03-01T00:00:00.000Z',
    });
  });
}

const asked: readonly ((pick: (list: readonly string[]) => string) => string)[] = [
  (pick) => `谁有${pick(holders)}${pick(things)}`,
  (pick) => pick(things),
  (pick) => `${pick(places)}${pick(things)}${pick(forms)}`,
  (pick) => `who has the company's ${pick(english)}?`,
  () => 'ydl',
  () => 'yongdian',
  () => 'sfz',
  () => 'tax',
  () => '企业名称',
  () => '身份证号',
  () => '用店量',
  () => 'electrcity',
  (pick) => `${pick(places)}的${pick(holders)}`,
];

export function makeQuestions(count: number): string[] {
  const random = randomOf(7);
  const pick = (list: readonly string[]) => list[random(list.length)] as string;
  return Array.from({ length: count }, (_, index) => asked[index % asked.length]?.(pick) ?? '');
}
