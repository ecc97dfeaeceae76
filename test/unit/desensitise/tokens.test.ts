/** Tokens for a department: its own resource, what becomes a token, a budget a day; clear text and who answers. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { answerReveal, askReveal, expireReveal } from '../../../layers/core/desensitise/ask-reveal.ts';
import { reveals, tokenDays } from '../../../layers/core/desensitise/kinds.ts';
import { makeTokens } from '../../../layers/core/desensitise/make-tokens.ts';
import { meteredTokens } from '../../../layers/core/desensitise/reserve-tokens.ts';
import { Forbidden, Refused, TooMany } from '../../../layers/core/errors.ts';
import { issueTicket } from '../../../layers/core/exchange/index.ts';
import { find, must, notices } from '../../../layers/core/records.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import type { Sealed } from '../../../schemas/reveal.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const people: Resource = resourceSchema.parse({
  code: 'PEOPLE',
  name: '人口',
  nameEn: 'people',
  departments: ['police'],
  cycle: 'daily',
  grade: 2,
  mode: 'full',
  items: [
    { code: 'pid', name: '身份证号', type: 'text', identifier: 'resident-id', desensitise: 'token' },
    { code: 'sex', name: '性别', type: 'text' },
    { code: 'employer', name: '单位', type: 'text', identifier: 'party-id', desensitise: 'token-persons' },
    {
      code: 'employer_name',
      name: '单位名称',
      type: 'text',
      desensitise: 'token-persons',
      nameOf: 'employer',
    },
  ],
});
const request = { actor: 'clerk', department: 'police', resource: 'PEOPLE', item: 'pid' };
const use = { actor: 'system', department: 'police', resource: 'PEOPLE' };

async function open(dailyTokens = 5) {
  const ports = memoryPorts({ freshIndexes: true, settings: { dailyTokens } });
  await applyResource(ports)(people, 'operator');
  const day = ports.clock.now().toISOString().slice(0, 10);
  return { ports, day };
}

test('are made for items that become tokens, and counted', async () => {
  const { ports, day } = await open();
  const made = await makeTokens(ports)({ ...request, values: ['a', 'b', 'a'] });
  expect(made.tokens[0]).toBe(made.tokens[2]);
  expect(made).toMatchObject({ madeToday: 2, dailyTokens: 5 });
  expect((await must(ports.records, tokenDays, 'police', day)).value).toMatchObject({ made: 2, refused: 0 });
});

test('are made for items whose persons alone become tokens, each of its kind', async () => {
  const { ports, day } = await open();
  for (const item of ['employer', 'employer_name'])
    await makeTokens(ports)({ ...request, item, values: ['a'] });
  expect((await must(ports.records, tokenDays, 'police', day)).value).toMatchObject({ made: 2 });
});

test('are made for nobody else, and for no other item', async () => {
  const { ports } = await open();
  await expect(makeTokens(ports)({ ...request, department: 'power', values: ['a'] })).rejects.toThrow(
    Forbidden,
  );
  await expect(makeTokens(ports)({ ...request, item: 'sex', values: ['a'] })).rejects.toThrow(Refused);
});

test('are refused above the budget, whoever asks, with one alarm a day', async () => {
  const { ports, day } = await open();
  await meteredTokens(ports).reserve(use, { identifier: 4 });
  for (const values of [
    ['a', 'b'],
    ['c', 'd'],
  ])
    await expect(makeTokens(ports)({ ...request, values })).rejects.toThrow(TooMany);
  await expect(meteredTokens(ports).reserve(use, { name: 2 })).rejects.toMatchObject({
    code: 'token-budget',
  });
  expect((await must(ports.records, tokenDays, 'police', day)).value).toMatchObject({ made: 4, refused: 3 });
  expect(await find(ports.records, notices, 'operator', `token-day/police/${day}/used-up`)).toBeDefined();
  expect(
    ports.world.notices.filter((one) => (one as { severity: string }).severity === 'alarm'),
  ).toHaveLength(1);
  expect(await makeTokens(ports)({ ...request, values: ['e'] })).toMatchObject({ madeToday: 5 });
});

test('tickets keep no clear file of grade 2, and mask its name', async () => {
  const { ports } = await open();
  const file = { fileName: '张三13812345678.csv', size: 1, sha256: 'a'.repeat(64) };
  const ask = { department: 'police', actor: 'clerk', resource: 'PEOPLE', ...file };
  await expect(issueTicket(ports)({ ...ask, clear: true })).rejects.toMatchObject({
    code: 'not-desensitised',
  });
  await expect(issueTicket(ports)({ ...ask, desensitised: 2 })).rejects.toMatchObject({
    code: 'stale-description',
  });
  const { ticket } = await issueTicket(ports)({ ...ask, desensitised: 1 });
  expect(ticket).toMatchObject({ desensitised: 1, fileName: '张三138****5678.csv' });
});

describe('clear text', () => {
  const key = 'A'.repeat(124);
  const sealed: Sealed = { schema: 'sealed/1', ephemeral: key, nonce: 'A'.repeat(16), text: 'AAAA' };
  const wish = {
    actor: 'officer',
    department: 'tax',
    resource: 'PEOPLE',
    item: 'pid',
    token: '0'.repeat(64),
    reason: 'to serve a notice',
    caseReference: '1',
    publicKey: key,
  };

  test('is answered once, by somebody else than who asked, and is gone when its hours are over', async () => {
    const { ports } = await open();
    const { id, expires } = await askReveal(ports)(wish);
    const held = () => must(ports.records, reveals, id);
    await expect(answerReveal(ports)(await held(), 'officer', sealed)).rejects.toThrow(Forbidden);
    await answerReveal(ports)(await held(), 'clerk', sealed);
    await expect(answerReveal(ports)(await held(), 'clerk', sealed)).rejects.toThrow(Refused);
    expect(await expireReveal(ports, await held(), '2000-01-01T00:00:00.000Z')).toBe(false);
    expect(await expireReveal(ports, await held(), expires)).toBe(true);
    expect((await held()).value).toMatchObject({ stage: 'expired', answeredBy: 'clerk' });
    expect((await held()).value.sealed).toBeUndefined();
  });

  test('is asked for only of what became a token', async () => {
    const { ports } = await open();
    expect(await askReveal(ports)({ ...wish, item: 'employer' })).toMatchObject({ stage: 'asked' });
    await expect(askReveal(ports)({ ...wish, item: 'sex' })).rejects.toThrow(Refused);
  });
});
