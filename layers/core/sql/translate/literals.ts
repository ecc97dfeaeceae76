/** Literals as DuckDB is told them, with the types that Trino gives them. */
import type { IntervalLiteral, Literal, TypedLiteral } from '../ast.ts';
import { quoted } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { intervalLiteral as intervalValue, momentLiteral } from '../functions/moments-literals.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { bigint, boolean, decimal, double, integer, type SqlType, unknown } from '../types.ts';
import { callNamed } from './calls.ts';
import { convert } from './convert.ts';
import { textLiteral } from './pieces.ts';
import { typeOf } from './type-names.ts';

export function literal(node: Literal): Typed {
  const { of, text, at } = node;
  switch (of) {
    case 'null':
      return { sql: 'NULL', type: unknown, constant: null };
    case 'boolean':
      return { sql: text.toUpperCase(), type: boolean, constant: text.toLowerCase() === 'true' };
    case 'integer':
      return wholeNumber(text);
    case 'decimal':
      return decimalLiteral(text, at);
    case 'double':
      return { sql: `CAST(${quoted(text)} AS DOUBLE)`, type: double, constant: Number(text) };
    case 'string':
      refuseZero(text, at);
      return textLiteral(text);
    case 'binary':
      return { sql: `CAST('${text.replaceAll(/../g, '\\x$&')}' AS BLOB)`, type: { name: 'varbinary' } };
  }
}

function wholeNumber(text: string): Typed {
  const number = Number(text);
  if (number > -2_147_483_648 && number <= 2_147_483_647)
    return { sql: String(number), type: integer, constant: number };
  if (number === -2_147_483_648)
    return { sql: `CAST(${quoted(text)} AS INTEGER)`, type: integer, constant: number };
  const constant = Number.isSafeInteger(number) ? { constant: number } : {};
  return { sql: `CAST(${quoted(text)} AS BIGINT)`, type: bigint, ...constant };
}

/** @throws QueryRefused INVALID_LITERAL when it has more than 38 digits, or is none */
function decimalLiteral(text: string, at: number): Typed {
  const match = /^([+-]?)0*(\d*)(?:\.(\d*))?$/.exec(text.trim());
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  const precision = Math.max(whole.length + fraction.length, 1);
  if (!match || !/\d/.test(text) || precision > 38) throw invalid(at, text, 'decimal');
  const plain = `${sign === '-' ? '-' : ''}${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`;
  return {
    sql: `CAST('${plain}' AS DECIMAL(${precision},${fraction.length}))`,
    type: decimal(precision, fraction.length),
  };
}

/** DuckDB's texts may hold U+0000, its queries may not. */
function refuseZero(text: string, at: number): void {
  if (text.includes('\0')) throw notSupported(at, 'U+0000 in a literal', 'chr(0)');
}

/** It makes a time one with a zone, a type that this home has not. */
function refuseZone(text: string, at: number): void {
  if (/\d\s*[+-]\s*\d/.test(text)) throw notSupported(at, 'time with time zone', 'TIME without its zone');
}

export function typedLiteral({ type: name, text, at }: TypedLiteral): Typed {
  refuseZero(text, at);
  switch (name.name) {
    case 'decimal':
      return decimalLiteral(text, at);
    case 'json':
      return callNamed('json_parse', [textLiteral(text)], at);
    case 'time':
      refuseZone(text, at);
      return momentLiteral('time', text, at);
    case 'timestamp':
    case 'timestamp with time zone':
    case 'date':
      return momentLiteral(name.name === 'date' ? 'date' : name.name, text, at);
    case 'char':
      return convert(
        textLiteral(text),
        { name: 'char', length: [...text].length },
        { tried: false, explicit: true, at },
      );
    default:
      return plainTyped(typeOf(name), text, at);
  }
}

function plainTyped(type: SqlType, text: string, at: number): Typed {
  if (type.name === 'varchar' && type.length === undefined) return { ...textLiteral(text), type };
  const value = convert(textLiteral(text), type, { tried: false, explicit: true, at });
  const wholes = ['tinyint', 'smallint', 'integer', 'bigint'];
  const number = Number(text);
  return wholes.includes(type.name) && text.trim() !== '' && Number.isSafeInteger(number)
    ? { ...value, constant: number }
    : value;
}

export const intervalLiteral = (node: IntervalLiteral): Typed => intervalValue(node);

const invalid = (at: number, text: string, type: string): QueryRefused =>
  new QueryRefused('INVALID_LITERAL', {
    at,
    en: `'${text}' is not a valid ${type} literal`,
    zh: `${text} 不是有效的 ${type} 字面量`,
  });
