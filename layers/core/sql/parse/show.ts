/** SHOW and DESCRIBE, as Athena takes them. */
import type { Name } from '../ast.ts';
import { notSupported } from '../refused.ts';
import type { Describe, Show } from '../statement-nodes.ts';
import type { Reader } from './reader.ts';

export function show(reader: Reader, at: number): Show {
  reader.hive = true;
  const shown = (what: Show['what'], of: readonly Name[], pattern?: string): Show => ({
    kind: 'show',
    what,
    of,
    ...(pattern === undefined ? {} : { pattern }),
    at,
  });
  const { key } = reader.token;
  switch (key) {
    case 'databases':
    case 'schemas':
      reader.next();
      return shown('databases', [], patternOf(reader));
    case 'functions':
      reader.next();
      return shown('functions', [], patternOf(reader));
    case 'tables':
    case 'views':
      reader.next();
      return shown(key, listed(reader), patternOf(reader));
    case 'columns':
      reader.next();
      reader.oneOf('from', 'in');
      return shown('columns', columnsOf(reader));
    case 'partitions':
      reader.next();
      return shown('partitions', reader.path());
    case 'tblproperties':
      reader.next();
      return shown('tblproperties', reader.path(), propertyOf(reader));
    case 'create':
      reader.next();
      return shown(reader.oneOf('table', 'view') === 'table' ? 'create-table' : 'create-view', reader.path());
    default:
      return refuse(reader, at);
  }
}

function refuse(reader: Reader, at: number): never {
  const { key } = reader.token;
  if (['catalogs', 'grants', 'roles', 'role', 'current', 'session', 'stats'].includes(key))
    throw notSupported(at, `SHOW ${key.toUpperCase()}`);
  return reader.mismatch(
    "'COLUMNS', 'CREATE', 'DATABASES', 'FUNCTIONS', 'PARTITIONS', 'SCHEMAS', 'TABLES', 'TBLPROPERTIES', 'VIEWS'",
  );
}

/** `IN db`: what is listed. */
const listed = (reader: Reader): readonly Name[] =>
  reader.take('in') || reader.take('from') ? reader.path() : [];

/** `SHOW COLUMNS IN t IN db` is `SHOW COLUMNS IN db.t`. */
function columnsOf(reader: Reader): readonly Name[] {
  const table = reader.path();
  return [...listed(reader), ...table];
}

function patternOf(reader: Reader): string | undefined {
  const must = reader.take('like');
  return must || reader.token.kind === 'string' ? reader.string() : undefined;
}

function propertyOf(reader: Reader): string | undefined {
  if (!reader.take('(')) return undefined;
  const name = reader.string();
  reader.expect(')');
  return name;
}

export function describe(reader: Reader, at: number): Describe {
  reader.hive = true;
  const named = reader.isName(reader.ahead(1));
  if (named && (reader.is('input') || reader.is('output')))
    throw notSupported(at, `DESCRIBE ${reader.token.text.toUpperCase()}`);
  if (named) reader.take('view');
  const detail = named ? (['extended', 'formatted'] as const).find((one) => reader.take(one)) : undefined;
  const name = reader.path();
  if (reader.is('partition') || reader.isName())
    throw notSupported(
      reader.at,
      { en: 'DESCRIBE of a partition or a column', zh: '对分区或列的 DESCRIBE' },
      'DESCRIBE table',
    );
  return { kind: 'describe', name, detail: detail ?? 'plain', at };
}
