/** Casts of arrays, maps and rows: element by element. */
import { once } from '../../emit.ts';
import { carrierOf, type SqlType, sameType } from '../../types.ts';
import { mayFail, same, sure, twice, type Written } from './written.ts';

/** How one type becomes another: handed in, because what is within may be nested as well. */
type Cast = (from: SqlType, to: SqlType, at: number) => Written | 'mismatch';

export function fromNested(from: SqlType, to: SqlType, at: number, cast: Cast): Written | 'mismatch' {
  if (from.name === 'array' && to.name === 'array') return arrayCast(from.element, to.element, at, cast);
  if (from.name === 'map' && to.name === 'map') return mapCast(from, to, at, cast);
  if (from.name === 'row' && to.name === 'row') return rowCast(from, to, at, cast);
  return 'mismatch';
}

/** One value within: written where it is named. */
function inner(from: SqlType, to: SqlType, at: number, cast: Cast): Written | 'mismatch' {
  if (sameType(from, to)) return same;
  if (from.name === 'unknown') return sure(() => `CAST(NULL AS ${carrierOf(to)})`);
  return cast(from, to, at);
}

const applied = (written: Written, value: string): string => {
  if (written.kind === 'same') return value;
  return written.usesTwice ? once([value], written.sql) : written.sql(value);
};

/** Deeper elements need other names. */
const nameFor = (value: string): string => {
  const used = [...value.matchAll(/\btr_e(\d+)\b/g)].map(([, number]) => Number(number));
  return `tr_e${Math.max(0, ...used) + 1}`;
};

function arrayCast(from: SqlType, to: SqlType, at: number, cast: Cast): Written | 'mismatch' {
  const element = inner(from, to, at, cast);
  if (element === 'mismatch' || element.kind === 'same') return element;
  return (element.kind === 'sure' ? sure : mayFail)((value) => {
    const name = nameFor(value);
    return `list_transform(${value}, lambda ${name}: ${applied(element, name)})`;
  });
}

function mapCast(
  from: SqlType & { name: 'map' },
  to: SqlType & { name: 'map' },
  at: number,
  cast: Cast,
): Written | 'mismatch' {
  const key = inner(from.key, to.key, at, cast);
  const value = inner(from.value, to.value, at, cast);
  if (key === 'mismatch' || value === 'mismatch') return 'mismatch';
  if (key.kind === 'same' && value.kind === 'same') return same;
  return mayFail((map) => {
    const name = nameFor(map);
    const entry = `{'k': ${applied(key, `${name}.key`)}, 'v': ${applied(value, `${name}.value`)}}`;
    return `map_from_entries(list_transform(map_entries(${map}), lambda ${name}: ${entry}))`;
  });
}

function rowCast(
  from: SqlType & { name: 'row' },
  to: SqlType & { name: 'row' },
  at: number,
  cast: Cast,
): Written | 'mismatch' {
  if (from.fields.length !== to.fields.length) return 'mismatch';
  const fields: Written[] = [];
  for (const [index, { type }] of from.fields.entries()) {
    const wanted = to.fields[index]?.type ?? type;
    const field = inner(type, wanted, at, cast);
    if (field === 'mismatch') return field;
    fields.push(field);
  }
  if (fields.every(({ kind }) => kind === 'same')) return same;
  return twice(
    mayFail((row) => {
      const parts = fields.map(
        (field, index) => `'f${index + 1}': ${applied(field, `${row}.f${index + 1}`)}`,
      );
      return `CASE WHEN ${row} IS NOT NULL THEN {${parts.join(', ')}} END`;
    }),
  );
}
