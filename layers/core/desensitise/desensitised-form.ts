/**
 * A resource as a file of it looks that was desensitised before the upload: tokens, masks and what was generalised are
 * text that looks like itself, derived tokens are columns. It is read by this form; where a value does not look like
 * what it should have become, the file is clear and goes no further.
 */
import type { Check, Item, Resource } from '../../../schemas/resource.ts';
import { tokenise } from '../cleaning/check-tokens.ts';
import { tokenKindOf, unreadable } from '../cleaning/desensitise.ts';
import {
  clearPersonSql,
  isPartyToken,
  personTokenPattern,
  storedPartySql,
} from '../cleaning/person-tokens.ts';
import { quoteName, quoteText } from '../cleaning/sql-text.ts';
import { keyItems } from '../cleaning/stored-columns.ts';

const isDisguised = (item: Item): boolean => item.desensitise !== 'none';

/** Does anything in it have to be desensitised before it is collected? */
export const isDesensitised = (resource: Resource): boolean =>
  resource.grade === 2 || resource.items.some(isDisguised);

function formOfItem(item: Item, isIdentified: boolean): Item {
  const { code, name, required, sensitivity, synonyms, key } = item;
  const loses = tokenKindOf(item) === undefined || !isIdentified;
  return {
    code,
    name,
    type: 'text',
    // A key is never searched as free text; one that was masked tells no rows apart.
    key: key === 'primary' && !loses ? 'primary' : 'join',
    required,
    sensitivity,
    synonyms,
    dictionaryLevel: 'warn',
    desensitise: 'none',
  };
}

const formOfToken = (code: string): Item => ({
  code,
  name: code,
  type: 'text',
  key: 'join',
  required: false,
  sensitivity: 3,
  synonyms: [],
  dictionaryLevel: 'warn',
  desensitise: 'none',
});

const readableCheck = ({ code, name }: Pick<Item, 'code' | 'name'>, index: number): Check => ({
  id: `readable-${index}`,
  name: `${name} 在上传前脱敏时可以识别 / could be read when it was desensitised`,
  expression: `${code} <> '${unreadable}'`,
  level: 'refuse',
  advice: '请核对原文件中的该值，更正后重新上传 / check the value in the original file and upload again',
});

/** Checks over items that are disguised were made before the upload, where they were clear. */
function namesAny(expression: string, codes: ReadonlySet<string>): boolean {
  return tokenise(expression).some(({ kind, text }) => kind === 'name' && codes.has(text));
}

/** The form, as a resource that the file is read by. */
export function desensitisedForm(resource: Resource): Resource {
  const disguised = resource.items.filter(isDisguised);
  const codes = new Set(disguised.map(({ code }) => code));
  const isIdentified = keyItems(resource).length > 0;
  const items = resource.items.map((item): Item => {
    if (isDisguised(item)) return formOfItem(item, isIdentified);
    return item.key === 'primary' && !isIdentified ? { ...item, key: 'join' } : item;
  });
  const { tokens = [], fixedWidth: _, ...rest } = resource;
  return {
    ...rest,
    items: [...items, ...tokens.map(({ code }) => formOfToken(code))],
    checks: [
      ...resource.checks.filter(({ expression }) => !namesAny(expression, codes)),
      ...disguised.filter(({ desensitise }) => desensitise !== 'drop').map(readableCheck),
    ],
  };
}

const tokenPattern = '[0-9a-f]{64}';

/** RE2 of what a value must look like. */
function patternOf(item: Item): string {
  if (item.desensitise === 'token') return isPartyToken(item) ? personTokenPattern : tokenPattern;
  if (item.desensitise === 'drop') return '';
  if (item.desensitise === 'mask') return '[^*]{0,20}\\*+[^*]{0,4}';
  const { generalise } = item;
  if (generalise?.to === 'birth-year') return '[0-9]{4}';
  if (generalise?.to === 'district') return '[0-9]{6}|[^0-9]{0,20}|\\*\\*\\*';
  return '\\[-?[0-9.]*,-?[0-9.]*\\)';
}

const unlike = (code: string, pattern: string): string =>
  `NOT regexp_full_match(${quoteName(code)}, ${quoteText(pattern)})`;

const partyColumn = (code: string): string => quoteName(`_party_${code}`);

export interface ClearValues {
  /** SELECT entries over stored columns, which the condition reads. */
  readonly columns: readonly string[];
  /** SQL condition of a row with a value that is not disguised. */
  readonly condition: string;
}

/** How such rows are found. Undefined: nothing is to be disguised. */
export function clearValues(resource: Resource): ClearValues | undefined {
  const persons = resource.items.filter(({ desensitise }) => desensitise === 'token-persons');
  const others = resource.items.filter((item) => isDisguised(item) && !persons.includes(item));
  const conditions = [
    ...persons.map((item) => [item.code, clearPersonSql(resource, item, quoteName, partyColumn)] as const),
    ...others.map((item) => [item.code, unlike(item.code, patternOf(item))] as const),
    ...(resource.tokens ?? []).map(({ code }) => [code, unlike(code, tokenPattern)] as const),
  ].map(([code, isClear]) => `(${quoteName(code)} <> '${unreadable}' AND ${isClear})`);
  if (conditions.length === 0) return undefined;
  const columns = persons
    .filter(isPartyToken)
    .map(({ code }) => `${storedPartySql(quoteName(code))} AS ${partyColumn(code)}`);
  return { columns, condition: conditions.join(' OR ') };
}
