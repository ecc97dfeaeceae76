/** Casts from JSON. */
import { once, quoted } from '../../emit.ts';
import { notSupported } from '../../refused.ts';
import { carrierOf, isInteger, type SqlType } from '../../types.ts';
import { fitted } from './fitted.ts';
import { fromText } from './text.ts';
import { mayFail, sure, twice, type Written } from './written.ts';

export function fromJson(to: SqlType, at: number): Written | 'mismatch' {
  if (isInteger(to)) return mayFail((value) => `CAST(tr_json_whole(${value}) AS ${carrierOf(to)})`);
  switch (to.name) {
    case 'boolean':
      return mayFail((value) => `CAST(tr_json_boolean(${value}) AS BOOLEAN)`);
    case 'real':
    case 'double':
      return mayFail((value) => `CAST(tr_json_floating(${value}) AS ${carrierOf(to)})`);
    case 'decimal':
      return mayFail((value) => `CAST(tr_json_decimal(${value}) AS ${carrierOf(to)})`);
    case 'varchar':
      return to.length === undefined
        ? mayFail((value) => `tr_json_varchar(${value})`)
        : fitted((value) => `tr_json_varchar(${value})`, to, Infinity, 'raises always');
    case 'array':
      return jsonToArray(to.element, at);
    case 'map':
      return jsonToMap(to, at);
    case 'row':
      return jsonToRow(to, at);
    default:
      return 'mismatch';
  }
}

/** One item: JSON within JSON keeps its `null`, which Trino's does not everywhere. */
function item(to: SqlType, at: number): ((value: string) => string) | undefined {
  if (to.name === 'json')
    throw notSupported(at, 'a cast of JSON to a type with JSON within', 'array(varchar)');
  const written = fromJson(to, at);
  if (written === 'mismatch' || written.kind === 'same') return undefined;
  return (value) => (written.usesTwice ? once([value], written.sql) : written.sql(value));
}

const nameFor = (value: string): string => {
  const used = [...value.matchAll(/\btr_e(\d+)\b/g)].map(([, number]) => Number(number));
  return `tr_e${Math.max(0, ...used) + 1}`;
};

function jsonToArray(element: SqlType, at: number): Written | 'mismatch' {
  const each = item(element, at);
  if (!each) return 'mismatch';
  return mayFail((value) => {
    const name = nameFor(value);
    return `list_transform(tr_json_items(${value}, '[', '$[*]'), lambda ${name}: ${each(name)})`;
  });
}

/** Keys are texts in JSON. */
function jsonToMap({ key, value }: SqlType & { name: 'map' }, at: number): Written | 'mismatch' {
  const each = item(value, at);
  const ofKey = key.name === 'varchar' ? sure((text) => text) : fromText({ name: 'varchar' }, key);
  if (!each || ofKey === 'mismatch' || ofKey.kind === 'same') return 'mismatch';
  return twice(
    mayFail((json) => {
      const name = nameFor(json);
      const entry = `{'k': ${ofKey.sql(`json_keys(${json})[${name}]`)}, 'v': ${each(`tr_json_items(${json}, '{', '$.*')[${name}]`)}}`;
      const places = `range(1, len(tr_json_items(${json}, '{', '$.*')) + 1)`;
      return `CASE WHEN ${json}[1] <> 'n' THEN map_from_entries(list_transform(${places}, lambda ${name}: ${entry})) END`;
    }),
  );
}

/** From an object by names, whatever their case, or from an array by places. */
function jsonToRow({ fields }: SqlType & { name: 'row' }, at: number): Written | 'mismatch' {
  const parts: ((json: string) => string)[] = [];
  for (const [index, { name, type }] of fields.entries()) {
    const each = item(type, at);
    if (!each) return 'mismatch';
    const key = quoted((name ?? '').toLowerCase());
    parts.push((json) => {
      const place = `list_position(list_transform(json_keys(${json}), lambda tr_k: lower(tr_k)), ${key})`;
      const found = `CASE ${json}[1] WHEN '[' THEN json_extract(${json}, '$[*]')[${index + 1}] ELSE json_extract(${json}, '$.*')[${place}] END`;
      return `'f${index + 1}': ${each(`CAST(${found} AS VARCHAR)`)}`;
    });
  }
  return twice(
    mayFail((json) => {
      const wrong = `CAST(CAST(CAST('INVALID_CAST_ARGUMENT: JSON of another kind' AS INTEGER) AS VARCHAR) AS STRUCT(${fields
        .map(({ type }, index) => `f${index + 1} ${carrierOf(type)}`)
        .join(', ')}))`;
      const isRow = `${json}[1] = '{' OR ${json}[1] = '[' AND json_array_length(${json}) = ${fields.length}`;
      return `CASE WHEN ${isRow} THEN {${parts.map((part) => part(json)).join(', ')}} WHEN ${json}[1] <> 'n' THEN ${wrong} END`;
    }),
  );
}
