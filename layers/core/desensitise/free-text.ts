/**
 * Free text is searched for what names a person: identity numbers, bank cards, phones, plates, and names where the
 * text itself says that one follows. What is found is masked in place. Precision comes first: a number must pass its
 * check, a name must stand behind a word that announces one, so that contract numbers and streets stay readable.
 */
import { isLuhn, isResidentId } from './check-digits.ts';

export type FoundKind = 'resident-id' | 'bank-card' | 'phone' | 'plate' | 'name';

export interface Masked {
  readonly text: string;
  /** How many of each kind were masked. */
  readonly found: Readonly<Partial<Record<FoundKind, number>>>;
}

interface Search {
  readonly kind: FoundKind;
  readonly pattern: RegExp;
  readonly isOne: (found: string) => boolean;
  readonly mask: (found: string) => string;
}

/** The habit of masking: so many characters stay at either end. */
export const keepEnds = (text: string, head: number, tail: number): string => {
  const characters = [...text];
  const hidden = characters.length - head - tail;
  if (hidden <= 0) return '*'.repeat(characters.length);
  return `${characters.slice(0, head).join('')}${'*'.repeat(hidden)}${characters.slice(characters.length - tail).join('')}`;
};

const digits = (text: string): string => text.replaceAll(/[^0-9Xx]/g, '').toUpperCase();

const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由';
const doubles = '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|长孙|宇文';
/** Words behind which a person's name stands. */
const announcing =
  '联系人|联络人|姓名|户主|业主|申请人|经办人|负责人|法定代表人|法人代表|法人|代理人|收件人|收货人|签收人|承租人|出租人|房东|租户|受益人|被保险人|投保人|购房人|买受人|出卖人|卖方|买方|当事人|患者|家属|监护人|配偶|父亲|母亲|丈夫|妻子|儿子|女儿|联系电话人';

const searches: readonly Search[] = [
  {
    kind: 'resident-id',
    pattern: /(?<![0-9A-Za-z])[1-9]\d{5}[ -]?(?:18|19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])/g,
    isOne: (found) => isResidentId(digits(found)),
    mask: (found) => keepEnds(digits(found), 6, 4),
  },
  {
    kind: 'resident-id',
    pattern: /(?<![0-9A-Za-z])[1-9]\d{14}(?![0-9A-Za-z])/g,
    isOne: isResidentId,
    mask: (found) => keepEnds(found, 6, 4),
  },
  {
    kind: 'bank-card',
    pattern: /(?<![0-9A-Za-z])[3-6]\d{3}(?:[ -]?\d{4}){2}(?:[ -]?\d{1,7})(?![0-9A-Za-z])/g,
    isOne: (found) => {
      const plain = digits(found);
      return plain.length >= 15 && plain.length <= 19 && isLuhn(plain);
    },
    mask: (found) => keepEnds(digits(found), 4, 4),
  },
  {
    kind: 'phone',
    pattern: /(?<![0-9A-Za-z])(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])/g,
    isOne: () => true,
    mask: (found) => keepEnds(digits(found).slice(-11), 3, 4),
  },
  {
    kind: 'phone',
    pattern: /(?<![0-9A-Za-z])(?:\(0\d{2,3}\)|0\d{2,3})[ -]\d{7,8}(?!\d)/g,
    isOne: () => true,
    mask: (found) => `${found.slice(0, -6)}**${'*'.repeat(2)}${found.slice(-2)}`,
  },
  {
    kind: 'plate',
    pattern:
      /(?<![0-9A-Za-z])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·.\- ]?(?:[0-9DF][A-HJ-NP-Z0-9]\d{4}|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])(?![0-9A-Za-z])/g,
    isOne: (found) => /\d{2}/.test(found),
    mask: (found) => keepEnds(found, 2, 1),
  },
  {
    kind: 'name',
    pattern: new RegExp(
      `(?<=(?:${announcing})(?:[:： \\t]|为|是|[（(])\\s*)(?:(?:${doubles})[\\u4e00-\\u9fa5]{1,2}|[${surnames}][\\u4e00-\\u9fa5]{1,2})(?=$|[^\\u4e00-\\u9fa5]|同志|先生|女士|电话|手机|身份证)`,
      'g',
    ),
    isOne: () => true,
    mask: (found) => {
      const head = new RegExp(`^(?:${doubles})`).test(found) ? 2 : 1;
      return found.slice(0, head) + '*'.repeat(found.length - head);
    },
  },
];

/**
 * A look so cheap that the engine takes it at every row: text without a match of it needs no search. RE2 syntax.
 */
export const suspiciousPattern = `[0-9][0-9 \\-)]{5,}[0-9Xx]|[A-HJ-NP-Z0-9]{5,}|${announcing}`;

/** The same where only identity numbers and bank cards are looked for, in a column of codes. RE2 syntax. */
export const identityPattern =
  '[1-9][0-9]{14}|[1-9][0-9]{5}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{3}[0-9Xx]|[3-6][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{3}';

/**
 * Masks what names a person, or only the given kinds of it. Text is looked at as NFKC, which is how the lake stores
 * it.
 */
export function maskFreeText(given: string, kinds?: readonly FoundKind[]): Masked {
  let text = given.normalize('NFKC');
  const original = text;
  const found: Partial<Record<FoundKind, number>> = {};
  for (const { kind, pattern, isOne, mask } of searches) {
    if (kinds && !kinds.includes(kind)) continue;
    text = text.replaceAll(pattern, (one) => {
      if (!isOne(one)) return one;
      found[kind] = (found[kind] ?? 0) + 1;
      return mask(one);
    });
  }
  return { text: text === original ? given : text, found };
}
