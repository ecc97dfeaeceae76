/**
 * Each of the protocol's conditions is taken out, one at a time: some schedule must then break a property. This is
 * what shows that the simulation can fail, and that no condition is there for nothing.
 */
import { Bus, NotAtRest } from '../simulation/bus.ts';
import type { Action, Plan } from '../simulation/plan.ts';
import { violations } from '../simulation/properties.ts';
import { drawPlan, file, upload } from '../simulation/scenarios.ts';
import type { Mutation } from '../simulation/world.ts';
import { tellFigures } from './tell-figures.ts';

interface Case {
  readonly name: string;
  readonly mutation?: Mutation;
  /** Narrows the plans to where the condition matters; the rest of the protocol would hide its absence elsewhere. */
  readonly plan?: (plan: Plan) => Plan;
}

const [A, B, C] = [file('a'), file('b'), file('c')];
const asked = file('q', { header: ['用电户好', '备注'] });
const acting =
  (actions: readonly Action[], more: Partial<Plan> = {}) =>
  (plan: Plan): Plan => ({ ...plan, grantHours: undefined, actions, ...more });

const apart = acting([
  upload(A, { period: '201503' }),
  upload(B, { period: '201504' }),
  upload(C, { period: '201505' }),
]);
const rivals = acting([
  upload(A),
  upload(B, { replaces: 0, period: '201504' }),
  upload(C, { replaces: 0, period: '201505' }),
]);
/** So many redeliveries that some are left when the parcels are on their way. */
const delivered = acting([upload(A), { do: 'withdraw', nth: 0 }], { subscribers: 2, redeliveries: 30 });
const packedTwice = acting([upload(A)], { subscribers: 1, deaths: 0, redeliveries: 8 });
const erased = acting([
  upload(A),
  upload(B),
  { do: 'rest' },
  { do: 'read' },
  { do: 'compact' },
  { do: 'erase', hours: 0 },
  { do: 'erase', hours: 0 },
  { do: 'erase', hours: 0 },
]);
const sealed = acting([upload(A), { do: 'seal' }, { do: 'seal' }, upload(B), { do: 'seal' }, { do: 'seal' }]);
/** No sweep, no deaths, fresh indexes: only the condition keeps an answered batch from waiting for ever. */
const answered = acting(
  [...['201503', '201504', '201505', '201506'].map((period) => upload(asked, { period })), { do: 'answer' }],
  {
    deaths: 0,
    redeliveries: 0,
    withoutSweep: true,
  },
);

const suspended = acting(
  [
    upload(A),
    { do: 'suspend', nth: 0 },
    { do: 'resume', nth: 0 },
    upload(B, { period: '201504' }),
    { do: 'suspend', nth: 1 },
    { do: 'revoke', nth: 0 },
  ],
  { subscribers: 2, deaths: 0, redeliveries: 2 },
);
const suspendedLater = acting(
  [upload(A), { do: 'rest' }, { do: 'suspend', nth: 0 }, { do: 'rest' }, { do: 'fetch' }],
  { subscribers: 2, deaths: 0 },
);
const cancelledLate = acting(
  [upload(A), { do: 'rest' }, { do: 'revoke', nth: 0 }, { do: 'revoke', nth: 1 }],
  { subscribers: 2 },
);

const conditions: readonly Case[] = [
  { name: "a ticket's version", mutation: { unconditioned: ['ticket/'] } },
  { name: "a batch's version", mutation: { unconditioned: ['batch/'] } },
  { name: "the head's version", mutation: { unconditioned: ['head/'] } },
  { name: "the sequence's version", mutation: { unconditioned: ['sequence/'] }, plan: apart },
  { name: "the claim's absence", mutation: { unconditioned: ['claim/'] }, plan: rivals },
  { name: "the resource's generation", mutation: { unconditioned: ['resource/', 'change/'] }, plan: apart },
  { name: "a parcel's version", mutation: { unconditioned: ['parcel/'] }, plan: delivered },
  { name: "the chain's head", mutation: { unconditioned: ['chain/', 'entry/'] }, plan: sealed },
  {
    name: "the mapping's absence",
    mutation: { unconditioned: ['mapping/'], freshIndexes: true },
    plan: answered,
  },
  { name: 'parcels written once', mutation: { rewritable: 'inbox/' }, plan: packedTwice },
  { name: 'ledger trees written once', mutation: { rewritable: 'ledger/' } },
  { name: 'announcements in the transaction', mutation: { unannounced: true } },
  {
    name: "the grant's version, when a batch is routed",
    mutation: { ungranted: 'routing' },
    plan: suspended,
  },
  {
    name: "the grant's version, when a parcel is delivered",
    mutation: { ungranted: 'delivery' },
    plan: suspended,
  },
  { name: "a grant's own version", mutation: { unconditioned: ['grant/', 'grantees/'] }, plan: suspended },
  { name: 'the look at the grant before fetching', mutation: { openInbox: true }, plan: suspendedLater },
  { name: 'the eraser of cancelled parcels', mutation: { keepsInbox: true }, plan: cancelledLate },
  { name: 'the sweep', plan: (plan) => ({ ...plan, withoutSweep: true }) },
  {
    name: 'the day before erasing',
    plan: (plan) => ({ ...erased(plan), settings: { eraseHours: -48 } }),
  },
];

const most = Number(process.env.SHUIYUAN_MUTATION_SCHEDULES ?? 600);

async function firstViolation({ mutation, plan = (same) => same }: Case): Promise<string | undefined> {
  for (let seed = 1; seed <= most; seed += 1) {
    const drawn = plan({ ...drawPlan(seed), deaths: 3, redeliveries: 3 });
    const bus = new Bus(seed, drawn, mutation);
    try {
      await bus.run();
      const [found] = await violations(bus);
      if (found !== undefined) return `seed ${seed}: ${found}`;
    } catch (error) {
      return `seed ${seed}: ${error instanceof NotAtRest ? 'L1 ' : ''}${(error as Error).message}`;
    }
  }
  return undefined;
}

const begun = performance.now();
const broken: string[] = [];
afterAll(() => tellFigures('conditions out', { conditions: conditions.length, found: broken.length }, begun));

test.each(conditions)(
  'without $name a property breaks',
  async (condition) => {
    const found = await firstViolation(condition);
    if (process.env.SHUIYUAN_SHOW) console.log(`${condition.name}: ${found}`);
    expect(found).toEqual(expect.stringMatching(/^seed \d+: /));
    broken.push(condition.name);
  },
  600_000,
);

test('holds under the narrowed plans with the conditions in place', async () => {
  const freshIndexes = { freshIndexes: true };
  const same = (plan: Plan): Plan => plan;
  for (const plan of [
    same,
    apart,
    rivals,
    delivered,
    packedTwice,
    erased,
    sealed,
    suspended,
    suspendedLater,
    cancelledLate,
  ])
    expect(await firstOf(plan, {}, 60)).toBeUndefined();
  expect(await firstOf(answered, freshIndexes, 200)).toBeUndefined();
}, 600_000);

async function firstOf(
  plan: (plan: Plan) => Plan,
  mutation: Mutation,
  schedules: number,
): Promise<string | undefined> {
  for (let seed = 1; seed <= schedules; seed += 1) {
    const bus = new Bus(seed, plan({ ...drawPlan(seed), deaths: 3, redeliveries: 3 }), mutation);
    await bus.run();
    const [found] = await violations(bus);
    if (found !== undefined) return `seed ${seed}: ${found}`;
  }
  return undefined;
}
