import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Query } from '../../../layers/core/sql/ast.ts';
import { prelude } from '../../../layers/core/sql/functions/index.ts';
import { parseExpression, parseStatement } from '../../../layers/core/sql/parse/index.ts';
import { QueryRefused } from '../../../layers/core/sql/refused.ts';
import {
  type TableSource,
  type TranslateOptions,
  translate,
} from '../../../layers/core/sql/translate/index.ts';
import { integer, varchar } from '../../../layers/core/sql/types.ts';
import { teachFunctions } from '../../../layers/refinery/sql-functions/index.ts';

const tables: Readonly<Record<string, ReturnType<TableSource['table']>>> = {
  people: {
    columns: [
      { name: 'id', type: integer },
      { name: 'Full Name', type: varchar },
      { name: 'c1', type: integer },
    ],
    sql: "(SELECT * FROM (VALUES (1, '王', 30), (2, '李', 10), (3, '王', 20)) AS p(id, \"Full Name\", c1))",
  },
  secrets: {
    columns: [
      { name: 'secret', type: varchar },
      { name: 'n', type: integer },
    ],
    sql: "(SELECT * FROM secrets WHERE secret NOT LIKE '%x%')",
    guarded: true,
  },
};
const catalog: TableSource = {
  table: (parts) => tables[parts.at(-1)?.toLowerCase() ?? ''],
};

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  teachFunctions(connection);
  await connection.run(prelude);
  await connection.run("CREATE TABLE secrets AS SELECT * FROM (VALUES ('a', 1), ('x', 2)) AS t(secret, n)");
});
afterAll(() => connection.closeSync());

const translated = (text: string, options: Partial<TranslateOptions> = {}) =>
  translate(parseStatement(text) as Query, { catalog, ...options });

async function rows(text: string, options: Partial<TranslateOptions> = {}): Promise<unknown> {
  return (await connection.runAndReadAll(translated(text, options).sql)).getRowsJson();
}

const names = (text: string): readonly string[] => translated(text).columns.map(({ name }) => name);

function refusal(text: string): { readonly code: string; readonly at: number } {
  try {
    translated(text);
  } catch (cause) {
    if (cause instanceof QueryRefused) return { code: cause.code, at: cause.at };
    throw cause;
  }
  throw new Error(`not refused: ${text}`);
}

describe('names', () => {
  it('finds columns without regard to case, qualified in every way', async () => {
    expect(await rows('SELECT ID, p.id, P.Id FROM lake.people p WHERE id = 1')).toEqual([[1, 1, 1]]);
    expect(await rows('SELECT people.id, lake.people.id FROM lake.people WHERE id = 2')).toEqual([[2, 2]]);
  });

  it('names the output as Athena does', () => {
    expect(names('SELECT id, id + 1, id AS x, * FROM people')).toEqual([
      'id',
      '_col1',
      'x',
      'id',
      'Full Name',
      'c1',
    ]);
  });

  it('takes no name of a table for one of its own', async () => {
    expect(await rows('SELECT id FROM people ORDER BY c1')).toEqual([[2], [3], [1]]);
    expect(
      await rows('SELECT "full name" AS id, count(*) FROM people GROUP BY "full name" ORDER BY 1'),
    ).toEqual([
      ['李', '1'],
      ['王', '2'],
    ]);
  });

  it('says which tables are read', () => {
    const { tables: read } = translated('WITH w AS (SELECT id FROM people) SELECT * FROM w, lake.people');
    expect(read).toEqual([['people'], ['lake', 'people']]);
  });
});

describe('refusals', () => {
  it.each([
    ['SELECT nothing FROM people', 'COLUMN_NOT_FOUND', 7],
    ['SELECT id FROM people a, people b', 'AMBIGUOUS_NAME', 7],
    ['SELECT 1 FROM nowhere', 'TABLE_NOT_FOUND', 14],
    ['SELECT id, count(*) FROM people', 'EXPRESSION_NOT_AGGREGATE', 7],
    ['SELECT 1 FROM people WHERE count(*) > 1', 'EXPRESSION_NOT_SCALAR', 27],
    ['SELECT sum(count(*)) FROM people', 'NESTED_AGGREGATION', 11],
    ['SELECT row_number() FROM people', 'MISSING_OVER', 7],
    ['SELECT no_such(1)', 'FUNCTION_NOT_FOUND', 7],
    ['SELECT 1 WHERE 1', 'TYPE_MISMATCH', 15],
    ['SELECT 1 UNION SELECT true', 'TYPE_MISMATCH', 0],
    ['SELECT DISTINCT id FROM people ORDER BY c1', 'EXPRESSION_NOT_IN_DISTINCT', 40],
    ['WITH RECURSIVE t AS (SELECT 1) SELECT * FROM t', 'MISSING_COLUMN_ALIASES', 15],
    ['WITH t AS (SELECT 1), t AS (SELECT 2) SELECT * FROM t', 'DUPLICATE_NAMED_QUERY', 22],
    ['SELECT * FROM people NATURAL JOIN people', 'NOT_SUPPORTED', 14],
    ['SELECT (SELECT b.id + a.id FROM people b WHERE b.id = a.id) FROM people a', 'NOT_SUPPORTED', 8],
    ['SELECT x -> 1', 'SYNTAX_ERROR', 7],
  ])('%s', (text, code, at) => {
    expect(refusal(text)).toEqual({ code, at });
  });
});

describe('a guarded table', () => {
  it('shows nothing of a hidden row, not even by an error', async () => {
    const probe = "SELECT n FROM secrets WHERE 1 / (CASE WHEN secret = 'x' THEN 0 ELSE 1 END) = 1";
    expect(await rows(probe)).toEqual([[1]]);
    expect(await rows(`WITH w AS (SELECT 2 AS two) SELECT n FROM (${probe}) CROSS JOIN w`)).toEqual([[1]]);
    expect(
      await rows(
        `SELECT s.n FROM secrets s JOIN secrets t ON 1 / (CASE WHEN t.secret = 'x' THEN 0 ELSE 1 END) = s.n`,
      ),
    ).toEqual([[1]]);
  });

  it('is made before the query, behind a barrier', () => {
    expect(translated('SELECT n FROM secrets').sql).toMatch(
      /^WITH g\d+ AS MATERIALIZED \(SELECT \* FROM .* LIMIT \d+\) /,
    );
  });
});

describe('parameters and the moment', () => {
  it('puts literals where the ? are', async () => {
    const parameters = [parseExpression("'王'"), parseExpression('2')];
    expect(
      await rows('SELECT id FROM people WHERE "Full Name" = ? ORDER BY id LIMIT ?', { parameters }),
    ).toEqual([[1], [3]]);
    expect(refusal('SELECT ?').code).toBe('INVALID_ARGUMENTS');
  });

  it('is one moment for the whole query', async () => {
    const now = Date.UTC(2024, 1, 29, 23, 59, 58, 7);
    expect(
      await rows('SELECT CAST(current_date AS varchar), CAST(localtimestamp AS varchar)', { now }),
    ).toEqual([['2024-02-29', '2024-02-29 23:59:58.007']]);
  });
});

describe('conditions', () => {
  it.each(['AND', 'OR'])('ten thousand terms of %s are translated and run', async (operator) => {
    const terms = Array.from({ length: 10_000 }, (_, index) => `id <> ${index + 10}`);
    expect(await rows(`SELECT count(*) FROM people WHERE ${terms.join(` ${operator} `)}`)).toEqual([['3']]);
  });

  it('looks at a second term only where the first leaves it open', async () => {
    const table = 'FROM (VALUES 0, 1, 20, NULL) AS t(x)';
    expect(await rows(`SELECT x <> 0 AND 10 / x > 1 ${table}`)).toEqual([[false], [true], [false], [null]]);
    expect(await rows(`SELECT x = 0 OR 10 / x > 1 ${table}`)).toEqual([[true], [true], [false], [null]]);
    expect(await rows(`SELECT x ${table} WHERE x <> 0 AND 10 / x > 1`)).toEqual([[1]]);
    expect(await rows(`SELECT CASE WHEN x = 0 THEN 0 ELSE 1 / x END, IF(x = 0, 0, 1 / x) ${table}`)).toEqual([
      [0, 0],
      [1, 1],
      [0, 0],
      [null, null],
    ]);
  });
});

describe('the text given to DuckDB', () => {
  it('grows no faster than the query', () => {
    const nested = (depth: number): string =>
      depth === 0 ? 'id' : `coalesce(nullif(${nested(depth - 1)}, 7), 1)`;
    const lengthOf = (depth: number): number => translated(`SELECT ${nested(depth)} FROM people`).sql.length;
    expect(lengthOf(40)).toBeLessThan(lengthOf(20) * 2.5);
  });

  it('holds what the user wrote only as escaped literals', () => {
    const { sql } = translated(`SELECT 'it''s' AS "a""; DROP" FROM people "odd name"`);
    expect(sql).toContain("'it''s'");
    expect(sql).not.toMatch(/DROP|odd/);
  });
});
