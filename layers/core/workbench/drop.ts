/** DROP TABLE and DROP VIEW, and what else changes a table's definition. */

import { notSupported } from '../sql/refused.ts';
import type { AlterTable, CreateTable, Drop, Repair } from '../sql/statement-nodes.ts';
import { type Act, nothing, type Performed } from './act.ts';
import { entryAt, isThere, notATable, otherKind } from './entries.ts';
import { workspaceEntries } from './kinds.ts';
import { placeToWrite } from './places.ts';
import { writeRows } from './write-rows.ts';

/** The objects go a day later: a query that reads them now ends in peace. */
export async function drop(act: Act, { what, name, ifExists, at }: Drop): Promise<Performed> {
  if (what === 'database') throw notSupported(at, 'DROP DATABASE', 'DROP TABLE …');
  const place = placeToWrite(name, act.principal, act.database);
  const held = await entryAt(act.ports, place);
  act.planned();
  if (held.value?.kind !== what) {
    if (ifExists && !isThere(held)) return nothing;
    throw isThere(held) ? otherKind(place, what, name[0]?.at ?? at) : notATable(place, what);
  }
  return {
    ...nothing,
    change: (transaction) =>
      transaction.put(
        workspaceEntries,
        held,
        { kind: 'dropped', database: place.database, name: place.table, at: transaction.at },
        { action: `${what} dropped`, detail: { query: act.id } },
      ),
  };
}

/** A table's partitions are named when they are written: there is nothing to look for. */
export async function repair(act: Act, { name }: Repair): Promise<Performed> {
  const place = placeToWrite(name, act.principal, act.database);
  if ((await entryAt(act.ports, place)).value?.kind !== 'table') throw notATable(place, 'table');
  return writeRows(
    act,
    ['result'],
    [
      [
        `${place.database}.${place.table}：分区随写入登记，无需修复 / partitions are registered when they are written, there is nothing to repair`,
      ],
    ],
  );
}

export function refuseAlter({ at, action }: AlterTable): never {
  const what = action === 'add-partitions' ? 'ADD' : 'DROP';
  throw notSupported(at, `ALTER TABLE … ${what} PARTITION`, 'INSERT INTO … SELECT …');
}

export function refuseCreate({ at, external }: CreateTable): never {
  throw notSupported(
    at,
    {
      en: `CREATE ${external ? 'EXTERNAL ' : ''}TABLE with columns`,
      zh: `定义列的 CREATE ${external ? 'EXTERNAL ' : ''}TABLE`,
    },
    'CREATE TABLE name AS SELECT …',
  );
}
