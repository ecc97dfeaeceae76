/** Casts to JSON, in its canonical text. */
import { once, quoted } from '../../emit.ts';
import { isInteger, type RowField, type SqlType } from '../../types.ts';
import { fromMoment } from './moments.ts';
import { decimalText } from './numbers.ts';
import { sure, twice, type Written } from './written.ts';

export function toJson(from: SqlType, at: number): Written | 'mismatch' {
  if (isInteger(from) || from.name === 'boolean') return sure((value) => `CAST(${value} AS VARCHAR)`);
  switch (from.name) {
    case 'decimal':
      return sure((value) => decimalText(from, value));
    case 'real':
    case 'double':
      return sure((value) => `tr_json_of_${from.name}(${value})`);
    case 'varchar':
      return sure((value) => `tr_json_string(${value})`);
    case 'date':
    case 'timestamp': {
      const text = fromMoment(from, { name: 'varchar' }, at);
      return text === 'mismatch' || text.kind === 'same'
        ? 'mismatch'
        : sure((value) => `'"' || ${text.sql(value)} || '"'`);
    }
    case 'array':
      return listToJson(from.element, at);
    case 'map':
      return mapToJson(from, at);
    case 'row':
      return rowToJson(from.fields, at);
    default:
      return 'mismatch';
  }
}

/** NULL within is `null`. */
function part(from: SqlType, at: number): ((value: string) => string) | undefined {
  if (from.name === 'json') return (value) => `coalesce(${value}, 'null')`;
  if (from.name === 'unknown') return () => `'null'`;
  const written = toJson(from, at);
  if (written === 'mismatch' || written.kind === 'same') return undefined;
  const { sql, usesTwice } = written;
  return (value) => `coalesce(${usesTwice ? once([value], sql) : sql(value)}, 'null')`;
}

const nameFor = (value: string): string => {
  const used = [...value.matchAll(/\btr_e(\d+)\b/g)].map(([, number]) => Number(number));
  return `tr_e${Math.max(0, ...used) + 1}`;
};

function listToJson(element: SqlType, at: number): Written | 'mismatch' {
  const each = part(element, at);
  if (!each) return 'mismatch';
  return sure((value) => {
    const name = nameFor(value);
    return `tr_json_list(list_transform(${value}, lambda ${name}: ${each(name)}))`;
  });
}

/** Keys are texts, in their order. */
function mapToJson({ key, value }: SqlType & { name: 'map' }, at: number): Written | 'mismatch' {
  const [ofKey, ofValue] = [part(key, at), part(value, at)];
  const asIs = key.name === 'varchar';
  if (!ofKey || !ofValue || ['array', 'map', 'row', 'json'].includes(key.name)) return 'mismatch';
  return sure((map) => {
    const name = nameFor(map);
    const text = asIs ? ofKey(`${name}.key`) : `tr_json_string(trim(${ofKey(`${name}.key`)}, '"'))`;
    const entries = `map_entries(${map})`;
    return `tr_json_object(list_transform(${entries}, lambda ${name}: ${text} || ':' || ${ofValue(`${name}.value`)}))`;
  });
}

function rowToJson(fields: readonly RowField[], at: number): Written | 'mismatch' {
  const parts: ((row: string) => string)[] = [];
  for (const [index, { name, type }] of fields.entries()) {
    const each = part(type, at);
    if (!each) return 'mismatch';
    const key = quoted(`${JSON.stringify(name ?? '')}:`);
    parts.push((row) => `${key} || ${each(`${row}.f${index + 1}`)}`);
  }
  return twice(
    sure(
      (row) =>
        `CASE WHEN ${row} IS NOT NULL THEN '{' || ${parts.map((one) => one(row)).join(` || ',' || `)} || '}' END`,
    ),
  );
}
