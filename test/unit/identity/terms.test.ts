/** What the clock does to accounts and applications: notices, ends, reviews. */
import { registerDepartment } from '../../../layers/core/catalog/apply-resource.ts';
import { accounts, applications, seen } from '../../../layers/core/identity/kinds.ts';
import { reviewOf } from '../../../layers/core/identity/reviews.ts';
import { noteSeen } from '../../../layers/core/identity/seen.ts';
import { addAccount, reviewAccount } from '../../../layers/core/identity/tend-accounts.ts';
import { addApplication } from '../../../layers/core/identity/tend-applications.ts';
import { tendTerms } from '../../../layers/core/identity/tend-terms.ts';
import { find, must, notices } from '../../../layers/core/records.ts';
import { accountSchema } from '../../../schemas/account.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const officer = { name: 'security-officer' };
const day = 86_400_000;

async function open() {
  const ports = memoryPorts({ freshIndexes: true });
  await registerDepartment(ports)({ code: 'power', name: '供电局', nameEn: 'Power' }, 'system');
  const days = (count: number) => new Date(ports.world.time + count * day).toISOString();
  const add = (name: string, more: object = {}) =>
    addAccount(ports)(officer, {
      name,
      displayName: '某人',
      department: 'power',
      roles: ['provider'],
      reason: '到任',
      ...more,
    });
  const noticesOf = async (to: string) => {
    const page = await ports.records.query('owner', `notices/${to}`);
    return page.items.map(({ value }) => notices.schema.parse(value));
  };
  return { ports, days, add, noticesOf };
}

test('a department is told 30, 7 and 1 days before an account ends, each once, and then it is ended', async () => {
  const { ports, days, add, noticesOf } = await open();
  await add('temp', { until: days(40) });
  const tend = tendTerms(ports);
  const heard: number[] = [];
  for (let passed = 0; passed <= 40; passed += 0.5) {
    await tend();
    heard.push((await noticesOf('power')).length);
    ports.world.time += day / 2;
  }
  const subjects = (await noticesOf('power')).map((one) => one.subject);
  expect(subjects.map((one) => /ends within (\d+) days/.exec(one)?.[1])).toEqual(['30', '7', '1']);
  expect((await must(ports.records, accounts, 'temp')).value).toMatchObject({
    status: 'ended',
    changedBy: 'system',
  });
});

test('who starts late is told of the nearest end only', async () => {
  const { ports, days, add, noticesOf } = await open();
  await add('temp', { until: days(5) });
  await tendTerms(ports)();
  expect((await noticesOf('power')).map((one) => /within (\d+)/.exec(one.subject)?.[1])).toEqual(['7']);
});

test('an application ends with its term, and its department was told', async () => {
  const { ports, days, noticesOf } = await open();
  const asked = { id: 'app-power-x', name: '前置机', department: 'power', until: days(3), reason: '试运行' };
  await addApplication(ports)(officer, asked);
  await tendTerms(ports)();
  expect(await noticesOf('power')).toHaveLength(1);
  ports.world.time += 3 * day;
  expect(await tendTerms(ports)()).toEqual({ ended: 1, suspended: 0 });
  expect((await must(ports.records, applications, 'app-power-x')).value.status).toBe('ended');
});

test('an account nobody reviewed in 60 days is told about, and suspended 30 days later', async () => {
  const { ports, add, noticesOf } = await open();
  await add('chen');
  ports.world.time += 59 * day;
  await tendTerms(ports)();
  expect(await noticesOf('power')).toEqual([]);
  ports.world.time += day;
  await tendTerms(ports)();
  expect((await noticesOf('power'))[0]?.subject).toContain('to be reviewed');
  ports.world.time += 29 * day;
  expect(await tendTerms(ports)()).toEqual({ ended: 0, suspended: 0 });
  ports.world.time += day;
  expect(await tendTerms(ports)()).toEqual({ ended: 0, suspended: 1 });
  expect((await must(ports.records, accounts, 'chen')).value.status).toBe('suspended');
});

test('a review begins the 60 days anew', async () => {
  const { ports, add } = await open();
  await add('chen');
  ports.world.time += 80 * day;
  await reviewAccount(ports)(officer, 'chen');
  ports.world.time += 59 * day;
  expect(await tendTerms(ports)()).toEqual({ ended: 0, suspended: 0 });
});

test('the only security officer of the city is not suspended for want of a second to review him', async () => {
  const { ports, add, noticesOf } = await open();
  await add('wang', { department: undefined, roles: ['security-officer'] });
  ports.world.time += 100 * day;
  expect(await tendTerms(ports)()).toEqual({ ended: 0, suspended: 0 });
  expect((await must(ports.records, accounts, 'wang')).value.status).toBe('active');
  expect(await noticesOf('security-officer')).toHaveLength(1);
});

describe('the list of reviews', () => {
  const at = (days: number) => new Date(Date.UTC(2026, 0, 1) + days * day).toISOString();
  const account = (reviewed: number) =>
    accountSchema.parse({
      schema: 'account/1',
      name: 'chen',
      displayName: '陈',
      roles: [],
      from: at(0),
      status: 'active',
      reason: 'x',
      reviewedAt: at(reviewed),
      reviewedBy: 'w',
      createdAt: at(0),
      createdBy: 'w',
      changedAt: at(0),
      changedBy: 'w',
    });
  const settings = { reviewDays: 60, reviewGraceDays: 30 };
  test.each([
    ['not yet', 0, 30, 59, undefined],
    ['not reviewed for 60 days, though seen daily', 0, 59, 60, 'not-reviewed'],
    ['reviewed, but not seen for 60 days since', 50, 10, 70, 'not-seen'],
    ['not seen for 60 days, and looked at after that', 71, 10, 75, undefined],
    ['never seen', 30, undefined, 60, 'not-seen'],
  ] as const)('%s', (_, reviewed, seenAt, now, expected) => {
    const found = reviewOf(
      account(reviewed),
      seenAt === undefined ? undefined : at(seenAt),
      settings,
      at(now),
    );
    expect(found?.why).toBe(expected);
  });
});

test('being seen is noted once a day and leaves the account as it is', async () => {
  const { ports, add } = await open();
  await add('chen');
  const note = noteSeen(ports);
  for (let times = 0; times < 5; times += 1) await note('chen');
  expect(await find(ports.records, seen, 'chen')).toMatchObject({ version: 1 });
  ports.world.time += day;
  await note('chen');
  expect(await find(ports.records, seen, 'chen')).toMatchObject({ version: 2 });
  expect(await must(ports.records, accounts, 'chen')).toMatchObject({ version: 1 });
});
