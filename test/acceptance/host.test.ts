/** The host as a program: one a folder, up again after a crash, down in good order. */
import { readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { awaitReady, readCredentials, type StartedHost, startHost, stopHost } from './embedded-home.ts';
import { makeFolder } from './files.ts';
import { until } from './home.ts';

const slow = 120_000;
let folder = '';
let host: StartedHost;

beforeAll(async () => {
  folder = await makeFolder();
  host = startHost(folder);
  await awaitReady(host);
}, slow);

afterAll(async () => {
  await stopHost(host);
  await rm(folder, { recursive: true, force: true });
}, slow);

const holder = (): { url: string; pid: number } =>
  JSON.parse(readFileSync(join(folder, 'host.json'), 'utf8'));

const isUp = (url: string): Promise<boolean> =>
  fetch(`${url}/api/v1/health`).then(
    ({ ok }) => ok,
    () => false,
  );

test(
  'a second host on the folder is refused and told of the first',
  async () => {
    const second = startHost(folder);
    await until('the refusal', async () => (second.child.exitCode === null ? undefined : true));
    expect(second.child.exitCode).toBe(1);
    expect(second.said()).toContain(String(holder().pid));
    expect(await isUp(holder().url)).toBe(true);
  },
  slow,
);

test(
  'a taken port is told by its number',
  async () => {
    const port = new URL(holder().url).port;
    const other = startHost(await makeFolder(), { PORT: port });
    await until('the refusal', async () => (other.child.exitCode === null ? undefined : true));
    expect(other.child.exitCode).toBe(1);
    expect(other.said()).toContain(port);
  },
  slow,
);

test('credentials are for their owner alone, one a department', () => {
  expect(statSync(join(folder, 'credentials.json')).mode & 0o777).toBe(0o600);
  expect(Object.keys(readCredentials(folder).departments)).toEqual(
    expect.arrayContaining(['power', 'local-tax']),
  );
});

test('a department registered while it runs gets credentials that work', async () => {
  const { url, operator } = readCredentials(folder);
  const headers = { authorization: `Bearer ${operator.token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: '气象局', nameEn: 'Meteorological Bureau' });
  const put = await fetch(`${url}/api/v1/departments/weather`, { method: 'PUT', headers, body });
  expect(put.status).toBe(200);
  const token = readCredentials(folder).departments.weather?.token;
  const inbox = await fetch(`${url}/api/v1/inbox`, { headers: { authorization: `Bearer ${token}` } });
  expect(await inbox.json()).toMatchObject({ items: [] });
});

test('the page at / runs no script and frames nothing', async () => {
  const page = await fetch(holder().url);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('/api/v1/docs');
});

test('what the log holds names no token and no person', async () => {
  const { url, operator } = readCredentials(folder);
  const path = '/api/v1/ledger/entries?record=batch%2F520102199001019987';
  await fetch(url + path, { headers: { authorization: `Bearer ${operator.token}` } });
  const log = await until('the line', async () => {
    const text = readFileSync(join(folder, 'logs', 'host.log'), 'utf8');
    return text.includes('ledger/batch/') ? text : undefined;
  });
  expect(log).not.toContain('520102199001019987');
  expect(log).not.toContain(operator.token);
});

test(
  'a host that is killed is up again under the same address',
  async () => {
    const before = holder();
    process.kill(before.pid, 'SIGKILL');
    await until('the next host', async () => {
      try {
        return holder().pid !== before.pid && (await isUp(before.url)) ? true : undefined;
      } catch {
        return undefined;
      }
    });
    expect(holder().url).toBe(before.url);
  },
  slow,
);

test(
  'a stop ends it with 0 and leaves no process behind',
  async () => {
    const { pid, url } = holder();
    expect(await stopHost(host)).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow();
    expect(await isUp(url)).toBe(false);
  },
  slow,
);
