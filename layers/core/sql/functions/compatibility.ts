/**
 * NFKC, which DuckDB has not: every sign that is only another shape of others is replaced by those, and then NFC. Which
 * ones, JavaScript knows.
 */
import { quoted } from '../emit.ts';
import { bindingMacro } from './macro.ts';

interface Replaced {
  readonly sign: string;
  readonly by: string;
}

/** Where no such signs are; U+A7F1 is newer than Trino's tables. */
const isPlain = (code: number): boolean =>
  (code >= 0x3400 && code < 0xa69c) ||
  (code >= 0xac00 && code < 0xf900) ||
  (code >= 0x11000 && code < 0x1cc00) ||
  code === 0xa7f1;

function allReplaced(): readonly Replaced[] {
  const all: Replaced[] = [];
  for (let code = 0xa0; code < 0x20000; code += 1) {
    if (isPlain(code)) continue;
    const sign = String.fromCodePoint(code);
    const by = sign.normalize('NFKC');
    if (by !== sign && by !== sign.normalize('NFC')) all.push({ sign, by });
  }
  return all;
}

const isOne = ({ by }: Replaced): boolean => [...by].length === 1;
/** Full width, by far the most frequent. */
const isWide = ({ sign }: Replaced): boolean => sign === '\u3000' || (sign >= '\uff01' && sign <= '\uff5e');

const all = allReplaced();
const ones = all.filter(isOne);
const wide = all.filter(isWide);
const others = ones.filter((one) => !isWide(one));
const longer = all.filter((one) => !isOne(one));

/** As the inside of a class of a regular expression. */
const classOf = (some: readonly Replaced[]): string =>
  some.map(({ sign }) => `\\x{${sign.codePointAt(0)?.toString(16)}}`).join('');

const translated = (text: string, some: readonly Replaced[]): string =>
  `translate(${text}, ${quoted(some.map(({ sign }) => sign).join(''))}, ${quoted(some.map(({ by }) => by).join(''))})`;

const listOf = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;

export const compatibilityMacros: readonly string[] = [
  bindingMacro(
    'tr_longer_shape(c)',
    `{c: c, n: list_position(${listOf(longer.map(({ sign }) => sign))}, c)}`,
    (v) => `coalesce(${listOf(longer.map(({ by }) => by))}[${v}.n], ${v}.c)`,
  ),
  bindingMacro(
    'tr_longer_shapes(x)',
    'x',
    (v) => `CASE WHEN regexp_matches(${v}, '[${classOf(longer)}]')
      THEN array_to_string(list_transform(string_split(${v}, ''), lambda tr_c: tr_longer_shape(tr_c)), '') ELSE ${v} END`,
  ),
  bindingMacro(
    'tr_nfkc(x)',
    'tr_longer_shapes(x)',
    (v) => `nfc_normalize(CASE WHEN regexp_matches(${v}, '[${classOf(others)}]') THEN ${translated(v, ones)}
      ELSE ${translated(v, wide)} END)`,
  ),
];
