/** Statements, by their first word: Trino's, and those that only Athena has. */
import type { Query } from '../ast.ts';
import { notSupported } from '../refused.ts';
import type { Explain, Insert, Prepare, Properties, Statement, Unload } from '../statement-nodes.ts';
import { alter, createTable, drop, repair } from './definitions.ts';
import type { Reader } from './reader.ts';
import { describe, show } from './show.ts';

export function statement(reader: Reader): Statement {
  const word = reader.token.key;
  const read = statements.get(word);
  if (read) return reader.nested(() => read(reader, reader.next().at));
  if (elsewhere.has(word)) throw notSupported(reader.at, word.toUpperCase(), insteadOf.get(word));
  if (['select', 'with', 'values', 'table', '('].includes(word)) return reader.grammar.query(reader);
  return reader.mismatch([...statements.keys(), 'select', 'table', 'values', 'with'].map(quoted).join(', '));
}

const quoted = (word: string): string => `'${word.toUpperCase()}'`;

/** Statements of Athena or of Trino that this home has not. */
const elsewhere: ReadonlySet<string> = new Set(
  `analyze call comment commit delete deny export grant import load lock merge optimize refresh reset revoke rollback
  set start truncate unlock update use vacuum`.split(/\s+/),
);

/** What does the same here. */
const insteadOf: ReadonlyMap<string, string> = new Map([
  ['delete', 'CREATE TABLE … AS SELECT …'],
  ['merge', 'CREATE TABLE … AS SELECT …'],
  ['truncate', 'DROP TABLE …'],
  ['update', 'CREATE TABLE … AS SELECT …'],
  ['use', 'database.table'],
]);

function create(reader: Reader, at: number): Statement {
  const replace = reader.take('or', 'replace');
  if (reader.take('view')) {
    const name = reader.path();
    reader.expect('as');
    const from = reader.at;
    const query = rootQuery(reader);
    return { kind: 'create-view', name, replace, query, text: reader.text.slice(from, reader.end), at };
  }
  if (!replace && reader.take('external', 'table')) return createTable(reader, at, true);
  if (!replace && reader.take('table')) return tableAsQuery(reader, at) ?? createTable(reader, at, false);
  if (reader.token.kind !== 'word') reader.mismatch("'EXTERNAL', 'OR', 'TABLE', 'VIEW'");
  const what = reader.token.text.toUpperCase();
  // A department has one database of its own, and it is there.
  const instead = ['DATABASE', 'SCHEMA'].includes(what) ? 'CREATE TABLE ws_… AS SELECT …' : undefined;
  throw notSupported(at, `CREATE ${replace ? 'OR REPLACE ' : ''}${what}`, instead);
}

/** `CREATE TABLE t [(a, b)] [COMMENT …] [WITH (…)] AS query`; undefined: it is Hive's definition of columns. */
function tableAsQuery(reader: Reader, at: number): Statement | undefined {
  const { mark } = reader;
  const ifNotExists = reader.take('if', 'not', 'exists');
  if (reader.token.kind === 'backquoted') return hive(reader, mark);
  const name = reader.path();
  const list = reader.is('(') && [',', ')'].includes(reader.ahead(2).key);
  const columns = list ? reader.enclosed(() => reader.name()) : [];
  if (reader.take('comment')) reader.string();
  const properties = reader.take('with') ? propertiesOf(reader) : [];
  if (!reader.take('as')) return hive(reader, mark);
  const query = rootQuery(reader);
  const withData = !reader.take('with', 'no', 'data');
  if (withData) reader.take('with', 'data');
  return { kind: 'create-table-as', name, ifNotExists, properties, columns, query, withData, at };
}

function hive(reader: Reader, mark: number): undefined {
  reader.back(mark);
}

/** WITH may stand in parentheses here, as nowhere else. */
function rootQuery(reader: Reader): Query {
  if (!reader.is('(', 'with')) return reader.grammar.query(reader);
  reader.expect('(');
  const query = reader.grammar.query(reader);
  reader.expect(')');
  return query;
}

const propertiesOf = (reader: Reader): Properties =>
  reader.enclosed(() => {
    const name = reader.name();
    reader.expect('=');
    return { name, value: reader.grammar.expression(reader) };
  });

function insert(reader: Reader, at: number): Insert {
  if (reader.is('overwrite'))
    throw notSupported(at, 'INSERT OVERWRITE', 'DROP TABLE …, CREATE TABLE … AS SELECT …');
  reader.expect('into');
  const into = reader.path();
  const list = reader.is('(') && reader.isName(reader.ahead(1));
  const columns = list ? reader.enclosed(() => reader.name()) : [];
  return { kind: 'insert', into, columns, query: reader.grammar.query(reader), at };
}

function unload(reader: Reader, at: number): Unload {
  reader.expect('(');
  const query = reader.grammar.query(reader);
  reader.expect(')', 'to');
  const to = reader.string();
  reader.expect('with');
  return { kind: 'unload', query, to, properties: propertiesOf(reader), at };
}

function explain(reader: Reader, at: number): Explain {
  const analyze = reader.take('analyze');
  if (analyze) reader.take('verbose');
  const listed = !analyze && reader.is('(') && ['format', 'type'].includes(reader.ahead(1).key);
  const options = listed ? reader.enclosed(() => explainOption(reader)) : [];
  return { kind: 'explain', analyze, options, statement: statement(reader), at };
}

function explainOption(reader: Reader): { readonly name: string; readonly value: string } {
  const name = reader.oneOf('format', 'type');
  const value =
    name === 'format'
      ? reader.oneOf('graphviz', 'json', 'text')
      : reader.oneOf('distributed', 'io', 'logical', 'validate');
  return { name, value };
}

function prepare(reader: Reader, at: number): Prepare {
  const name = reader.name();
  reader.expect('from');
  const from = reader.at;
  const prepared = statement(reader);
  return { kind: 'prepare', name, text: reader.text.slice(from, reader.end), statement: prepared, at };
}

function execute(reader: Reader, at: number): Statement {
  if (reader.is('immediate') && reader.ahead(1).kind === 'string')
    throw notSupported(at, 'EXECUTE IMMEDIATE');
  const name = reader.name();
  const using = reader.take('using') ? reader.list(() => reader.grammar.expression(reader)) : [];
  return { kind: 'execute', name, using, at };
}

function deallocate(reader: Reader, at: number): Statement {
  reader.expect('prepare');
  return { kind: 'deallocate', name: reader.name(), at };
}

/** Each goes on after its first word. */
const statements: ReadonlyMap<string, (reader: Reader, at: number) => Statement> = new Map<
  string,
  (reader: Reader, at: number) => Statement
>([
  ['alter', alter],
  ['create', create],
  ['deallocate', deallocate],
  ['desc', describe],
  ['describe', describe],
  ['drop', drop],
  ['execute', execute],
  ['explain', explain],
  ['insert', insert],
  ['msck', repair],
  ['prepare', prepare],
  ['show', show],
  ['unload', unload],
]);
