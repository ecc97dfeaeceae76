/** An engine with the cleaning macros, for tests of compiled SQL. */
import { DuckDBInstance } from '@duckdb/node-api';
import { cleaningMacros, compileCleaning } from '../../../layers/core/cleaning/compile-cleaning.ts';
import { quoteText } from '../../../layers/core/cleaning/sql-text.ts';
import type { Item, Resource } from '../../../schemas/resource.ts';
import { resourceSchema } from '../../../schemas/resource.ts';

export interface SqlEngine {
  rows(sql: string): Promise<Record<string, unknown>[]>;
  close(): void;
}

export async function openEngine(): Promise<SqlEngine> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  for (const macro of cleaningMacros('2026-01-01')) await connection.run(macro);
  return {
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

export function resourceOf(items: Partial<Item>[], more: Partial<Resource> = {}): Resource {
  return resourceSchema.parse({
    code: 'TEST',
    name: '测试',
    nameEn: 'test',
    departments: ['tax'],
    cycle: 'monthly',
    grade: 1,
    mode: 'full',
    items: items.map((item) => ({ name: item.code, type: 'text', ...item })),
    ...more,
  });
}

export interface CleanedCell {
  readonly value: unknown;
  readonly rules: readonly string[];
}

/** One cell through both looks: the sieve must either take it as the thorough look does, or hold it back. */
export async function cleanCell(
  engine: SqlEngine,
  item: Partial<Item>,
  cell: string,
  factor?: string,
): Promise<CleanedCell> {
  const resource = resourceOf([{ code: 'x', ...item }]);
  const columns = [{ column: 0, header: '表头', item: 'x', factor, how: 'name' as const }];
  const compiled = compileCleaning(resource, { columns }, { period: '201503', width: 1 });
  const from = `(SELECT nullif(${quoteText(cell)}, '') AS c0)`;
  const [thorough] = await engine.rows(compiled.select(from));
  const [sifted] = await engine.rows(compiled.sift(from));
  const found = (thorough?._found ?? []) as number[];
  if (sifted?._raw === null && (sifted.x !== thorough?.x || found.length > 0))
    throw new Error(
      `the two looks differ for ${JSON.stringify(cell)}: ${sifted.x} and ${thorough?.x} ${found}`,
    );
  return { value: thorough?.x, rules: found.map((f) => compiled.findings[Number(f)]?.rule as string) };
}
