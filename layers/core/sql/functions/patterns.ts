/** Functions over regular expressions. The pattern must be a literal: it is read here and written anew for RE2. */
import { once, quoted } from '../emit.ts';
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { translatePattern } from '../patterns/translate-pattern.ts';
import { translateReplacement } from '../patterns/translate-replacement.ts';
import type { TranslatedPattern } from '../patterns/translated-pattern.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { carrierOf, type SqlType } from '../types.ts';
import { bindingMacro } from './macro.ts';
import { unsupported, wrongArgument } from './raised.ts';

type Body = (value: string, re2: string, pattern: TranslatedPattern) => string;

/** Letters that are one without regard to case, beyond ASCII. */
const cased = [
  '\\x{80}-\\x{2ff}\\x{345}\\x{370}-\\x{58f}\\x{10a0}-\\x{10ff}\\x{13a0}-\\x{13ff}\\x{1c80}-\\x{1fff}',
  '\\x{2100}-\\x{218f}\\x{24b6}-\\x{24e9}\\x{2c00}-\\x{2dff}\\x{a640}-\\x{a7ff}\\x{ab30}-\\x{abbf}',
  '\\x{fb00}-\\x{fb17}\\x{ff21}-\\x{ff5a}\\x{10400}-\\x{1efff}',
].join('');

/**
 * The function over a pattern, with what must be seen to in the value.
 *
 * @param body given the value, the pattern as DuckDB's literal and what is known of it
 */
const over =
  (body: Body, { mayBeEmpty = false, ownEnd = false } = {}) =>
  (call: BoundCall): string => {
    const given = call.arguments[1]?.constant;
    if (given === null) return `CAST(NULL AS ${carrierOf(call.result)})`;
    if (typeof given !== 'string') throw notSupported(call.at, 'a pattern that is no literal');
    const pattern = translatePattern(given, call.at);
    if (pattern.empty && !mayBeEmpty)
      throw notSupported(call.at, `a pattern that matches nothing, '${given}', here`);
    return once([call.args[0] ?? 'NULL'], (value) => {
      const bad = dangers(value, pattern, ownEnd);
      const text = body(value, quoted(pattern.re2), pattern);
      if (bad.length === 0) return text;
      const raised = unsupported(`the pattern ${given.replace(/[^\x20-\x7e]/g, '.')} over such a text`);
      return `CASE WHEN ${bad.join(' OR ')} THEN CAST(${raised} AS ${carrierOf(call.result)}) ELSE ${text} END`;
    });
  };

/** Values over which RE2 would answer otherwise. */
function dangers(value: string, { found }: TranslatedPattern, ownEnd: boolean): string[] {
  const bad: string[] = [];
  if (found.boundary) bad.push(`strlen(${value}) <> length(${value})`);
  if (found.caseless) bad.push(`regexp_matches(${value}, '[${cased}]')`);
  if (found.ends === 'anywhere' || (found.ends === 'last' && !ownEnd))
    bad.push(`ends_with(${value}, chr(10))`);
  return bad;
}

/** A `$` also stands before the newline that ends the text. */
const like: Body = (value, re2, { found }) =>
  found.ends === 'last'
    ? `(regexp_matches(${value}, ${re2}) OR (ends_with(${value}, chr(10)) AND regexp_matches(${value}[:-2], ${re2})))`
    : `regexp_matches(${value}, ${re2})`;

/** The group that is asked for: it must be known. */
function groupOf({ arguments: values, at }: BoundCall, { found }: TranslatedPattern): number {
  const group = values[2] === undefined ? 0 : values[2].constant;
  if (typeof group !== 'number') throw notSupported(at, "a group's number that is no literal");
  if (group < 0) throw invalid(at, 'Group cannot be negative');
  if (group > found.groups)
    throw invalid(at, `Pattern has ${found.groups} groups. Cannot access group ${group}`);
  return group;
}

const invalid = (at: number, why: string): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', { at, en: why, zh: `参数有误：${why}` });

const extract = (call: BoundCall): string =>
  over((value, re2, pattern) => `regexp_extract_all(${value}, ${re2}, ${groupOf(call, pattern)})[1]`, {
    mayBeEmpty: true,
  })(call);

const extractAll = (call: BoundCall): string =>
  over((value, re2, pattern) => `regexp_extract_all(${value}, ${re2}, ${groupOf(call, pattern)})`)(call);

/** It stands where a match was; no text has it. */
const mark = 'chr(1114110) || chr(64976)';
const pieces = (value: string, re2: string): string =>
  `string_split(regexp_replace(${value}, ${re2}, ${mark}, 'g'), ${mark})`;

function replace(call: BoundCall): string {
  const by = call.arguments[2];
  if (by?.constant === null) return 'CAST(NULL AS VARCHAR)';
  const text = by === undefined ? '' : by.constant;
  if (typeof text !== 'string') throw notSupported(call.at, 'a replacement that is no literal', 'a lambda');
  return over(
    (value, re2, pattern) =>
      `regexp_replace(${value}, ${re2}, ${quoted(translateReplacement(text, pattern, call.at))}, 'g')`,
  )(call);
}

/** Its length as Trino reckons it. */
function replacedType(text: SqlType | undefined, by: SqlType | undefined): SqlType {
  const [x, y] = [text, by].map((type) => (type && 'length' in type ? type.length : undefined));
  if (x === undefined || y === undefined) return { name: 'varchar' };
  const length = x + Math.max(Math.floor((x * y) / 2), y) * (x + 1);
  return length > 2_147_483_646 ? { name: 'varchar' } : { name: 'varchar', length };
}

/** The lambda is given the groups of each match. */
const replaceByLambda = (call: BoundCall): string =>
  over((value, re2, { found }) => {
    const groups = Array.from(
      { length: found.groups },
      (_, index) => `regexp_extract_all(${value}, ${re2}, ${index + 1})[tr_i]`,
    );
    const lists = `list_transform(range(1, len(regexp_extract_all(${value}, ${re2})) + 1),
      lambda tr_i: CAST([${groups.join(', ')}] AS VARCHAR[]))`;
    return `tr_woven(${pieces(value, re2)}, list_transform(${lists}, ${call.args[2]}))`;
  })(call);

function position(call: BoundCall): string {
  const [, , start = '1', occurrence = '1'] = call.args;
  return over((value, re2, { found }) => {
    if (start === '1')
      return `tr_match_place(${pieces(value, re2)}, regexp_extract_all(${value}, ${re2}), 1, ${occurrence})`;
    if (found.begins || found.boundary) throw notSupported(call.at, 'a start with such a pattern');
    const rest = `tr_text_from(${value}, ${start})`;
    return `tr_match_place(${pieces(rest, re2)}, regexp_extract_all(${rest}, ${re2}), ${start}, ${occurrence})`;
  })(call);
}

export const patterns: FunctionLibrary = {
  entries: [
    scalar('regexp_like(varchar(x), varchar): boolean', over(like, { mayBeEmpty: true, ownEnd: true })),
    scalar(
      'regexp_count(varchar(x), varchar): bigint',
      over((value, re2) => `len(regexp_extract_all(${value}, ${re2}))`),
    ),
    scalar('regexp_extract(varchar(x), varchar): varchar(x)', extract),
    scalar('regexp_extract(varchar(x), varchar, bigint): varchar(x)', extract),
    scalar('regexp_extract_all(varchar(x), varchar): array(varchar(x))', extractAll),
    scalar('regexp_extract_all(varchar(x), varchar, bigint): array(varchar(x))', extractAll),
    scalar('regexp_split(varchar(x), varchar): array(varchar(x))', over(pieces)),
    scalar('regexp_replace(varchar(x), varchar): varchar(x)', replace),
    scalar('regexp_replace(varchar(x), varchar, varchar(y)): varchar', replace, {
      resultOf: ([text, , by]) => replacedType(text?.type, by?.type),
    }),
    scalar(
      'regexp_replace(varchar, varchar, function(array(varchar), varchar(x))): varchar',
      replaceByLambda,
    ),
    scalar('regexp_position(varchar(x), varchar): integer', position),
    scalar('regexp_position(varchar(x), varchar, integer): integer', position),
    scalar('regexp_position(varchar(x), varchar, integer, integer): integer', position),
  ],
  refused: [],
  macros: [
    bindingMacro(
      'tr_woven(s, t)',
      '{s: s, t: t}',
      (v) => `CASE WHEN ${v}.s IS NULL THEN NULL WHEN len(${v}.t) = 0 THEN ${v}.s[1]
        ELSE ${v}.s[1] || tr_texts_joined(list_transform(range(1, len(${v}.t) + 1), lambda tr_i: ${v}.t[tr_i] || ${v}.s[tr_i + 1]), '') END`,
    ),
    bindingMacro(
      'tr_text_from(x, s)',
      '{x: x, s: s}',
      (v) =>
        `CASE WHEN ${v}.s < 1 THEN ${wrongArgument('start position cannot be smaller than 1')} ELSE substr(${v}.x, ${v}.s) END`,
    ),
    bindingMacro(
      'tr_match_place(p, m, s, k)',
      '{p: p, m: m, s: s, k: k}',
      (v) => `CAST(CASE WHEN ${v}.p IS NULL OR ${v}.s IS NULL OR ${v}.k IS NULL THEN NULL
        WHEN ${v}.k < 1 THEN ${wrongArgument('occurrence cannot be smaller than 1', 'BIGINT')}
        WHEN len(${v}.m) < ${v}.k THEN -1
        ELSE ${v}.s + length(array_to_string(${v}.p[1:${v}.k], '')) + length(array_to_string(${v}.m[1:${v}.k - 1], '')) END AS INTEGER)`,
    ),
  ],
};
