/** Tables of the lake that are published, moved, closed and erased, and the leave on them, on a home that may die. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { tendLakeLeave } from '../../../layers/core/console-leave/tend-lake-leave.ts';
import { repeatOnConflict } from '../../../layers/core/exchange/repeat.ts';
import { endGrant } from '../../../layers/core/grants/end-grant.ts';
import { publishedAttempt, publishedTables } from '../../../layers/core/publish-lake/kinds.ts';
import { publishLake } from '../../../layers/core/publish-lake/publish-lake.ts';
import { absent, changes, definitions, find, findOr, generations } from '../../../layers/core/records.ts';
import { Transaction } from '../../../layers/core/transaction.ts';
import { objectsUnder, readAgain } from '../../../layers/core/walk.ts';
import { embeddedSqlRunner } from '../../../layers/embedded/query/sql-runner.ts';
import { memoryLeave, memoryResults } from '../../contract/memory-leave.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import type { Bus } from './open-bus.ts';
import { meters, provider } from './sample-files.ts';
import { eventually } from './send-files.ts';

const hour = 3_600_000;

/** @param code of a resource that is made for this, delivered without rows, and closed at the end */
export async function publishTables(bus: Bus, code: string): Promise<void> {
  const { ports } = bus;
  await applyResource(ports)({ ...meters, code, departments: [provider] }, 'operator');
  await move(bus, code);
  const runner = embeddedSqlRunner(bus.home);
  const publish = async (): Promise<void> => {
    const timing = { seconds: 600, signal: new AbortController().signal };
    await publishLake(ports, runner, [])(timing);
  };
  const recordOf = async (resource: string) => (await find(ports.records, publishedTables, resource))?.value;
  // An index may show a resource late.
  const publishUntil = async (is: () => Promise<boolean | undefined>): Promise<void> =>
    eventually(async () => {
      await publish();
      return (await is()) || undefined;
    }).then(() => {});
  await publishUntil(
    async () => (await recordOf(code))?.made && (await recordOf(meters.code))?.made !== undefined,
  );
  await giveAndEnd(bus, `for-${code.toLowerCase()}`);
  await applyResource(ports)(
    { ...meters, code, version: 2, departments: [provider], grade: 3, gradeReason: '个人隐私' },
    'operator',
  );
  await move(bus, meters.code);
  await publishUntil(async () => (await recordOf(code))?.databases.length === 0);
  bus.advance(25 * hour);
  await publish();
  runner.close();
}

/** Another generation with the same rows: what is withdrawn was not there. */
async function move({ ports }: Bus, resource: string): Promise<void> {
  await repeatOnConflict(async () => {
    const held = await findOr(ports.records, generations, { resource, generation: 0 }, resource);
    const generation = held.value.generation + 1;
    const transaction = new Transaction(ports, { step: 'compact', department: 'platform', actor: 'system' });
    const change = { resource, generation, at: transaction.at, remove: ['none'] };
    await transaction
      .put(generations, held, { resource, generation }, { action: 'generation advanced' })
      .put(changes, absent(changes.key(resource, generation)), change, { action: 'objects compacted' })
      .commit();
  });
}

/** @param receiver a department that has no other grant */
async function giveAndEnd(bus: Bus, receiver: string): Promise<void> {
  const { ports } = bus;
  const console = {
    seats: [{ role: 'receiver', department: receiver }] as const,
    libraries: [],
    leave: memoryLeave(),
    results: memoryResults(),
  };
  const tend = async (): Promise<void> => {
    // Whoever died over it has claimed it for a while, by a clock that had been set forward.
    for (let outcome = 'somebody is at it'; outcome === 'somebody is at it'; bus.advance(60_000))
      ({ outcome } = await tendLakeLeave(ports, console)(60));
  };
  const wish = { resource: meters.code, receiver, ways: ['database' as const] };
  const { id } = await giveGrant(ports, wish);
  await tend();
  await endGrant(ports)({ grant: id, party: provider, actor: 'chief', reason: 'no longer needed' });
  await tend();
}

/** Objects of the tables that count. */
export async function publishedObjects({ ports }: Pick<Bus, 'ports'>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { value } of readAgain(ports.records, definitions, ['topic', 'definitions'])) {
    const { code } = value.resource;
    const made = (await find(ports.records, publishedTables, code))?.value.made;
    if (!made) continue;
    for await (const { key } of objectsUnder(ports.objects, publishedAttempt(code, made.attempt)))
      keys.push(key);
  }
  return keys;
}
