import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '../../../cli/connection.ts';
import { makeFolder } from '../../acceptance/files.ts';

const token = (name: string) => ({ token: name.repeat(8) });

async function folderWith(files: Record<string, unknown>): Promise<string> {
  const folder = await makeFolder();
  for (const [name, value] of Object.entries(files))
    await writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  return folder;
}

const credentials = {
  url: 'http://old',
  operator: token('operator'),
  auditor: token('auditor'),
  departments: { power: token('power') },
};

test('the address comes from the option, the environment, the running host, the credentials, in this order', async () => {
  const folder = await folderWith({ 'credentials.json': credentials, 'host.json': { url: 'http://host' } });
  const home = { SHUIYUAN_HOME: folder };
  expect(connect({ url: 'http://a' }, { ...home, SHUIYUAN_URL: 'http://b' }).url).toBe('http://a');
  expect(connect({}, { ...home, SHUIYUAN_URL: 'http://b' }).url).toBe('http://b');
  expect(connect({}, home).url).toBe('http://host');
  const stopped = await folderWith({ 'credentials.json': credentials });
  expect(connect({}, { SHUIYUAN_HOME: stopped }).url).toBe('http://old');
});

test('without any address it is said how to give one', async () => {
  const home = { SHUIYUAN_HOME: await makeFolder() };
  expect(() => connect({}, home)).toThrow(expect.objectContaining({ status: 2 }));
});

test('nobody gets a token that is not there, and inherited names are none', async () => {
  const folder = await folderWith({ 'credentials.json': credentials });
  const home = { SHUIYUAN_HOME: folder };
  for (const as of ['nobody', 'constructor', '__proto__'])
    expect(() => connect({ as }, home).as()).toThrow(expect.objectContaining({ status: 2 }));
  expect(() => connect({}, home).as()).toThrow(/--as/);
  expect(connect({ as: 'power' }, home).as()).toBeDefined();
});

test('a damaged credentials file is named', async () => {
  const folder = await folderWith({ 'credentials.json': '{' });
  expect(() => connect({ url: 'http://a' }, { SHUIYUAN_HOME: folder })).toThrow(/credentials\.json/);
});

test('a token of the data folder goes to its own platform only, whichever name of this machine is used', async () => {
  const issued = { ...credentials, url: 'http://127.0.0.1:8620', rootKey: 'root' };
  const folder = await folderWith({ 'credentials.json': issued });
  const home = { SHUIYUAN_HOME: folder };
  for (const url of ['http://127.0.0.1:8620/', 'http://localhost:8620'])
    expect(connect({ url, as: 'power' }, home).as()).toBeDefined();
  for (const url of [
    'http://127.0.0.1:8621',
    'https://127.0.0.1:8620',
    'http://evil.example',
    'http://127.0.0.1:8620@evil.example',
  ]) {
    const elsewhere = connect({ url, as: 'power' }, home);
    expect(() => elsewhere.as()).toThrow(/not sent to/);
    expect(elsewhere.rootKey).toBeUndefined();
    expect(connect({ url, as: 'power', token: 'given' }, home).as()).toBeDefined();
  }
});

test('a token whose platform is not known goes nowhere', async () => {
  const { url: _none, ...nowhere } = credentials;
  const folder = await folderWith({ 'credentials.json': nowhere });
  expect(() => connect({ url: 'http://a', as: 'power' }, { SHUIYUAN_HOME: folder }).as()).toThrow(
    /not sent to/,
  );
});
