/** Changes of a table brought to their net: the last of each key, with a tombstone where it was deleted. Pure. */
import type { Cell } from '../csv.ts';
import type { MappedColumn } from '../type-map.ts';
import type { ChangeMessage, Relation, TupleValue } from './pgoutput.ts';

/** Of the resource: the item that says so, its value for a deleted row, and for one that is not. */
export interface Stone {
  readonly item: string;
  readonly value: string;
  readonly alive: string | undefined;
}

export interface NetChanges {
  take(message: ChangeMessage, relation: Relation): void;
  /** Rows of the file, in the order of each key's last change. */
  rows(): readonly Cell[][];
  readonly size: number;
}

/** Some value was not told, because it is large and did not change. */
export class UntoldValue extends Error {
  readonly column: string;

  constructor(column: string) {
    super(`the log does not tell the value of column ${column}`);
    this.name = 'UntoldValue';
    this.column = column;
  }
}

type Row = Map<string, TupleValue>;

/** A day or a month of what PostgreSQL writes in ISO form. */
export function written(value: string, form: MappedColumn['form']): string {
  if (form === 'plain') return value;
  return form === 'day' ? value.slice(0, 10) : value.slice(0, 7).replace('-', '');
}

const rowOf = (relation: Relation, values: readonly TupleValue[]): Row =>
  new Map(relation.columns.map(({ name }, index) => [name, values[index]]));

export function netChanges(
  mapped: readonly MappedColumn[],
  key: readonly string[],
  stone: Stone | undefined,
): NetChanges {
  const last = new Map<string, Cell[]>();
  const keyOf = (row: Row) => JSON.stringify(key.map((name) => row.get(name) ?? null));
  const put = (row: Row, cells: Cell[]) => {
    const name = keyOf(row);
    last.delete(name);
    last.set(name, cells);
  };

  const alive = (row: Row): Cell[] =>
    mapped.map(({ item, column, form }) => {
      const value = row.get(column.name);
      if (stone && item === stone.item && value === undefined) return stone.alive ?? null;
      if (value === undefined) throw new UntoldValue(column.name);
      return value === null ? null : written(value, form);
    });

  const dead = (row: Row): Cell[] =>
    mapped.map(({ item, column, form }) => {
      if (item === stone?.item) return stone.value;
      const value = row.get(column.name);
      return value == null ? null : written(value, form);
    });

  return {
    take(message, relation) {
      if (message.tag === 'insert') {
        const row = rowOf(relation, message.fresh);
        put(row, alive(row));
      } else if (message.tag === 'update') {
        const old = message.old && rowOf(relation, message.old);
        const fresh = rowOf(relation, message.fresh);
        for (const [name, value] of fresh) if (value === undefined) fresh.set(name, old?.get(name));
        if (old && keyOf(old) !== keyOf(fresh)) put(old, dead(old));
        put(fresh, alive(fresh));
      } else if (message.tag === 'delete') {
        const row = rowOf(relation, message.old);
        put(row, dead(row));
      }
    },
    rows: () => [...last.values()],
    get size() {
      return last.size;
    },
  };
}
