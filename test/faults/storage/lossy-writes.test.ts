/**
 * Some writes of the embedded home need no sync of their own: live lists, trees of the ledger, what the refinery
 * writes, messages sent, taken and settled. The power is cut just before each kind of them would have been durable:
 * the home must come to rest and be whole, and whoever was answered must find what he was told.
 * SHUIYUAN_SOAK=1 cuts at the end of every transaction, SHUIYUAN_SEED draws other cuts.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../simulation/random.ts';
import { bringToRest } from '../kills/bring-to-rest.ts';
import { examine } from '../kills/flaws.ts';
import { type Act, acts, tick } from '../kills/load.ts';
import { openBus } from '../kills/open-bus.ts';
import {
  copyHome,
  cutAt,
  type LossyKind,
  lossyKinds,
  lossyWrites,
  type Watch,
  watchCommits,
} from './cut-log.ts';

const seed = Number(process.env.SHUIYUAN_SEED ?? 1);
const everywhere = process.env.SHUIYUAN_SOAK !== undefined;

let folder: string;
let watch: Watch | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shuiyuan-lossy-'));
});
afterEach(() => {
  watch?.stop();
  watch = undefined;
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly ticket: string;
  /** Bytes of the log that were synced when it was said: a later cut leaves at least these. */
  readonly durable: number;
}

/** A home with resources and a subscription, all of it in the database and nothing in its log. */
async function prepare(home: string): Promise<void> {
  const bus = await openBus(home);
  const load = { bus, id: 'p', said: () => {} };
  await acts.register(load);
  await acts.subscribe(load);
  await bus.close();
}

/** Runs a load and copies the home with its whole log. */
async function runLoad(under: readonly Act[]) {
  const [home, copy] = [join(folder, 'home'), join(folder, 'copy')];
  await prepare(home);
  const watching = watchCommits(home);
  watch = watching;
  const said: Said[] = [];
  const bus = await openBus(home);
  const load = {
    bus,
    id: 'l',
    said: (ticket: string) => void said.push({ ticket, durable: watching.durable }),
  };
  const ticking = tick(load, 50);
  for (const act of under) await acts[act](load);
  await ticking.stop();
  // A checkpoint would have emptied the log.
  expect(bus.home.counters().checkpoints).toBe(0);
  copyHome(home, copy);
  const transactions = [...watching.transactions];
  watching.stop();
  await bus.close();
  return { copy, said, transactions };
}

/** @returns what is wrong with a home whose power was cut there, once it has come to rest */
async function flawsAfterCut(copy: string, end: number, said: readonly Said[]): Promise<string[]> {
  const home = join(folder, `cut-${end}`);
  cutAt(copy, end, home);
  const bus = await openBus(home);
  try {
    await bringToRest(bus);
    const told = said.filter((one) => one.durable <= end).map((one) => one.ticket);
    return (await examine(bus, told)).flaws.map((flaw) => `cut at ${end}: ${flaw}`);
  } finally {
    await bus.close();
    rmSync(home, { recursive: true, force: true });
  }
}

const loads: readonly { readonly under: readonly Act[]; readonly loses: readonly LossyKind[] }[] = [
  { under: ['plain', 'same', 'acknowledge'], loses: lossyKinds },
  { under: ['odd', 'withdraw'], loses: ['live list', 'message settled'] },
  { under: ['large'], loses: ['refinery object', 'message taken', 'announcement deleted'] },
  { under: ['compact', 'replace'], loses: ['live list', 'ledger tree', 'refinery object'] },
];

test.each(loads)(
  'a home under $under recovers from the loss of any write that was not synced',
  async ({ under, loses }) => {
    const { copy, said, transactions } = await runLoad(under);
    const scratch = join(folder, 'scratch');
    mkdirSync(scratch);
    const lossy = lossyWrites(copy, transactions, scratch);
    const random = new Random(seed);
    const cuts = new Set(everywhere ? [0, ...transactions.map(({ end }) => end)] : []);
    // The least that a cut leaves at the moment somebody is answered.
    cuts.add(random.pick(said).durable);
    for (const kind of loses) {
      const such = lossy.filter(({ kinds }) => kinds.has(kind));
      if (such.length === 0) throw new Error(`no write of the kind "${kind}" was left without a sync`);
      cuts.add(random.pick(such).before);
    }
    const flaws: string[] = [];
    for (const end of cuts) flaws.push(...(await flawsAfterCut(copy, end, said)));
    expect(flaws).toEqual([]);
  },
  everywhere ? 3_600_000 : 240_000,
);
