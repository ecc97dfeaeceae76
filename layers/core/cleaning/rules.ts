/** What can be wrong with a cell or a row: a stable word, what it means, and what the clerk should do. */

export type FindingLevel = 'refuse' | 'warn' | 'ignore';

export interface CleaningRule {
  readonly level: FindingLevel;
  readonly zh: string;
  readonly en: string;
  readonly adviceZh: string;
  readonly adviceEn: string;
}

const refuse = (zh: string, en: string, adviceZh: string, adviceEn: string): CleaningRule => ({
  level: 'refuse',
  zh,
  en,
  adviceZh,
  adviceEn,
});
const warn = (zh: string, en: string, adviceZh: string, adviceEn: string): CleaningRule => ({
  ...refuse(zh, en, adviceZh, adviceEn),
  level: 'warn',
});
const ignore = (zh: string, en: string): CleaningRule => ({
  ...refuse(zh, en, '无需处理', 'nothing to do'),
  level: 'ignore',
});

export const cleaningRules = {
  required: refuse('必填项为空', 'a required item is empty', '请补填该单元格', 'fill in the cell'),
  'missing-key': refuse(
    '主键各项均为空',
    'every item of the key is empty',
    '请补填能识别该行的编号',
    'fill in what identifies the row',
  ),
  'bad-number': refuse(
    '不是数字',
    'not a number',
    '请填写数字，例如 1234.50',
    'write a number such as 1234.50',
  ),
  'not-integer': refuse('不是整数', 'not a whole number', '请填写整数', 'write a whole number'),
  'too-many-digits': refuse(
    '数字位数超出',
    'the number has too many digits',
    '请核对数值与单位（元、万元）',
    'check the number and its unit',
  ),
  'surplus-digits': refuse(
    '小数位数超出',
    'more decimal places than the item has',
    '请按规定的小数位数填写',
    'write the decimal places the item has',
  ),
  'bad-date': refuse('不是日期', 'not a date', '请按 2015-03-05 填写', 'write a date such as 2015-03-05'),
  'impossible-date': refuse(
    '日期不存在',
    'a day that does not exist',
    '请核对年月日',
    'check year, month and day',
  ),
  'bad-month': refuse('不是所属期', 'not a month', '请按 201503 填写', 'write a month such as 201503'),
  'too-long': refuse(
    '文字超长',
    'the text is too long',
    '请缩短内容或核对是否错列',
    'shorten it, or check for a shifted column',
  ),
  'out-of-range': refuse('超出允许范围', 'outside the allowed range', '请核对数值', 'check the value'),
  'not-in-dictionary': warn(
    '不在字典中',
    'not in the dictionary',
    '请使用字典中的代码或名称',
    'use a code or name from the dictionary',
  ),
  'outside-dictionary': refuse(
    '不在字典中',
    'not in the dictionary',
    '请使用字典中的代码或名称',
    'use a code or name from the dictionary',
  ),
  'check-character': warn(
    '校验码不符',
    'the check character does not fit',
    '请与证照核对；无误则不必修改',
    'compare it with the certificate; leave it if it is right',
  ),
  'early-number': warn(
    '早期代码，校验码不符但可能属实',
    'an early number whose check character does not fit, probably genuine',
    '请与证照核对；无误则不必修改',
    'compare it with the certificate; leave it if it is right',
  ),
  'bad-identifier': refuse(
    '号码形式不对',
    'not a number of this kind',
    '请核对位数和字符',
    'check its length and characters',
  ),
  'doubtful-identifier': warn(
    '号码形式可疑',
    'the number looks wrong',
    '请核对位数和字符',
    'check its length and characters',
  ),
  'bad-birth-date': refuse(
    '证件号中的出生日期不存在',
    'the birth date inside the number does not exist',
    '请与证件核对',
    'compare it with the document',
  ),
  'excel-ruined': refuse(
    '号码被 Excel 变成科学计数法',
    'a spreadsheet turned the number into scientific notation',
    '请将该列设为文本格式后重新填写',
    'format the column as text and enter the number again',
  ),
  'excel-truncated': warn(
    '号码末三位为 000，可能被 Excel 截断',
    'ends in 000: a spreadsheet may have cut it',
    '请将该列设为文本格式并与证件核对',
    'format the column as text and compare with the document',
  ),
  'unclear-party': warn(
    '不能确定是企业代码，已按个人证件换成令牌',
    'not surely an enterprise’s number: it became a token like a person’s',
    '请与证照核对；确为企业的，请更正为正确的统一社会信用代码',
    'compare it with the certificate; if it is an enterprise, give its right code',
  ),
  'personal-in-text': warn(
    '自由文本中的个人信息已遮盖',
    'what names a person was masked in free text',
    '请勿在备注等文本中填写证件号、电话、车牌、卡号、姓名',
    'leave identity numbers, phones, plates, cards and names out of remarks',
  ),
  'duplicate-row': refuse(
    '与前面的行完全相同',
    'the same as an earlier row',
    '请删除重复行',
    'remove the repeated row',
  ),
  'duplicate-key': refuse(
    '主键与前面的行相同而内容不同',
    'the same key as an earlier row, with other content',
    '请核对后只保留一行',
    'check both and keep one',
  ),
  'check-failed': refuse(
    '不符合信息项之间的关系',
    'items of the row do not fit together',
    '请核对相关各项',
    'check the items it names',
  ),
  'total-row': ignore('合计、说明或签字行', 'a line of totals, notes or signatures'),
  'header-row': ignore('重复的表头', 'a repeated header'),
  'blank-row': ignore('空行', 'a row without values'),
} satisfies Record<string, CleaningRule>;

export type RuleWord = keyof typeof cleaningRules;

/** What a finding says, for a rule word or the id of a resource's own check. */
export function describeRule(word: string): CleaningRule {
  return cleaningRules[word as RuleWord] ?? cleaningRules['check-failed'];
}
