/**
 * SIGKILL at random moments, to the host and its refinery children, while departments send, answer, withdraw, fetch
 * and acknowledge over HTTP. Every fifth host is one that compacts, erases and cuts files into chunks. SHUIYUAN_KILLS
 * says how many (25), SHUIYUAN_SEED which run of them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../scripts/free-port.ts';
import { startFakeClamd } from '../../contract/fake-clamd.ts';
import { Random } from '../../simulation/random.ts';
import { tellFigures } from '../tell-figures.ts';
import { bringToRest } from './bring-to-rest.ts';
import { type Clients, startClients } from './clients.ts';
import { type Examined, examine } from './flaws.ts';
import { readCredentials, startHost, untilUp } from './host-process.ts';
import { startChild } from './killed-child.ts';
import { acts } from './load.ts';
import { openBus } from './open-bus.ts';

const kills = Number(process.env.SHUIYUAN_KILLS ?? 25);
const seed = Number(process.env.SHUIYUAN_SEED ?? Math.floor(Date.now() / 86_400_000));
const keeper = join(import.meta.dirname, 'load-child.ts');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shuiyuan-random-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Each program ends once by itself, which keeps its modules compiled for the many starts to come. */
async function warmUp(): Promise<void> {
  const host = startHost(folder, await freePort());
  await untilUp(folder, host);
  host.child.kill('SIGTERM');
  await host.ended;
  await startChild(keeper, [folder, 'warm']).ended;
}

/** A new folder with resources and two subscriptions. */
async function prepare(): Promise<void> {
  const bus = await openBus(folder);
  const load = { bus, id: 'p', said: () => {} };
  await acts.register(load);
  await acts.subscribe(load);
  await acts.subscribe(load);
  await bus.close();
}

interface Deaths {
  readonly said: string[];
  restarts: number;
  /** While it was still starting. */
  early: number;
}

async function killHost(random: Random, port: number, deaths: Deaths): Promise<void> {
  const host = startHost(folder, port);
  if (random.chance(0.15)) {
    await sleep(random.whole(400));
    deaths.early += 1;
  } else {
    if (!(await untilUp(folder, host))) throw new Error('the host did not start again');
    deaths.restarts += 1;
    await sleep(random.whole(1500));
  }
  host.killGroup();
  await host.ended;
}

async function killKeeper(random: Random, round: number, deaths: Deaths): Promise<void> {
  const load = random.pick([
    ['compact', 'large', 'erase'],
    ['erase', 'compact'],
    ['large', 'replace', 'compact'],
  ]);
  const host = startChild(keeper, [folder, `k${round}`, ...load]);
  await sleep(600 + random.whole(3000));
  host.killGroup();
  await host.ended;
  if (host.said.includes('open')) deaths.restarts += 1;
  else deaths.early += 1;
  for (const line of host.said) if (line.startsWith('sent ')) deaths.said.push(line.slice(5));
}

/** On a slow machine no parcel may arrive between two deaths; with the last host, which lives, one must. */
async function untilAcknowledged(clients: Clients): Promise<void> {
  const patience = Date.now() + 60_000;
  while (clients.acknowledged === 0 && Date.now() < patience) await sleep(200);
}

/** @returns what the deaths saw, and the clients, stopped while a last host answered them */
async function killOften(): Promise<{ deaths: Deaths; clients: Clients }> {
  const begun = performance.now();
  const random = new Random(seed);
  const port = await freePort();
  const deaths: Deaths = { said: [], restarts: 0, early: 0 };
  const first = startHost(folder, port);
  if (!(await untilUp(folder, first))) throw new Error('the host did not start');
  const clients = startClients(`http://127.0.0.1:${port}`, readCredentials(folder), new Random(seed + 1));
  await sleep(1500);
  first.killGroup();
  await first.ended;
  for (let kill = 1; kill < kills; kill += 1) {
    await (kill % 5 === 0 ? killKeeper(random, kill, deaths) : killHost(random, port, deaths));
    if (kill % 100 === 0)
      tellFigures('kills so far', { kills: kill, lives: deaths.restarts, said: clients.said.length }, begun);
  }
  const last = startHost(folder, port);
  if (!(await untilUp(folder, last))) throw new Error('the last host did not start');
  await untilAcknowledged(clients);
  await clients.stop();
  last.killGroup();
  await last.ended;
  return { deaths, clients };
}

async function examineAtRest(said: readonly string[]): Promise<Examined> {
  const clamd = await startFakeClamd();
  const bus = await openBus(folder, { clamd: clamd.address });
  try {
    await bringToRest(bus);
    return await examine(bus, said);
  } finally {
    await bus.close();
    await clamd.stop();
  }
}

test(
  `loses and doubles nothing over ${kills} deaths at random moments (seed ${seed})`,
  async () => {
    const begun = performance.now();
    await prepare();
    await warmUp();
    const { deaths, clients } = await killOften();
    const { flaws, ...counted } = await examineAtRest([...clients.said, ...deaths.said]);
    const { restarts, early } = deaths;
    const figures = { kills: kills + 1, restarts, early, acknowledged: clients.acknowledged, ...counted };
    console.log(JSON.stringify(figures));
    tellFigures('kills at random', { ...figures, flaws: flaws.length, seed }, begun);
    expect(clients.surprises).toEqual([]);
    expect(flaws).toEqual([]);
    expect(counted.rows).toBeGreaterThan(kills);
    expect(counted.parcels).toBeGreaterThan(0);
    expect(clients.acknowledged).toBeGreaterThan(0);
  },
  120_000 + kills * 30_000,
);
