/** SQL Server: read over TDS; every value is made text by the server, so that no digit is lost on the way. */
import { Connection, Request } from 'tedious';
import { TransientFailure } from '../../failures.ts';
import type { Cell } from '../csv.ts';
import type { ColumnKind, SourceColumn } from '../type-map.ts';
import { csvOfRows } from './csv-of-rows.ts';
import { type Dialect, namesOf, type TableReader, type TableSource } from './table-source.ts';
import { unknownTable } from './unknown-table.ts';

export interface SqlserverPlace {
  readonly host: string;
  readonly port?: number | undefined;
  readonly user: string;
  readonly password?: string | undefined;
  readonly database: string;
  readonly tls: boolean;
}

const quote = (name: string): string => `[${name.replaceAll(']', ']]')}]`;
const textLiteral = (value: string): string => `N'${value.replaceAll("'", "''")}'`;
const number = /^-?\d+(?:\.\d+)?$/;

const kinds: Readonly<Record<string, ColumnKind>> = {
  tinyint: 'integer',
  smallint: 'integer',
  int: 'integer',
  bigint: 'integer',
  decimal: 'decimal',
  numeric: 'decimal',
  money: 'decimal',
  smallmoney: 'decimal',
  real: 'float',
  float: 'float',
  char: 'text',
  varchar: 'text',
  nchar: 'text',
  nvarchar: 'text',
  text: 'text',
  ntext: 'text',
  uniqueidentifier: 'text',
  xml: 'text',
  date: 'date',
  datetime: 'timestamp',
  datetime2: 'timestamp',
  smalldatetime: 'timestamp',
  datetimeoffset: 'zoned',
  bit: 'boolean',
  binary: 'binary',
  varbinary: 'binary',
  image: 'binary',
  // A row's version, in the order of changes: eight bytes.
  timestamp: 'binary',
  rowversion: 'binary',
};

export const sqlserverKind = (type: string): ColumnKind => kinds[type.toLowerCase()] ?? 'other';

export const sqlserverDialect: Dialect = {
  quote,
  literal(value, kind) {
    if ((kind === 'integer' || kind === 'decimal') && number.test(value)) return value;
    if (kind === 'timestamp' || kind === 'date') return `CONVERT(datetime2(7), ${textLiteral(value)}, 121)`;
    if (kind === 'zoned') return `CONVERT(datetimeoffset(7), ${textLiteral(value)}, 121)`;
    return textLiteral(value);
  },
  text(column, kind, form) {
    if (form === 'month') return `CONVERT(nchar(6), ${column}, 112)`;
    if (form === 'day') return `CONVERT(nchar(10), ${column}, 23)`;
    if (kind === 'timestamp') return `CONVERT(nvarchar(40), CONVERT(datetime2(7), ${column}), 121)`;
    if (kind === 'zoned') return `CONVERT(nvarchar(40), ${column}, 121)`;
    // Money shows four decimals only in this style; a double all its digits only in this one.
    if (kind === 'decimal') return `CONVERT(nvarchar(60), CONVERT(decimal(38, ${decimalScale}), ${column}))`;
    if (kind === 'float') return `CONVERT(nvarchar(60), ${column}, 3)`;
    return `CONVERT(nvarchar(max), ${column})`;
  },
  limit: (sql, rows) => sql.replace(/^SELECT /, `SELECT TOP (${rows}) `),
  secondsAgo: (seconds, kind) =>
    kind === 'zoned'
      ? `DATEADD(second, -${seconds}, SYSDATETIMEOFFSET())`
      : `DATEADD(second, -${seconds}, SYSDATETIME())`,
};

/** The most an item has. */
const decimalScale = 18;

async function connect(place: SqlserverPlace): Promise<Connection> {
  const { host, port = 1433, user, password = '', database, tls } = place;
  const connection = new Connection({
    server: host,
    authentication: { type: 'default', options: { userName: user, password } },
    options: { port, database, encrypt: tls, trustServerCertificate: false, readOnlyIntent: true },
  });
  await new Promise<void>((done, fail) => {
    connection.connect((error) => (error ? fail(unreachable(host, error)) : done()));
  });
  return connection;
}

const unreachable = (host: string, error: Error): TransientFailure =>
  new TransientFailure(
    'source-unreachable',
    `无法连接 SQL Server ${host}`,
    `SQL Server ${host} cannot be entered (${(error as { code?: string }).code ?? error.name})`,
  );

function ask(connection: Connection, sql: string): Promise<Cell[][]> {
  return new Promise((done, fail) => {
    const rows: Cell[][] = [];
    const request = new Request(sql, (error) => (error ? fail(error) : done(rows)));
    request.on('row', (columns: { value: unknown }[]) =>
      rows.push(columns.map(({ value }) => (value == null ? null : String(value)))),
    );
    connection.execSql(request);
  });
}

/** Rows as they come; the server waits while they are not taken. */
async function* stream(connection: Connection, sql: string): AsyncGenerator<Cell[]> {
  let rows: Cell[][] = [];
  let wake = () => {};
  let ended = false;
  let failed: Error | undefined;
  const request = new Request(sql, (error) => {
    [ended, failed] = [true, error ?? undefined];
    wake();
  });
  request.on('row', (columns: { value: unknown }[]) => {
    rows.push(columns.map(({ value }) => (value == null ? null : String(value))));
    if (rows.length >= heldRows) request.pause();
    wake();
  });
  connection.execSql(request);
  for (;;) {
    const taken = rows;
    rows = [];
    yield* taken;
    if (failed) throw failed;
    if (ended && rows.length === 0) return;
    if (rows.length > 0) continue;
    const news = new Promise<void>((done) => {
      wake = done;
    });
    request.resume();
    await news;
  }
}

const heldRows = 5_000;

const columnsSql = (table: string): string => `
SELECT c.name, t.name, CAST(c.precision AS nvarchar(10)), CAST(c.scale AS nvarchar(10)), CAST(c.is_nullable AS nvarchar(1))
FROM sys.columns c JOIN sys.types t ON t.user_type_id = c.system_type_id
WHERE c.object_id = OBJECT_ID(${textLiteral(namesOf(table).map(quote).join('.'))}) ORDER BY c.column_id`;

export async function openSqlserver(place: SqlserverPlace): Promise<TableSource> {
  const connection = await connect(place);
  const reader: TableReader = {
    rows: (sql) => ask(connection, sql),
    csv: (sql) => csvOfRows(stream(connection, sql)),
  };
  return {
    dialect: sqlserverDialect,
    async columns(table): Promise<readonly SourceColumn[]> {
      const rows = await ask(connection, columnsSql(table));
      if (rows.length === 0) throw unknownTable(table);
      return rows.map(([name, type, precision, scale, nullable]) => ({
        name: String(name),
        declared: String(type),
        kind: sqlserverKind(String(type)),
        ...(sqlserverKind(String(type)) === 'decimal'
          ? { precision: Number(precision), scale: Number(scale) }
          : {}),
        nullable: nullable === '1',
      }));
    },
    async read(work) {
      // Needs ALLOW_SNAPSHOT_ISOLATION; without it the server says so, and nothing is read.
      await ask(connection, 'SET TRANSACTION ISOLATION LEVEL SNAPSHOT; BEGIN TRANSACTION');
      try {
        return await work(reader);
      } finally {
        await ask(connection, 'IF @@TRANCOUNT > 0 ROLLBACK');
      }
    },
    async close() {
      connection.close();
    },
  };
}
