/**
 * Dies at each named point of the protocol, one after another on one data folder, each time under a load that comes
 * past it; then the home is left alone until it rests, and everything must be where it belongs. A run takes the steps
 * that its seed draws (SHUIYUAN_SEED, else the day); SHUIYUAN_SOAK=1 takes all.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFakeClamd } from '../../contract/fake-clamd.ts';
import { tellFigures } from '../tell-figures.ts';
import { bringToRest } from './bring-to-rest.ts';
import { examine } from './flaws.ts';
import { startChild } from './killed-child.ts';
import type { Act } from './load.ts';
import { openBus } from './open-bus.ts';
import { allPoints, protocol, raceOnly, type Step } from './points.ts';

const program = join(import.meta.dirname, 'load-child.ts');
const patience = 60_000;

interface Death {
  readonly at: string;
  readonly under: readonly Act[];
}

/** The act whose load comes past the points of a step. */
const under: Readonly<Record<Step, Act>> = {
  'issue-ticket': 'plain',
  'accept-upload': 'plain',
  'transform-batch': 'plain',
  'commit-batch': 'plain',
  'live-list': 'plain',
  quarantine: 'poison',
  'ask-mapping': 'odd',
  'answer-mapping': 'odd',
  'wake-batch': 'odd',
  'plan-chunks': 'large',
  'announce-chunks': 'large',
  'transform-chunk': 'large',
  'commit-chunks': 'large',
  'take-unstructured': 'scan',
  'withdraw-batch': 'withdraw',
  'take-records': 'records',
  'gather-records': 'records',
  'erase-records': 'records',
  compact: 'compact',
  'request-grant': 'grant',
  'decide-grant': 'grant',
  'suspend-grant': 'grant',
  'end-grant': 'grant',
  subscribe: 'subscribe',
  'route-batch': 'plain',
  'correct-batch': 'replace',
  'deliver-parcel': 'plain',
  'acknowledge-parcel': 'acknowledge',
  sweep: 'remind',
  'tell-people': 'remind',
  erase: 'erase',
  seal: 'plain',
  query: 'query',
  'tend-workbench': 'query',
  'erase-workspaces': 'query',
  'erase-queries': 'query',
  'refresh-library': 'library',
  'offer-library': 'library',
  'deploy-flow': 'flow',
  'roll-back-flow': 'flow',
  'move-flow': 'flow',
  'ask-flow-run': 'flow',
  'ask-dry-run': 'flow',
  'begin-flow-run': 'flow',
  'pin-flow-run': 'flow',
  'run-flow': 'flow',
  'fail-flow-run': 'flow',
  'dry-run-flow': 'flow',
  'erase-dry-runs': 'flow',
  'erase-libraries': 'library',
  'publish-lake': 'published',
  'show-tables': 'published',
  'erase-published': 'published',
  'tend-lake-leave': 'published',
  'apply-resource': 'register',
  'register-department': 'register',
  'catalog-entry': 'catalog',
  'catalog-exchange': 'catalog',
  'install-authority': 'certify',
  'request-certificate': 'certify',
  'issue-certificate': 'certify',
  'write-certificate': 'certify',
  'refuse-certificate': 'certify',
  'revoke-certificate': 'certify',
  'revocation-list': 'certify',
  'certificate-notice': 'certify',
  'redefine-tables': 'redefine',
  'check-opening': 'open',
  'decide-opening': 'open',
  'publish-opening': 'open',
  'erase-open': 'open',
  'shelf-snapshot': 'open',
  'make-tokens': 'erase',
  reveal: 'reveal',
  'rotate-token-key': 'reveal',
  'tend-account': 'tend',
  'tend-sign-in': 'tend',
  'propose-question': 'question',
  'decide-question': 'question',
  'take-result': 'question',
  'find-faults': 'alarm',
  'raise-alarm': 'alarm',
  'handle-alarm': 'alarm',
  'escalate-alarm': 'alarm',
  'deliver-alarm': 'alarm',
  'settle-alarms': 'alarm',
};

/** Points that need more than their step's act. */
const special: Readonly<Record<string, readonly Death[]>> = {
  'sweep: uploads told': [{ at: 'sweep: uploads told', under: ['subscribe', 'lost'] }],
  // Only what a death left behind is sent by the sweep.
  'sweep: sent': [
    { at: 'commit-batch: committed', under: ['subscribe', 'plain'] },
    { at: 'sweep: sent', under: [] },
  ],
  'sweep: announcements deleted': [
    { at: 'route-batch: committed', under: ['subscribe', 'plain'] },
    { at: 'sweep: announcements deleted', under: ['plain'] },
  ],
  'chunks: message to be deleted': [
    { at: 'chunks: message to be deleted', under: ['subscribe', 'large'] },
    // Not the first chunk, and not the last.
    { at: 'chunks: message to be deleted:3', under: ['subscribe', 'large'] },
  ],
  // The cancelled parcels that the eraser then finds.
  ...Object.fromEntries(
    ['parcel chosen', 'parcel removed', 'before commit', 'committed'].map((point) => [
      `erase: ${point}`,
      [{ at: `erase: ${point}`, under: ['subscribe', 'cancel'] }],
    ]),
  ),
  // A text is taken out of what a scanner found clean, and goes with its batch.
  ...Object.fromEntries(
    [
      'take-unstructured: text taken',
      'take-unstructured: text written',
      'erase: text chosen',
      'erase: text removed',
    ].map((at) => [at, [{ at, under: ['document'] }]]),
  ),
  // What is to be in a file is settled, the file is told, what it was made from is gone: three transactions.
  'gather-records: committed': [1, 2, 3].map((nth) => ({
    at: `gather-records: committed:${nth}`,
    under: ['subscribe', 'records'],
  })),
  'subscribe: committed': [{ at: 'subscribe: committed', under: ['subscribe'] }],
};

const deathsAt = (point: string, act: Act): readonly Death[] =>
  special[point] ?? [{ at: point, under: act === 'subscribe' ? [act] : ['subscribe', 'same', act] }];

interface Chain {
  readonly name: string;
  readonly deaths: readonly Death[];
}

const chains: readonly Chain[] = [
  ...Object.entries(protocol).map(([step, points]) => ({
    name: step,
    deaths: points
      .map((point) => `${step}: ${point}`)
      .filter((point) => !raceOnly.includes(point))
      .flatMap((point) => deathsAt(point, under[step as Step])),
  })),
  {
    name: 'the deletion of a message',
    deaths: allPoints
      .filter((point) => point.endsWith('message to be deleted'))
      .flatMap((point) => deathsAt(point, 'plain')),
  },
];

const seed = Number(process.env.SHUIYUAN_SEED ?? Math.floor(Date.now() / 86_400_000));
const share = process.env.SHUIYUAN_SOAK ? chains.length : 9;
/** So many, going round: after a few seeds each step has been drawn. */
const drawn = Array.from(
  { length: share },
  (_, index) => chains[(seed * share + index) % chains.length] as Chain,
);

const begun = performance.now();
const died: string[] = [];
afterAll(() => {
  const points = new Set(died).size;
  tellFigures('kills at points', { kills: died.length, points, chains: drawn.length, seed }, begun);
});

/** The program ends once by itself, which keeps its modules compiled. */
beforeAll(async () => {
  const own = await mkdtemp(join(tmpdir(), 'shuiyuan-warm-'));
  await startChild(program, [own, 'warm']).ended;
  await rm(own, { recursive: true, force: true });
}, 120_000);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shuiyuan-points-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** @returns tickets whose upload the home had answered before it died */
async function dieAt({ at, under: acts }: Death, id: string): Promise<string[]> {
  const host = startChild(program, [folder, id, ...acts], { SHUIYUAN_KILL_AT: at });
  const tooLong = new AbortController();
  const signal = await Promise.race([
    host.ended,
    sleep(patience, 'too late', { signal: tooLong.signal }).catch(() => 'in time'),
  ]);
  tooLong.abort();
  host.killGroup();
  if (signal !== 'SIGKILL')
    throw new Error(`did not die at ${at}: ${signal}; it said ${host.said.join(', ')}`);
  expect(host.said).not.toContain('through');
  died.push(at);
  return host.said.flatMap((line) => (line.startsWith('sent ') ? [line.slice(5)] : []));
}

test.each(drawn)(
  `loses and doubles nothing when it dies at $name (seed ${seed})`,
  async ({ deaths }) => {
    const said: string[] = [];
    for (const [index, death] of deaths.entries()) said.push(...(await dieAt(death, `n${index}`)));
    const clamd = await startFakeClamd();
    const bus = await openBus(folder, { clamd: clamd.address });
    try {
      await bringToRest(bus);
      expect((await examine(bus, said)).flaws).toEqual([]);
    } finally {
      await bus.close();
      await clamd.stop();
    }
    const again = await openBus(folder);
    expect(await again.home.tidied).toBe(0);
    await again.close();
  },
  600_000,
);

test('every point of the table is died at by some chain, but what only a race reaches', () => {
  const died = new Set(chains.flatMap((chain) => chain.deaths.map(({ at }) => at.replace(/:\d+$/, ''))));
  expect(allPoints.filter((point) => !died.has(point))).toEqual([...raceOnly]);
});
