import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCredentials } from '../../../host/credentials.ts';
import { makeFolder } from '../../acceptance/files.ts';

const at = { url: 'http://127.0.0.1:1', rootKey: 'key' };
const asking = (authorization: string) => new Request('http://x/', { headers: { authorization } });
const read = (folder: string) => JSON.parse(readFileSync(join(folder, 'credentials.json'), 'utf8'));

test('each token stands for its holder, and only for that one', async () => {
  const folder = await makeFolder();
  const keeper = openCredentials(folder, at);
  keeper.grant(['power', 'aic']);
  const { operator, departments } = read(folder);
  expect(keeper.isNew).toBe(true);
  expect(keeper.identify(asking(`Bearer ${operator.token}`))).toMatchObject({ roles: ['operator'] });
  expect(keeper.identify(asking(`bearer ${departments.power.token}`))).toMatchObject({
    department: 'power',
    roles: ['catalog-manager', 'provider', 'receiver'],
  });
  for (const wrong of [
    '',
    'Bearer ',
    `Basic ${operator.token}`,
    `Bearer ${operator.token}x`,
    'Bearer undefined',
  ])
    expect(keeper.identify(asking(wrong))).toBeUndefined();
  expect(statSync(keeper.path).mode & 0o777).toBe(0o600);
});

test('tokens stay over a restart; the address follows the host', async () => {
  const folder = await makeFolder();
  openCredentials(folder, at).grant(['power']);
  const before = read(folder);
  const again = openCredentials(folder, { ...at, url: 'http://127.0.0.1:2' });
  again.grant(['power']);
  expect(again.isNew).toBe(false);
  expect(read(folder)).toEqual({ ...before, url: 'http://127.0.0.1:2' });
});

test('a pair of keys stands for its holder; a file of an earlier release gets its own once', async () => {
  const folder = await makeFolder();
  openCredentials(folder, at).grant(['power']);
  const old = read(folder);
  for (const one of [old.operator, old.departments.power]) {
    delete one.accessKeyId;
    delete one.secretAccessKey;
  }
  writeFileSync(join(folder, 'credentials.json'), JSON.stringify(old));
  openCredentials(folder, at);
  const { operator, departments } = read(folder);
  const keeper = openCredentials(folder, at);
  expect(read(folder).operator).toEqual(operator);
  expect(operator.token).toBe(old.operator.token);
  expect(operator.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
  expect(operator.secretAccessKey).toHaveLength(40);
  expect(keeper.holderOf(departments.power.accessKeyId)).toEqual({
    secret: departments.power.secretAccessKey,
    claimed: {
      name: 'power-application',
      department: 'power',
      roles: ['catalog-manager', 'provider', 'receiver'],
    },
  });
  expect(keeper.holderOf('AKIAAAAAAAAAAAAAAAAA')).toBeUndefined();
});

test('a damaged file is named and not overwritten', async () => {
  const folder = await makeFolder();
  writeFileSync(join(folder, 'credentials.json'), '{');
  expect(() => openCredentials(folder, at)).toThrow(/credentials\.json/);
  expect(readFileSync(join(folder, 'credentials.json'), 'utf8')).toBe('{');
});
