/** Runs a home without faults until nothing moves any more: every wait in the system ends by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import { listChains } from '../../../functions/api/list-chains.ts';
import { isUnderway } from '../../../layers/core/exchange/batch-state.ts';
import { answerMapping, eraseObjects } from '../../../layers/core/exchange/index.ts';
import { eraseDryRuns } from '../../../layers/core/flows/perform-dry-run.ts';
import { sealLedgers, verifyLedger } from '../../../layers/core/ledger/index.ts';
import { eraseLibraries } from '../../../layers/core/libraries/erase-libraries.ts';
import { erasePublished } from '../../../layers/core/publish-lake/erase-published.ts';
import { eraseRecords } from '../../../layers/core/realtime/erase-records.ts';
import { eraseWorkspaces } from '../../../layers/core/workbench/erase-workspaces.ts';
import type { Batch, Parcel, Ticket } from '../../../schemas/records.ts';
import { settleFlows } from './keep-flow.ts';
import { allBatches, allTickets, parcelsFor } from './list-all.ts';
import { tick } from './load.ts';
import type { Bus } from './open-bus.ts';
import { ungathered } from './record-channel.ts';
import { provider } from './sample-files.ts';

/** Past the age at which the sweep sees a file whose event was lost, past every ticket, and past every other clock. */
const ahead = 26 * 3_600_000;
const patienceSeconds = 90;

/** What still moves, or waits for something that has come. */
async function restless({ ports }: Bus): Promise<string[]> {
  const depths = await ports.queue.depth();
  const announced = await ports.records.query('due', 'announcements', { limit: 10 });
  const tickets = await allTickets({ ports });
  const batches = await allBatches({ ports });
  const parcels = await parcelsFor({ ports }, batches);
  const open = await Promise.all(
    tickets.map(async (one) => isWaiting(one, await ports.objects.head(one.key))),
  );
  return [
    ...(await ungathered({ ports })),
    ...depths.filter((one) => one.waiting + one.inFlight > 0).map((one) => `messages in ${one.queue}`),
    ...announced.items.map(({ key }) => key),
    ...tickets.filter((_, index) => open[index]).map((one) => `ticket ${one.id} ${one.stage}`),
    ...batches.filter(isMoving).map((one) => `batch ${one.id} ${one.stage}`),
    ...parcels.filter((one) => one.stage === 'planned').map((one: Parcel) => `parcel ${one.id} planned`),
  ];
}

const isWaiting = (ticket: Ticket, object: unknown): boolean =>
  ticket.stage === 'issued' || (ticket.stage === 'expired' && object !== undefined);

function isMoving(batch: Batch): boolean {
  if (batch.stage === 'committed') return !batch.routed;
  if (batch.stage === 'withdrawn' || batch.stage === 'replaced')
    return batch.routedTo.length > 0 && !batch.corrected;
  return isUnderway(batch.stage);
}

/** The department answers what it is asked. */
async function answerAll({ ports }: Bus): Promise<void> {
  for (const batch of await allBatches({ ports })) {
    if (batch.stage !== 'asks' || !batch.proposal) continue;
    const answers = batch.proposal.questions.map(({ column }) => ({
      column,
      item: column === 0 ? 'account_no' : null,
    }));
    const answer = { department: provider, actor: 'clerk', batch: batch.id, answers };
    await answerMapping(ports)(answer).catch((error: { code?: string }) => {
      if (error.code !== 'not-asked') throw error;
    });
  }
}

/** A message whose workers were killed time and again was buried: the operator gives it back. */
async function redrive({ ports }: Bus): Promise<void> {
  for (const { queue, dead } of await ports.queue.depth()) if (dead > 0) await ports.queue.redrive(queue);
}

async function isSealed({ ports }: Bus): Promise<boolean> {
  const verified = await verifyLedger(ports)(await listChains(ports));
  return verified.every((one) => one.waiting === 0);
}

/** The last sweep may have reminded somebody: what that entered is sealed, without a sweep that reminds again. */
async function sealRest(bus: Bus): Promise<void> {
  // The index that shows what is unsealed lags.
  await sleep(100);
  while (!(await isSealed(bus))) {
    await sealLedgers(bus.ports)(await listChains(bus.ports));
    await sleep(50);
  }
}

/**
 * However much is left over, as long as it gets less.
 * @throws Error naming what does not move for `seconds`
 */
export async function bringToRest(bus: Bus, seconds = patienceSeconds): Promise<void> {
  await settleFlows(bus);
  bus.advance(ahead);
  const ticking = tick({ bus }, 50);
  let [before, moved] = ['', performance.now()];
  try {
    for (let quiet = 0; quiet < 2; ) {
      await answerAll(bus);
      await redrive(bus);
      const left = await restless(bus);
      quiet = left.length === 0 && (await isSealed(bus)) ? quiet + 1 : 0;
      if (left.join() !== before) [before, moved] = [left.join(), performance.now()];
      if (performance.now() - moved > seconds * 1000)
        throw new Error(`does not come to rest: ${left.join(', ')}; failures: ${bus.failures.join('\n')}`);
      await sleep(100);
    }
  } finally {
    await ticking.stop();
  }
  await eraseCancelled(bus);
  await sealRest(bus);
}

/** A day later nothing is left of what was cancelled, and of what no table names. */
async function eraseCancelled(bus: Bus): Promise<void> {
  bus.advance(25 * 3_600_000);
  await eraseObjects(bus.ports)();
  await eraseRecords(bus.ports)();
  await eraseWorkspaces(bus.ports)();
  await eraseDryRuns(bus.ports)();
  await eraseLibraries(bus.ports)();
  await erasePublished(bus.ports)();
}
