/** A table made, dropped and erased by statements of SQL, and these forgotten; a query kept under a name. On a home that may die. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal } from '../../../layers/core/identity/principal.ts';
import { eraseQueries } from '../../../layers/core/workbench/erase-queries.ts';
import { eraseWorkspaces } from '../../../layers/core/workbench/erase-workspaces.ts';
import { queryTokens } from '../../../layers/core/workbench/kinds.ts';
import { createNamedQuery } from '../../../layers/core/workbench/named-queries.ts';
import { workspaceOf } from '../../../layers/core/workbench/places.ts';
import { queryService } from '../../../layers/core/workbench/query-service.ts';
import { primaryGroup } from '../../../layers/core/workbench/work-groups.ts';
import { embeddedSqlRunner } from '../../../layers/embedded/query/sql-runner.ts';
import type { Bus } from './open-bus.ts';

/** @param id makes names differ from those of earlier lives */
export async function queryLake(
  { home, ports, advance }: Bus,
  department: string,
  id: string,
): Promise<void> {
  const runner = embeddedSqlRunner(home);
  const service = queryService(ports, runner);
  const principal: Principal = { name: 'analyst', department, roles: ['provider'] };
  const table = `${workspaceOf(department)}.made_${id.toLowerCase().replaceAll(/[^a-z0-9]/g, '_')}`;
  const token = { asked: table, at: ports.clock.now().toISOString() };
  await ports.records.commit([
    {
      put: queryTokens.key('analyst', id),
      value: token,
      expect: 0,
      indexes: queryTokens.indexes?.(token) ?? {},
    },
  ]);
  for (const text of [`CREATE TABLE ${table} AS SELECT 1 AS a`, 'SELECT 1', `DROP TABLE ${table}`]) {
    const query = await service.start({ text }, principal);
    while ((await service.execution(query, principal)).endedAt === undefined) await sleep(10);
  }
  const kept = { name: table, database: 'shared', text: 'SELECT 1', workGroup: primaryGroup };
  await createNamedQuery(ports, principal, kept);
  const short = { ...ports, settings: { ...ports.settings, queryDays: 1, queryResultDays: 0.5 } };
  advance(13 * 3_600_000);
  await eraseQueries(short)();
  advance(12 * 3_600_000);
  await eraseQueries(short)();
  await eraseWorkspaces(ports)();
  await service.close();
  runner.close();
}
