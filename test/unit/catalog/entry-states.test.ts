/** The way of a catalog entry: who may move it from where to where, and when what it says comes in force. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { draftEntry } from '../../../layers/core/catalog/draft-entry.ts';
import { enforceDue } from '../../../layers/core/catalog/enforce-due.ts';
import {
  isWithdrawn,
  mustBeInForce,
  mustLieInLake,
  mustTakeFiles,
} from '../../../layers/core/catalog/in-force.ts';
import { catalogEntries } from '../../../layers/core/catalog/kinds.ts';
import { type MoveWish, moveEntry } from '../../../layers/core/catalog/move-entry.ts';
import { mayMove, moves } from '../../../layers/core/catalog/moves.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { definitions, find, must, notices, subscribers } from '../../../layers/core/records.ts';
import { Transaction } from '../../../layers/core/transaction.ts';
import { type CatalogEntry, entryMoves, entryStates } from '../../../schemas/catalog-entry.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const complete = resourceSchema.parse({
  code: 'STALL',
  name: '摊位',
  nameEn: 'Stalls',
  departments: ['aic'],
  cycle: 'monthly',
  grade: 1,
  mode: 'full',
  summary: '一个摊位一行',
  classification: { code: '201001/00001', names: ['主题信息资源', '税收征管', '摊位'] },
  items: [
    { code: 'no', name: '摊位号', type: 'text', length: 12, key: 'primary', required: true },
    { code: 'rent', name: '月租金', type: 'decimal', length: 18, scale: 2 },
  ],
});
const changed = (more: object): Resource => resourceSchema.parse({ ...complete, ...more });
const withoutRent = changed({ items: complete.items.slice(0, 1) });

let ports: ReturnType<typeof memoryPorts>;
beforeEach(() => {
  ports = memoryPorts({ freshIndexes: true });
});

const days = (count: number) => new Date(ports.clock.now().getTime() + count * 86_400_000).toISOString();
const move = (name: MoveWish['move'], actor: string, more: Partial<MoveWish> = {}) =>
  moveEntry(ports)({ code: 'STALL', move: name, actor, ...more });
const version = async () => (await find(ports.records, definitions, 'STALL'))?.value.resource.version;

async function published(resource: Resource = complete): Promise<CatalogEntry> {
  await draftEntry(ports)(resource, 'clerk');
  await move('submit', 'clerk');
  await move('register', 'centre');
  await move('submit-publication', 'clerk');
  return move('publish', 'centre');
}

async function subscribed(items: string[]): Promise<void> {
  const one = { id: 's1', resource: 'STALL', receiver: 'tax', items, format: 'csv' as const };
  const value = { resource: 'STALL', list: [{ ...one, createdBy: 'x', createdAt: days(0) }] };
  const held = { key: subscribers.key('STALL'), version: 0, value: undefined };
  await new Transaction(ports as Ports, { step: 'subscribe', department: 'tax', actor: 'x' })
    .put(subscribers, held, value, { action: 'subscribed' })
    .commit();
}

async function registeredAgain(resource: Resource): Promise<void> {
  await draftEntry(ports)(resource, 'clerk');
  await move('submit', 'clerk');
  await move('register', 'centre');
  await move('submit-publication', 'clerk');
}

const noticesTo = async (to: string) =>
  (await ports.records.query('owner', `notices/${to}`)).items.map(({ value }) => notices.schema.parse(value));

test('an entry goes from draft to published, and each move stands in its history', async () => {
  const entry = await published();
  expect(entry.history.map(({ move: one, by, to }) => [one, by, to])).toEqual([
    ['draft', 'clerk', 'draft'],
    ['submit', 'clerk', 'awaiting-registration'],
    ['register', 'centre', 'registered'],
    ['submit-publication', 'clerk', 'awaiting-publication'],
    ['publish', 'centre', 'published'],
  ]);
  expect(await version()).toBe(1);
  expect(entry.draft).toBeUndefined();
});

test('nothing is in force before it is published', async () => {
  await draftEntry(ports)(complete, 'clerk');
  await move('submit', 'clerk');
  await move('register', 'centre');
  expect(await version()).toBeUndefined();
});

test('every pair of state and move is as the table says', async () => {
  for (const state of entryStates)
    for (const name of entryMoves) {
      const entry = { state } as CatalogEntry;
      expect([state, name, mayMove(name, entry)]).toEqual([
        state,
        name,
        (moves[name].from as readonly string[]).includes(state),
      ]);
    }
});

test('who drafted or submitted does not decide', async () => {
  await draftEntry(ports)(complete, 'clerk');
  await move('submit', 'chief');
  await expect(move('register', 'chief')).rejects.toMatchObject({ code: 'forbidden' });
  await expect(move('register', 'clerk')).rejects.toMatchObject({ code: 'forbidden' });
  await expect(move('return', 'chief', { reason: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
  expect((await move('register', 'centre')).state).toBe('registered');
});

test('a return, a refusal and a withdrawal take a reason', async () => {
  await draftEntry(ports)(complete, 'clerk');
  await move('submit', 'clerk');
  for (const name of ['return', 'refuse-registration', 'withdraw'] as const)
    await expect(move(name, 'centre')).rejects.toMatchObject({ code: 'invalid-input' });
  const entry = await move('return', 'centre', { reason: '缺依据' });
  expect(entry).toMatchObject({ state: 'returned', history: [{}, {}, { reason: '缺依据' }] });
  expect(await noticesTo('aic')).toEqual([
    expect.objectContaining({ body: expect.stringMatching(/缺依据/) }),
  ]);
});

test('what lacks an element of the standard is not submitted, and is told what', async () => {
  await draftEntry(ports)(changed({ summary: undefined }), 'clerk');
  await expect(move('submit', 'clerk')).rejects.toMatchObject({
    code: 'incomplete',
    zh: expect.stringMatching(/摘要/),
  });
});

test('a draft under review is not changed, one returned is', async () => {
  await draftEntry(ports)(complete, 'clerk');
  await move('submit', 'clerk');
  await expect(draftEntry(ports)(withoutRent, 'clerk')).rejects.toMatchObject({ code: 'not-now' });
  await move('return', 'centre', { reason: 'x' });
  expect((await draftEntry(ports)(withoutRent, 'clerk')).state).toBe('draft');
});

test('a check over what is no item is refused when it is drafted', async () => {
  const checks = [{ id: 'odd', name: 'x', expression: 'nothing > 1', level: 'warn' }];
  await expect(draftEntry(ports)(changed({ checks }), 'clerk')).rejects.toMatchObject({
    code: 'invalid-input',
  });
});

test('a draft leaves what is in force as it is until it is published', async () => {
  await published();
  await draftEntry(ports)(changed({ summary: '改' }), 'clerk');
  expect(await version()).toBe(1);
  await expect(mustBeInForce(ports.records, 'STALL')).resolves.toMatchObject({ version: 1 });
});

describe('what was there before there were entries', () => {
  test('counts as published, and can be drafted anew', async () => {
    const value = { resource: complete, appliedBy: 'operator', appliedAt: days(-30) };
    await ports.records.commit([{ put: definitions.key('STALL'), value, expect: 0 }]);
    expect(await isWithdrawn(ports.records, 'STALL')).toBe(false);
    expect((await move('withdraw', 'clerk', { reason: '停办' })).history[0]?.from).toBe('published');
  });
});

describe('apply', () => {
  test('registers and publishes in one act, and says so', async () => {
    await applyResource(ports)(complete, 'operator');
    const { value } = await must(ports.records, catalogEntries, 'STALL');
    expect(value).toMatchObject({ state: 'published', published: { version: 1, by: 'operator' } });
    expect(value.history.map((one) => one.move)).toEqual(['apply']);
  });

  test('leaves what somebody is working on', async () => {
    await published();
    await draftEntry(ports)(changed({ summary: '改' }), 'clerk');
    await applyResource(ports)(changed({ name: '摊' }), 'operator');
    const { value } = await must(ports.records, catalogEntries, 'STALL');
    expect(value).toMatchObject({ state: 'draft', draft: { summary: '改' }, published: { version: 2 } });
  });

  test('puts a withdrawn one in force again, under a new version', async () => {
    await published();
    await move('withdraw', 'clerk', { reason: '停办' });
    expect(await applyResource(ports)(complete, 'operator')).toMatchObject({
      version: 2,
      outcome: 'changed',
    });
    expect(await isWithdrawn(ports.records, 'STALL')).toBe(false);
  });
});

describe('a withdrawn entry', () => {
  test('takes nothing new, and its readers are told why', async () => {
    await published();
    await subscribed(['no']);
    await move('withdraw', 'clerk', { reason: '机构撤并' });
    await expect(mustBeInForce(ports.records, 'STALL')).rejects.toMatchObject({ code: 'withdrawn' });
    await expect(mustTakeFiles(ports.records, 'STALL')).rejects.toMatchObject({ code: 'withdrawn' });
    expect((await noticesTo('tax'))[0]?.body).toMatch(/机构撤并/);
    expect(await version()).toBe(1);
  });

  test('stays withdrawn while a new text is drafted', async () => {
    await published();
    await move('withdraw', 'clerk', { reason: 'x' });
    await draftEntry(ports)(changed({ summary: '改' }), 'clerk');
    await expect(mustBeInForce(ports.records, 'STALL')).rejects.toMatchObject({ code: 'withdrawn' });
  });
});

describe('logical resources', () => {
  test('take no files, and rows of those that stay with their department are not here', async () => {
    await applyResource(ports)(changed({ location: 'department' }), 'operator');
    await expect(mustTakeFiles(ports.records, 'STALL')).rejects.toMatchObject({ code: 'no-files' });
    expect(() => mustLieInLake(changed({ location: 'department' }))).toThrow(/stay in the database of aic/);
    expect(() => mustLieInLake(complete)).not.toThrow();
  });
});

describe('a change that breaks something for somebody', () => {
  beforeEach(async () => {
    await published();
    await subscribed(['no', 'rent']);
    await registeredAgain(withoutRent);
  });

  test('is refused without its days of notice, and the earliest day is named', async () => {
    await expect(move('publish', 'centre')).rejects.toMatchObject({
      code: 'notice-too-short',
      message: expect.stringMatching(/for tax: give effective at /),
    });
    await expect(move('publish', 'centre', { effective: days(6) })).rejects.toMatchObject({
      code: 'notice-too-short',
    });
    expect(await version()).toBe(1);
  });

  test('is told with the approval, and comes in force by the clock on its day', async () => {
    const entry = await move('publish', 'centre', { effective: days(8) });
    expect(entry).toMatchObject({ state: 'awaiting-publication', approval: { by: 'centre', base: 1 } });
    const [told] = await noticesTo('tax');
    expect(told?.body).toMatch(/subscription s1: item-removed: rent/);
    expect(await enforceDue(ports)()).toBe(0);
    expect(await version()).toBe(1);
    ports.world.time += 9 * 86_400_000;
    expect(await enforceDue(ports)()).toBe(1);
    expect(await version()).toBe(2);
    expect(await enforceDue(ports)()).toBe(0);
    expect((await must(ports.records, catalogEntries, 'STALL')).value.state).toBe('published');
  });

  test('is told again on its day, also to who was given a grant since', async () => {
    await move('publish', 'centre', { effective: days(8) });
    await giveGrant(ports, { resource: 'STALL', receiver: 'civil' });
    const before = (await noticesTo('civil')).length;
    ports.world.time += 9 * 86_400_000;
    await enforceDue(ports)();
    const told = (await noticesTo('civil')).slice(before);
    expect(told).toMatchObject([
      { subject: expect.stringContaining('is in force since'), body: expect.stringContaining('grant ') },
    ]);
    expect(told[0]?.body).toMatch(/item-removed: rent\nshuiyuan catalog diff STALL 1 2$/);
    expect(await noticesTo('tax')).toHaveLength(2);
  });

  test('waits when a grant is given at the very moment it comes in force, and then tells of it', async () => {
    await move('publish', 'centre', { effective: days(8) });
    ports.world.time += 9 * 86_400_000;
    const { commit } = ports.records;
    let given = false;
    ports.records.commit = async (...args) => {
      if (!given && args[0].some((write) => 'put' in write && write.put === 'definition/STALL')) {
        given = true;
        await giveGrant(ports, { resource: 'STALL', receiver: 'civil' });
      }
      return commit(...args);
    };
    expect(await enforceDue(ports)()).toBe(0);
    expect(await enforceDue(ports)()).toBe(1);
    const told = (await noticesTo('civil')).filter(({ subject }) => /is in force since/.test(subject));
    expect(told).toHaveLength(1);
  });

  test('comes in force at once under an override with its reason', async () => {
    await expect(move('publish', 'centre', { override: true })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await move('publish', 'centre', { override: true, reason: '法规当日生效' });
    expect(await version()).toBe(2);
    expect(await noticesTo('tax')).toHaveLength(1);
  });

  test('is called off by a return before its day', async () => {
    await move('publish', 'centre', { effective: days(8) });
    await move('return', 'centre', { reason: '缓行' });
    ports.world.time += 9 * 86_400_000;
    expect(await enforceDue(ports)()).toBe(0);
    expect(await version()).toBe(1);
  });

  test('lapses when another version came in force meanwhile', async () => {
    await move('publish', 'centre', { effective: days(8) });
    await applyResource(ports)(changed({ name: '摊' }), 'operator');
    ports.world.time += 9 * 86_400_000;
    await enforceDue(ports)();
    const { value } = await must(ports.records, catalogEntries, 'STALL');
    expect(value.approval).toBeUndefined();
    expect(await version()).toBe(2);
    expect((await noticesTo('operator')).some(({ subject }) => /已失效/.test(subject))).toBe(true);
  });
});

describe('whom a new version makes a party to a grant', () => {
  const asked = async (to: string) =>
    (await noticesTo(to)).filter(({ subject }) => /wait for your decision/.test(subject));

  test('is told to decide: a new provider, and the centre once an item is conditional', async () => {
    await published();
    const { id } = await giveGrant(ports, { resource: 'STALL', receiver: 'tax' });
    await applyResource(ports)(changed({ departments: ['aic', 'water'] }), 'operator');
    expect(await asked('water')).toMatchObject([{ body: `STALL → tax: shuiyuan grant show ${id}` }]);
    expect(await asked('aic')).toEqual([]);
    const [no, rent] = complete.items;
    const more = { items: [no, { ...rent, grade: 2 }], gradeReason: '内部' };
    await applyResource(ports)(changed({ departments: ['aic', 'water'], ...more }), 'operator');
    expect(await asked('operator')).toHaveLength(1);
    expect(await asked('water')).toHaveLength(1);
  });

  test('is told of grants on views over it too', async () => {
    await published();
    const view = { over: ['STALL'], join: [], select: { no: 'STALL.no' } };
    const seen = changed({ code: 'SEEN', departments: ['stats'], view, items: complete.items.slice(0, 1) });
    await applyResource(ports)(seen, 'operator');
    await giveGrant(ports, { resource: 'SEEN', receiver: 'tax' });
    await applyResource(ports)(changed({ departments: ['aic', 'water'] }), 'operator');
    expect(await asked('water')).toMatchObject([{ body: expect.stringContaining('SEEN → tax') }]);
  });
});

test('a change that breaks nothing for anybody needs no notice', async () => {
  await published();
  await subscribed(['no']);
  await registeredAgain(withoutRent);
  expect((await move('publish', 'centre')).state).toBe('published');
});
