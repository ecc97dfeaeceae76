/** A resource opened to society, checked, decided on, published, held back and closed, on a home that may die. */
import { setTimeout as sleep } from 'node:timers/promises';
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { openShelf } from '../../../layers/core/discovery/shelf.ts';
import { checkOpening } from '../../../layers/core/portal/check-opening.ts';
import { decideOpening } from '../../../layers/core/portal/decide-opening.ts';
import { tendOpenings } from '../../../layers/core/portal/publish-openings.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { resourceSchema } from '../../../schemas/resource.ts';

const described = (code: string, department: string, version: number) =>
  resourceSchema.parse({
    code,
    name: '公开名录',
    nameEn: 'open list',
    departments: [department],
    version,
    cycle: 'daily',
    grade: 1,
    mode: 'full',
    open: true,
    openCondition: '公示后',
    items: [{ code: 'k', name: '编号', type: 'text' }],
    summary: `第 ${version} 版`,
  });

/** Indexes of the embedded home show a change up to 200 ms late. */
const untilIndexed = () => sleep(250);

/** @param advance of the clock, in milliseconds: files that nobody can reach go after a day */
export async function openToSociety(
  ports: Ports,
  code: string,
  department: string,
  advance: (milliseconds: number) => void,
): Promise<void> {
  await applyResource(ports)(described(code, department, 1), 'clerk');
  // Three snapshots, the oldest of which then goes.
  for (let count = 0; count < 3; count += 1) {
    await untilIndexed();
    await openShelf(ports, { snapshotEntries: 1, freshMilliseconds: 0 }).search();
    await applyResource(ports)(described(`${code}_${count}`, department, 1), 'clerk');
  }
  const { report } = await checkOpening(ports)({ code, actor: 'officer' });
  const decision = { code, reason: '公示', actor: 'officer', ...report };
  await decideOpening(ports)({ ...decision, verdict: 'open' });
  await untilIndexed();
  await tendOpenings(ports)();
  // A changed description waits for a person: people are told.
  await applyResource(ports)(described(code, department, 2), 'clerk');
  await tendOpenings(ports)();
  await decideOpening(ports)({ ...decision, verdict: 'close' });
  advance(25 * 3_600_000);
  await tendOpenings(ports)();
}
