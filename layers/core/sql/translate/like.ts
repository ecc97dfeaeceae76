/** LIKE: `%` is any text, `_` one code point, and only what ESCAPE names takes their meaning away. */
import type { Like } from '../ast.ts';
import { quoted } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { typeText, varchar } from '../types.ts';
import { mismatch } from './coerce.ts';
import { convert } from './convert.ts';

export function likeText(of: Typed, pattern: Typed, given: Typed | undefined, node: Like): string {
  const value = textOf(of, node.of.at);
  if (!isText(pattern))
    throw mismatch(
      node.pattern.at,
      `Pattern for LIKE expression must evaluate to a varchar (actual: ${typeText(pattern.type)})`,
      'LIKE 的模式须为 varchar',
    );
  if (given && !isText(given))
    throw mismatch(node.at, 'Escape for LIKE expression must evaluate to a varchar', 'ESCAPE 须为 varchar');
  const sign = given && constantSign(given, node);
  if (sign === null || pattern.constant === null) return 'CAST(NULL AS BOOLEAN)';
  if (sign === undefined) return `(${value} LIKE ${pattern.sql})`;
  if (typeof pattern.constant !== 'string')
    throw notSupported(node.pattern.at, 'LIKE … ESCAPE with a pattern that is no literal');
  refuseEscapes(pattern.constant, sign, node);
  return `(${value} LIKE ${pattern.sql} ESCAPE ${quoted(sign)})`;
}

const isText = ({ type }: Typed): boolean => type.name === 'varchar' || type.name === 'unknown';

/** A CHAR is what it is with the spaces that fill it. */
function textOf(of: Typed, at: number): string {
  if (of.type.name === 'char') return `rpad(${of.sql}, ${of.type.length}, ' ')`;
  if (!isText(of))
    throw mismatch(
      at,
      `Left side of LIKE expression must evaluate to a varchar or char (actual: ${typeText(of.type)})`,
      'LIKE 的左边须为 varchar 或 char',
    );
  return convert(of, varchar, { tried: false, explicit: true, at }).sql;
}

function constantSign(given: Typed, node: Like): string | null {
  const { constant } = given;
  if (constant === null) return null;
  if (typeof constant !== 'string') throw notSupported(node.at, 'an ESCAPE that is no literal');
  if ([...constant].length !== 1)
    throw invalid(node, 'Escape string must be a single character', 'ESCAPE 须为一个字符');
  return constant;
}

function refuseEscapes(pattern: string, sign: string, node: Like): void {
  const signs = [...pattern];
  for (let index = 0; index < signs.length; index += 1) {
    if (signs[index] !== sign) continue;
    index += 1;
    if (![sign, '%', '_'].includes(signs[index] ?? ''))
      throw invalid(
        node,
        "Escape character must be followed by '%', '_' or the escape character itself",
        '转义符之后须为 %、_ 或转义符自身',
      );
  }
}

const invalid = (node: Like, en: string, zh: string): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', { at: node.escape?.at ?? node.at, en, zh });
