/** Hive's DDL, as Athena takes it: tables, partitions, what is dropped. */

import { notSupported } from '../refused.ts';
import type { AlterTable, CreateTable, Drop, HiveColumn, Repair, RowFormat } from '../statement-nodes.ts';
import { type Reader, syntaxError } from './reader.ts';
import { typeName } from './type-names.ts';

/** After TABLE. Its clauses come in any order, each at most once. */
export function createTable(reader: Reader, at: number, external: boolean): CreateTable {
  reader.hive = true;
  const ifNotExists = reader.take('if', 'not', 'exists');
  const name = reader.path();
  const columns = reader.is('(') ? reader.enclosed(() => column(reader)) : [];
  const clauses: Clauses = {};
  for (let found = clause(reader); found; found = clause(reader)) {
    const [twice] = Object.keys(found.says).filter((key) => key in clauses);
    if (twice) throw syntaxError(found.at, `Duplicate clause: ${twice}`, `子句重复：${twice}`);
    Object.assign(clauses, found.says);
  }
  const { partitionedBy = [], properties = [] } = clauses;
  return {
    kind: 'create-table',
    external,
    name,
    ifNotExists,
    columns,
    ...clauses,
    partitionedBy,
    properties,
    at,
  };
}

type Clauses = Partial<
  Pick<CreateTable, 'comment' | 'partitionedBy' | 'rowFormat' | 'storedAs' | 'location' | 'properties'>
>;

function clause(reader: Reader): { readonly says: Clauses; readonly at: number } | undefined {
  const { at } = reader;
  const says = clauseHere(reader);
  return says && { says, at };
}

function clauseHere(reader: Reader): Clauses | undefined {
  if (reader.take('comment')) return { comment: reader.string() };
  if (reader.take('partitioned', 'by')) return { partitionedBy: reader.enclosed(() => partition(reader)) };
  if (reader.is('clustered')) throw notSupported(reader.at, 'CLUSTERED BY');
  if (reader.take('row', 'format')) return { rowFormat: rowFormat(reader) };
  if (reader.is('stored', 'by')) throw notSupported(reader.at, 'STORED BY', 'STORED AS PARQUET');
  if (reader.take('stored', 'as')) return { storedAs: storedAs(reader) };
  if (reader.take('location')) return { location: reader.string() };
  if (reader.take('tblproperties')) return { properties: pairs(reader) };
  return undefined;
}

function column(reader: Reader): HiveColumn {
  const name = reader.name();
  const type = typeName(reader);
  const comment = reader.take('comment') ? reader.string() : undefined;
  return { name, type, ...(comment === undefined ? {} : { comment }), at: name.at };
}

/** `day(moment)` and a column without its type are Iceberg's. */
function partition(reader: Reader): HiveColumn {
  if ([',', ')', '('].includes(reader.ahead(1).key))
    throw notSupported(reader.at, 'a partition of an Iceberg table', 'PARTITIONED BY (name string)');
  return column(reader);
}

function rowFormat(reader: Reader): RowFormat {
  if (reader.take('delimited')) return { properties: delimiters(reader) };
  reader.expect('serde');
  const serde = reader.string();
  return { serde, properties: reader.take('with', 'serdeproperties') ? pairs(reader) : [] };
}

/** Under the names by which Hive's SerDe knows them. */
const delimited: readonly (readonly [string, readonly [string, ...string[]]])[] = [
  ['field.delim', ['fields', 'terminated', 'by']],
  ['escape.delim', ['escaped', 'by']],
  ['collection.delim', ['collection', 'items', 'terminated', 'by']],
  ['mapkey.delim', ['map', 'keys', 'terminated', 'by']],
  ['line.delim', ['lines', 'terminated', 'by']],
  ['serialization.null.format', ['null', 'defined', 'as']],
];

function delimiters(reader: Reader): { readonly name: string; readonly value: string }[] {
  const found: { readonly name: string; readonly value: string }[] = [];
  for (;;) {
    const one = delimited.find(([, words]) => reader.take(...words));
    if (!one) return found;
    found.push({ name: one[0], value: reader.string() });
  }
}

/** A format's name in lower case, or the class of the input format. */
function storedAs(reader: Reader): string {
  if (!reader.take('inputformat')) return reader.name().text.toLowerCase();
  const input = reader.string();
  reader.expect('outputformat');
  reader.string();
  return input;
}

const pairs = (reader: Reader): { readonly name: string; readonly value: string }[] =>
  reader.enclosed(() => {
    const name = reader.string();
    reader.expect('=');
    return { name, value: reader.string() };
  });

export function drop(reader: Reader, at: number): Drop {
  reader.hive = true;
  const what = (['table', 'view', 'database', 'schema'] as const).find((one) => reader.take(one));
  if (!what) {
    if (reader.token.kind !== 'word') reader.mismatch("'DATABASE', 'SCHEMA', 'TABLE', 'VIEW'");
    throw notSupported(at, `DROP ${reader.token.text.toUpperCase()}`);
  }
  const ifExists = reader.take('if', 'exists');
  const name = reader.path();
  if (reader.is('cascade')) throw notSupported(reader.at, 'DROP DATABASE … CASCADE');
  reader.take('restrict');
  return { kind: 'drop', what: what === 'schema' ? 'database' : what, name, ifExists, at };
}

export function repair(reader: Reader, at: number): Repair {
  reader.hive = true;
  reader.expect('repair', 'table');
  return { kind: 'repair', name: reader.path(), at };
}

/** Partitions are added and dropped; the rest is refused by name. */
export function alter(reader: Reader, at: number): AlterTable {
  reader.hive = true;
  if (!reader.take('table')) throw notSupported(at, `ALTER ${reader.token.text.toUpperCase()}`);
  const name = reader.path();
  if (!reader.is('add') && !reader.is('drop')) throw otherChange(reader, at, []);
  const adds = reader.next().key === 'add';
  const lenient = adds ? reader.take('if', 'not', 'exists') : reader.take('if', 'exists');
  if (!reader.is('partition')) throw otherChange(reader, at, [adds ? 'ADD' : 'DROP']);
  const partitions = [onePartition(reader, adds)];
  while (adds ? reader.is('partition') : reader.take(',')) partitions.push(onePartition(reader, adds));
  const action = adds ? 'add-partitions' : 'drop-partitions';
  return { kind: 'alter-table', name, action, lenient, partitions, at };
}

function otherChange(reader: Reader, at: number, words: readonly string[]) {
  if (reader.token.kind === 'end') reader.mismatch("'ADD', 'DROP'");
  const change = [...words, reader.token.text.toUpperCase()].join(' ');
  return notSupported(at, `ALTER TABLE … ${change}`, 'CREATE TABLE … AS SELECT …');
}

function onePartition(reader: Reader, located: boolean): AlterTable['partitions'][number] {
  reader.expect('partition');
  const values = reader.enclosed(() => {
    const name = reader.name();
    reader.expect('=');
    return { name, value: partitionValue(reader) };
  });
  return located && reader.take('location') ? { values, location: reader.string() } : { values };
}

/** A text, or a number as it is written. */
function partitionValue(reader: Reader): string {
  return reader.token.kind === 'integer' ? reader.next().text : reader.string();
}
