/** The JSON functions of the SQL standard. They read by programs that DuckDB is taught, and write from casts to JSON. */
import { quoted } from '../emit.ts';
import { type BoundCall, type FunctionEntry, type FunctionLibrary, scalar } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { convert } from '../translate/convert.ts';
import { type SqlType, typeText } from '../types.ts';
import { bindingMacro } from './macro.ts';
import { unsupported } from './raised.ts';

/** Members and elements, without filters and methods. */
const plainPath = /^ *(?:lax|strict) +\$(?:\.(?:[A-Za-z_]\w*|"[^"\\]*"|\*)|\[(?:\d{1,9}|\*)\])* *$/;

function refusePath({ arguments: [, path], at }: BoundCall): void {
  if (typeof path?.constant !== 'string' || !plainPath.test(path.constant))
    throw notSupported(at, `the JSON path ${path?.constant}`, "'lax $.name[0]'");
}

const read =
  (macro: string) =>
  (call: BoundCall): string => {
    refusePath(call);
    return `${macro}(${call.args.join(', ')})`;
  };

const written: ReadonlySet<string> = new Set([
  ...['boolean', 'tinyint', 'smallint', 'integer', 'bigint', 'real', 'double', 'decimal', 'varchar'],
  ...['date', 'timestamp', 'unknown'],
]);

/** As JSON; NULL where it is NULL. */
function jsonOf(sql: string, type: SqlType, form: unknown, at: number): string {
  if (form === 'json') return sql;
  if (!written.has(type.name))
    throw notSupported(at, `${typeText(type)} as a member of JSON`, 'CAST(… AS JSON)');
  if (type.name === 'unknown') return 'CAST(NULL AS VARCHAR)';
  return convert({ sql, type }, { name: 'json' }, { tried: false, explicit: true, at }).sql;
}

const listed = (members: readonly string[], nulls: unknown): string =>
  nulls === 'absent'
    ? `array_to_string(list_filter(CAST([${members.join(', ')}] AS VARCHAR[]), lambda tr_m: tr_m IS NOT NULL), ',')`
    : `array_to_string(CAST([${members.join(', ')}] AS VARCHAR[]), ',')`;

const orNull = (json: string, nulls: unknown): string =>
  nulls === 'null' ? `coalesce(${json}, 'null')` : json;

function jsonArray({ args, arguments: values, at }: BoundCall): string {
  const nulls = values[0]?.constant;
  const members: string[] = [];
  for (let index = 1; index < args.length; index += 2) {
    const type = values[index + 1]?.type ?? { name: 'unknown' };
    members.push(orNull(jsonOf(args[index + 1] as string, type, values[index]?.constant, at), nulls));
  }
  return `('[' || ${listed(members, nulls)} || ']')`;
}

function jsonObject({ args, arguments: values, at }: BoundCall): string {
  const nulls = values[0]?.constant;
  const members = new Map<string, string>();
  for (let index = 1; index < args.length; index += 3) {
    const key = values[index]?.constant;
    if (typeof key !== 'string' || /[\p{Cc}\u{10000}-\u{10FFFF}]/u.test(key))
      throw notSupported(at, 'a key of JSON that is no literal');
    if (members.has(key)) throw duplicate(at);
    const type = values[index + 2]?.type ?? { name: 'unknown' };
    const json = jsonOf(args[index + 2] as string, type, values[index + 1]?.constant, at);
    members.set(key, `${quoted(`${JSON.stringify(key)}:`)} || ${orNull(json, nulls)}`);
  }
  return `('{' || ${listed(inJavaOrder(members), nulls)} || '}')`;
}

/** As Java's hash map, which Trino builds an object in, goes through them. */
function inJavaOrder(members: ReadonlyMap<string, string>): readonly string[] {
  const places = members.size > 12 ? 32 : 16;
  const placeOf = (key: string): number => {
    let hash = 0;
    for (let index = 0; index < key.length; index += 1)
      hash = (Math.imul(31, hash) + key.charCodeAt(index)) | 0;
    return (hash ^ (hash >>> 16)) & (places - 1);
  };
  return [...members].sort(([a], [b]) => placeOf(a) - placeOf(b)).map(([, member]) => member);
}

const duplicate = (at: number): QueryRefused =>
  new QueryRefused('NOT_SUPPORTED', {
    at,
    en: 'cannot construct a JSON object with duplicate key',
    zh: 'JSON 对象的键不能重复',
  });

const mostMembers = 24;
const variable = (index: number): string => String.fromCharCode(65 + index);

const constructors: readonly FunctionEntry[] = Array.from({ length: mostMembers + 1 }, (_, count) => [
  scalar(
    `json_array(varchar${Array.from({ length: count }, (_, index) => `, varchar, ${variable(index)}`).join('')}): varchar`,
    jsonArray,
  ),
  scalar(
    `json_object(varchar${Array.from({ length: count }, (_, index) => `, varchar, varchar, ${variable(index)}`).join('')}): varchar`,
    jsonObject,
  ),
]).flat();

const tooHard = 'JSON that is empty, has more behind it, or has numbers for keys beside others';

export const standardJson: FunctionLibrary = {
  entries: [
    scalar('json_exists(varchar, varchar, boolean): boolean', read('tr_json_exists')),
    scalar('json_value(varchar, varchar, varchar, varchar): varchar', read('tr_json_value')),
    scalar(
      'json_query(varchar, varchar, varchar, varchar, varchar, varchar): varchar',
      read('tr_json_query'),
    ),
    scalar('json_value(varchar, varchar): varchar', read('tr_json_path_kind')),
    ...constructors,
  ],
  refused: [],
  macros: [
    bindingMacro(
      'tr_json_exists(j, p, o)',
      'tr_json_path_exists(j, p)',
      (v) => `CASE ${v} WHEN 'yes' THEN true WHEN 'no' THEN false WHEN 'e' THEN o
        WHEN 'n' THEN ${unsupported(tooHard, 'BOOLEAN')} END`,
    ),
    ...[
      ['tr_json_value(j, p, e, o)', 'tr_json_path_value(j, p)'],
      ['tr_json_query(j, p, w, q, e, o)', 'tr_json_path_query(j, p, w, q)'],
    ].map(([head = '', answer = '']) =>
      bindingMacro(
        head,
        answer,
        (v) => `CASE left(${v}, 1) WHEN 'v' THEN substr(${v}, 2) WHEN 'm' THEN e WHEN 'e' THEN o
          WHEN 'n' THEN ${unsupported(tooHard)} END`,
      ),
    ),
  ],
};
