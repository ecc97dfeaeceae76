/**
 * Rows as anybody inside the platform may look at them: the habits of masking, whatever the grade. Phones keep 3 and 4
 * characters, identity numbers 6 and 4, bank cards 4 and 4, names the surname, addresses the district.
 */
import type { Item } from '../../../schemas/resource.ts';
import { personTokenPattern } from '../cleaning/person-tokens.ts';
import { keepEnds, maskFreeText } from '../desensitise/free-text.ts';

const hidden = '***';
const personNames =
  /姓名|名字|法定代表人|法人代表|负责人|联系人|经办人|户主|业主|权利人|买受人|股东|配偶|person|contact|legal_rep|owner/i;
/** The name of a customer or payer may be a person's or an enterprise's: persons have short ones. */
const mixedNames = /名称|客户|纳税人|缴款人|付款人|收款人|单位|cust_name|taxpayer/i;
const addresses = /地址|住址|住所|坐落|位置|address|addr/i;

/** One value as it is shown. Numbers and dates of what is not sensitive stay as they are. */
export function maskValue(item: Item, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const text = String(value);
  const called = `${item.code} ${item.name}`;
  if (item.desensitise === 'token' || isPersonToken(item, text)) return `${text.slice(0, 8)}…`;
  if (item.identifier !== undefined) return maskIdentifier(item.identifier, text);
  if (personNames.test(called)) return surnameOnly(text);
  if (mixedNames.test(called) && [...text].length <= 4) return surnameOnly(text);
  if (addresses.test(called)) return districtOnly(text);
  if (item.sensitivity >= 2) return hidden;
  return item.type === 'text' ? maskFreeText(text).text : value;
}

/** Where persons alone became tokens, this one did. */
const isPersonToken = ({ desensitise }: Item, text: string): boolean =>
  desensitise === 'token-persons' && new RegExp(`^(?:${personTokenPattern})$`).test(text);

function maskIdentifier(kind: NonNullable<Item['identifier']>, text: string): string {
  switch (kind) {
    // Public numbers of organisations; a person's may stand where a party's is asked for.
    case 'uscc':
    case 'org-code':
      return text;
    case 'phone':
      return keepEnds(text, 3, 4);
    case 'bank-card':
      return keepEnds(text, 4, 4);
    case 'plate':
      return keepEnds(text, 2, 1);
    default:
      return keepEnds(text, 6, 4);
  }
}

function surnameOnly(text: string): string {
  const [first = '', ...rest] = [...text];
  return first + '*'.repeat(Math.max(1, rest.length));
}

function districtOnly(text: string): string {
  const district = /^(.{0,12}?[区县]|.{0,8}?市)/.exec(text)?.[0] ?? '';
  return `${district}${hidden}`;
}

/** A row as it is shown, items in the order of the description; lineage and what is not described are left out. */
export const maskRow = (
  items: readonly Item[],
  row: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(items.map((item) => [item.code, maskValue(item, row[item.code])]));
