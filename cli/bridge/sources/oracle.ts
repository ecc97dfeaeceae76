/** Oracle by the driver's thin mode, which needs nothing installed; every value is made text by the server. */
import oracledb from 'oracledb';
import { TransientFailure } from '../../failures.ts';
import type { Cell } from '../csv.ts';
import type { ColumnKind, SourceColumn } from '../type-map.ts';
import { csvOfRows } from './csv-of-rows.ts';
import { type Dialect, namesOf, type TableReader, type TableSource } from './table-source.ts';
import { unknownTable } from './unknown-table.ts';
import { zoneOffset } from './zone-offset.ts';

export interface OraclePlace {
  readonly host: string;
  readonly port?: number | undefined;
  readonly user: string;
  readonly password?: string | undefined;
  readonly database: string;
  readonly tls: boolean;
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const textLiteral = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const number = /^-?\d+(?:\.\d+)?$/;
const dateForm = "'YYYY-MM-DD HH24:MI:SS'";
const momentForm = "'YYYY-MM-DD HH24:MI:SS.FF9'";
const zonedForm = "'YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM'";

/** A NUMBER without scale is decimal; Oracle's DATE has a time of day. */
export function oracleKind(type: string, scale: number | undefined): ColumnKind {
  const plain = type.toUpperCase().replace(/\(\d+\)/g, '');
  if (plain === 'NUMBER') return scale === 0 ? 'integer' : 'decimal';
  if (['FLOAT', 'BINARY_FLOAT', 'BINARY_DOUBLE'].includes(plain)) return 'float';
  if (['VARCHAR2', 'NVARCHAR2', 'CHAR', 'NCHAR'].includes(plain)) return 'text';
  if (plain === 'DATE' || plain === 'TIMESTAMP') return 'timestamp';
  if (plain.startsWith('TIMESTAMP WITH')) return 'zoned';
  return ['RAW', 'BLOB', 'LONG RAW', 'BFILE'].includes(plain) ? 'binary' : 'other';
}

export const oracleDialect: Dialect = {
  quote,
  literal(value, kind) {
    if ((kind === 'integer' || kind === 'decimal') && number.test(value)) return value;
    if (kind === 'timestamp') return `TO_TIMESTAMP(${textLiteral(value)}, ${momentForm})`;
    if (kind === 'zoned') return `TO_TIMESTAMP_TZ(${textLiteral(value)}, ${zonedForm})`;
    return textLiteral(value);
  },
  text(column, kind, form) {
    if (form === 'month') return `TO_CHAR(${column}, 'YYYYMM')`;
    if (form === 'day') return `TO_CHAR(${column}, 'YYYY-MM-DD')`;
    if (kind === 'timestamp') return `TO_CHAR(CAST(${column} AS TIMESTAMP(9)), ${momentForm})`;
    if (kind === 'zoned') return `TO_CHAR(${column}, ${zonedForm})`;
    // TM9 writes all digits; the point is the session's first numeric character.
    if (kind === 'integer' || kind === 'decimal') return `TO_CHAR(${column}, 'TM9')`;
    return `TO_CHAR(${column})`;
  },
  limit: (sql, rows) => `${sql} FETCH FIRST ${rows} ROWS ONLY`,
  secondsAgo: (seconds) => `(SYSTIMESTAMP - NUMTODSINTERVAL(${seconds}, 'SECOND'))`,
};

/** The form dates have by themselves, should one be written without ours. */
const sessionSettings = [
  `ALTER SESSION SET NLS_NUMERIC_CHARACTERS = '.,'`,
  `ALTER SESSION SET NLS_DATE_FORMAT = ${dateForm}`,
];

async function connect(place: OraclePlace, timeZone: string): Promise<oracledb.Connection> {
  const { host, port = 1521, user, password, database, tls } = place;
  const connection = await oracledb
    .getConnection({
      user,
      ...(password === undefined ? {} : { password }),
      connectString: `${tls ? 'tcps' : 'tcp'}://${host}:${port}/${database}`,
    })
    .catch((error: Error) => {
      throw new TransientFailure(
        'source-unreachable',
        `无法连接 Oracle ${host}`,
        `Oracle ${host} cannot be entered (${(error as { code?: string }).code ?? error.name})`,
      );
    });
  for (const setting of sessionSettings) await connection.execute(setting);
  await connection.execute(`ALTER SESSION SET TIME_ZONE = '${zoneOffset(timeZone)}'`);
  return connection;
}

const columnsSql = `
SELECT column_name, data_type, TO_CHAR(data_precision), TO_CHAR(data_scale), nullable FROM all_tab_columns
WHERE table_name = :name AND owner = COALESCE(:owner, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')) ORDER BY column_id`;

/** Names that are not quoted in Oracle are capitals. */
export const oracleNames = (table: string): readonly string[] =>
  namesOf(table).map((one) => (/^[a-z][a-z0-9_$#]*$/.test(one) ? one.toUpperCase() : one));

export async function openOracle(place: OraclePlace, timeZone: string): Promise<TableSource> {
  const connection = await connect(place, timeZone);
  const reader: TableReader = {
    async rows(sql) {
      const { rows = [] } = await connection.execute<Cell[]>(sql, [], {
        outFormat: oracledb.OUT_FORMAT_ARRAY,
      });
      return rows;
    },
    csv: (sql) =>
      csvOfRows(
        connection.queryStream(sql, [], {
          outFormat: oracledb.OUT_FORMAT_ARRAY,
        }) as unknown as AsyncIterable<Cell[]>,
      ),
  };
  return {
    dialect: oracleDialect,
    async columns(table): Promise<readonly SourceColumn[]> {
      const names = oracleNames(table);
      const owner = names.length > 1 ? names[0] : undefined;
      const { rows = [] } = await connection.execute<Cell[]>(
        columnsSql,
        { name: names.at(-1), owner: owner ?? null },
        { outFormat: oracledb.OUT_FORMAT_ARRAY },
      );
      if (rows.length === 0) throw unknownTable(table);
      return rows.map(([name, type, precision, scale, nullable]) => {
        const digits = scale == null ? undefined : Number(scale);
        const kind = oracleKind(String(type), digits);
        return {
          name: String(name),
          declared: String(type),
          kind,
          ...(kind === 'decimal' && digits !== undefined
            ? { precision: Number(precision ?? 38), scale: digits }
            : {}),
          nullable: nullable === 'Y',
        };
      });
    },
    async read(work) {
      await connection.execute('SET TRANSACTION READ ONLY');
      try {
        return await work(reader);
      } finally {
        await connection.rollback();
      }
    },
    close: () => connection.close(),
  };
}
