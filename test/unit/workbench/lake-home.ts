/** An embedded home with a few resources and rows in them, and the query service over it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { quoteName } from '../../../layers/core/cleaning/sql-text.ts';
import { storedColumns } from '../../../layers/core/cleaning/stored-columns.ts';
import type { Principal } from '../../../layers/core/identity/principal.ts';
import type { Library } from '../../../layers/core/libraries/read-library.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { settingsSchema } from '../../../layers/core/ports/settings.ts';
import type { SqlRun, SqlRunner } from '../../../layers/core/ports/sql-runner.ts';
import { changes, departments, findOr, generations } from '../../../layers/core/records.ts';
import {
  type LocalQueryService,
  type QueryServiceOptions,
  queryService,
} from '../../../layers/core/workbench/query-service.ts';
import {
  type EmbeddedSqlRunner,
  embeddedSqlRunner,
  type SqlRunnerOptions,
} from '../../../layers/embedded/query/sql-runner.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import type { Execution } from '../../../schemas/workbench.ts';
import { openTemporaryHome } from '../../contract/temporary-home.ts';

export const who: Readonly<Record<'aic' | 'tax' | 'civil' | 'operator' | 'official', Principal>> = {
  aic: { name: 'aic-clerk', department: 'aic', roles: ['provider', 'receiver'] },
  tax: { name: 'tax-clerk', department: 'local-tax', roles: ['provider', 'receiver'] },
  civil: { name: 'civil-clerk', department: 'civil', roles: ['provider', 'receiver'] },
  operator: { name: 'operator', roles: ['operator'] },
  official: { name: 'head', department: 'aic', roles: ['official'] },
};

export const resourceOf = (code: string, owner: string, more: Record<string, unknown> = {}): Resource =>
  resourceSchema.parse({
    code,
    name: `资源${code}`,
    nameEn: `resource ${code}`,
    departments: [owner],
    cycle: 'daily',
    grade: 1,
    mode: 'full',
    items: [
      { code: 'k', name: '代码', type: 'text', length: 20, key: 'primary', required: true },
      { code: 'district', name: '区县', type: 'text', length: 20 },
      { code: 'secret', name: '密项', type: 'text', length: 40 },
      { code: 'amount', name: '金额', type: 'decimal', length: 18, scale: 2 },
      { code: 'day', name: '日期', type: 'date' },
    ],
    ...more,
  });

/**
 * Rows of every resource: `hidden-…`, the south and every third thing stand only where a narrow grant does not reach.
 * Worlds of another number differ in these, and in nothing else.
 */
const rowsOf = (code: string, world: number): string => `
  SELECT 'k' || i AS k, CASE WHEN i % 2 = 0 THEN 'north' ELSE 'south' END AS district,
    'hidden-${code}-' || i || '${world > 1 ? '-other' : ''}' AS secret,
    CAST(CASE WHEN i % 2 = 0 THEN i * 1.25 ELSE ${world > 1 ? '0' : 'i * 1.25'} END AS DECIMAL(18, 2)) AS amount,
    DATE '2015-01-01' + CAST(i AS INTEGER) AS day FROM range(1, 11) t(i)
  ${world > 1 ? `UNION ALL SELECT 'k' || i, 'south', 'hidden-more', 99999999999, NULL FROM range(2, 40) t(i)` : ''}`;

export interface LakeHome {
  readonly ports: Ports;
  readonly runner: EmbeddedSqlRunner;
  service: LocalQueryService;
  /** Runs to its end. */
  ask(text: string, as?: Principal, more?: Record<string, unknown>): Promise<Execution>;
  /** Its rows; fails the test when it failed. */
  rows(text: string, as?: Principal): Promise<(string | null)[][]>;
  close(): Promise<void>;
}

interface World {
  readonly world?: number;
  /** Takes a protection away: a test of the tests. */
  readonly weaken?: (run: SqlRun) => SqlRun;
  readonly libraries?: readonly Library[];
}

export async function openLakeHome({
  world = 1,
  weaken = (run) => run,
  libraries = [],
  ...options
}: SqlRunnerOptions & QueryServiceOptions & World = {}): Promise<LakeHome> {
  const temporary = await openTemporaryHome({ indexLag: { milliseconds: 0 } as never });
  const { home } = temporary;
  const ports = { ...home, libraries, settings: settingsSchema.parse({}) } as unknown as Ports;
  for (const code of ['aic', 'local-tax', 'civil'])
    await ports.records.commit([
      {
        put: departments.key(code),
        value: departments.schema.parse({ code, name: code, nameEn: code }),
        expect: 0,
      },
    ]);
  const folder = await mkdtemp(join(tmpdir(), 'lake-home-'));
  for (const resource of [
    resourceOf('AIC', 'aic'),
    resourceOf('LAND', 'civil', { database: 'subject' }),
    resourceOf('SECRET', 'aic', { grade: 3, gradeReason: '个人隐私' }),
  ]) {
    await applyResource(ports)(resource, 'operator');
    await putRows(ports, resource, folder, world);
  }
  const runner = embeddedSqlRunner(home, { threads: 1, ...options });
  const weakened: SqlRunner = {
    run: (run, signal, started) => runner.run(weaken(run), signal, started),
  };
  const service = queryService(ports, weakened, options);
  const lake: LakeHome = {
    ports,
    runner,
    service,
    async ask(text, as = who.aic, more = {}) {
      const id = await lake.service.start({ text, ...more }, as);
      for (;;) {
        const execution = await lake.service.execution(id, as);
        if (execution.endedAt !== undefined) return execution;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async rows(text, as = who.aic) {
      const { id, error } = await lake.ask(text, as);
      if (error) throw new Error(`${error.code}: ${error.en}`);
      const found: (string | null)[][] = [];
      for await (const { values } of lake.service.results(id, {}, as)) found.push([...values]);
      return found;
    },
    async close() {
      await lake.service.close();
      runner.close();
      await temporary.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return lake;
}

/** One batch, committed as its change says. */
export async function putRows(
  ports: Ports,
  resource: Resource,
  folder: string,
  world: number,
): Promise<void> {
  const { code } = resource;
  const path = join(folder, `${code}.parquet`);
  const lineage: Record<string, string> = {
    _extra: 'NULL',
    _batch: `'b-${code}'`,
    _line: 'n',
    _version: '1',
  };
  const picked = storedColumns(resource).map(
    ({ name, type }) => `CAST(${lineage[name] ?? quoteName(name)} AS ${type}) AS ${quoteName(name)}`,
  );
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT ${picked.join(', ')} FROM (SELECT *, row_number() OVER () AS n FROM (${rowsOf(code, world)}))) TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  const key = `lake/raw/${code}/period=-/batch=b-${code}/a-0.parquet`;
  const { size, sha256 } = await ports.objects.put(key, await readFile(path));
  const part = { key, period: '-', rows: 10, bytes: size, sha256 };
  const batch = {
    batch: `b-${code}`,
    department: resource.departments[0] ?? '',
    period: '-',
    coverage: 'full' as const,
    place: 1,
    definition: 1,
  };
  const objects = { parts: [part], rows: 10, bytes: size };
  const change = changes.schema.parse({
    resource: code,
    generation: 1,
    at: '2024-01-01T00:00:00.000Z',
    add: { id: 'e1', objects, batches: [batch] },
  });
  const held = await findOr(ports.records, generations, { resource: code, generation: 0 }, code);
  await ports.records.commit([
    { put: changes.key(code, 1), value: change, expect: 0 },
    { put: held.key, value: { resource: code, generation: 1 }, expect: held.version },
  ]);
}
