/** Signing in to an embedded home: pages, passwords, second factors, tokens and sessions, over HTTP. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import type { Account } from '../../schemas/account.ts';
import type { Me, Session } from '../../schemas/sign-in-api.ts';
import { makeFolder } from './files.ts';
import { api, type Home, project, shuiyuan, until } from './home.ts';
import { Browser } from './identity/browser.ts';
import {
  addAccount,
  addPerson,
  ask,
  begin,
  codeOf,
  confirm,
  enterPassword,
  invite,
  openNamedHome,
  type Person,
  recoveryOn,
  redeem,
  refresh,
  secretOn,
  signIn,
  vouch,
} from './identity/signing-in.ts';
import { SoftwareAuthenticator } from './identity/software-authenticator.ts';

const slow = 120_000;
let home: Home & { origin: string };
beforeAll(async () => {
  home = await openNamedHome();
}, slow);
afterAll(async () => home?.close(), slow);

describe('a password', () => {
  test('is set by an invitation, once', async () => {
    const name = await addAccount(home);
    const { url } = await invite(home, name);
    const browser = new Browser(home.origin);
    const form = await browser.get(url);
    expect((await browser.submit(form, { password: 'short', again: 'short' })).text).toContain(
      '至少 12 个字符',
    );
    const own = `${name}${name}`;
    expect((await browser.submit(form, { password: own, again: own })).text).toContain('账号名');
    const good = 'violet kettle orbit';
    expect((await browser.submit(form, { password: good, again: good })).text).toContain('密码已设置');
    expect((await browser.submit(form, { password: good, again: good })).status).toBe(404);
    expect((await browser.get(url)).status).toBe(404);
  });

  test('is not set by an invitation that another has followed', async () => {
    const name = await addAccount(home);
    const first = await invite(home, name);
    const second = await invite(home, name);
    const browser = new Browser(home.origin);
    expect((await browser.get(first.url)).status).toBe(404);
    expect((await browser.get(second.url)).status).toBe(200);
  });

  test('lets its owner in, by the account’s record', async () => {
    const person = await addPerson(home);
    const { access_token, id_token } = await signIn(home.origin, person);
    expect(decodeJwt(id_token)).toMatchObject({
      sub: person.name,
      aud: 'shuiyuan-console',
      roles: ['provider'],
    });
    const me = (await (await ask(home, access_token)).json()) as Me;
    expect(me).toMatchObject({ name: person.name, department: 'power', roles: ['provider'], amr: ['pwd'] });
  });

  test('that is wrong is answered like an account that does not exist', async () => {
    const person = await addPerson(home);
    const texts = await Promise.all(
      [
        { ...person, password: 'not the password' },
        { name: 'nobody-here', password: 'not the password' },
      ].map(async (one) => {
        const page = await enterPassword(await begin(home.origin), one);
        expect(page.status).toBe(400);
        return page.text.replaceAll(one.name, '').replace(/interaction\/[\w-]+/g, '');
      }),
    );
    expect(texts[0]).toBe(texts[1]);
  });

  test('waits after five wrong ones, known account or not, until the security officer unlocks it', async () => {
    const person = await addPerson(home);
    for (const name of [person.name, 'nobody-either']) {
      const begun = await begin(home.origin);
      for (let turn = 0; turn < 5; turn += 1)
        expect((await enterPassword(begun, { name, password: 'wrong wrong wrong' })).text).toContain(
          '不正确',
        );
      expect((await enterPassword(begun, { name, password: person.password })).text).toContain('秒后再试');
    }
    const init = { method: 'POST', headers: { authorization: `Bearer ${home.tokens.securityOfficer}` } };
    const unlocked = await fetch(`${home.url}/api/v1/users/${person.name}/unlock`, init);
    expect(unlocked.status).toBe(204);
    expect((await ask(home, (await signIn(home.origin, person)).access_token)).status).toBe(200);
  });

  test('is changed by its owner, which ends all other sign-ins', async () => {
    const person = await addPerson(home);
    const elsewhere = await signIn(home.origin, person);
    const here = await signIn(home.origin, person);
    const page = await here.browser.get('/oidc/account');
    const fields = {
      current: person.password,
      password: 'amber tunnel harvest',
      again: 'amber tunnel harvest',
    };
    expect((await here.browser.submit(page, fields, '/password')).text).toContain('密码已更换');
    expect((await ask(home, elsewhere.access_token)).status).toBe(401);
    expect((await refresh(home.origin, elsewhere.refresh_token)).status).toBe(400);
    const again = await enterPassword(await begin(home.origin), person);
    expect(again.status).toBe(400);
  });

  test('stands nowhere in the data folder', async () => {
    const person = await addPerson(home);
    await signIn(home.origin, person);
    for (const file of [
      'identity.sqlite',
      'identity.sqlite-wal',
      'home.sqlite',
      'home.sqlite-wal',
      'logs/host.log',
    ])
      expect(readFileSync(join(home.folder, file)).includes(person.password)).toBe(false);
  });
});

describe('once two security officers of the city can sign in, an invitation', () => {
  let own: Home & { origin: string };
  beforeAll(async () => {
    own = await openNamedHome();
    for (let count = 0; count < 2; count += 1)
      await addPerson(own, { roles: ['security-officer'], ofCity: true });
  }, slow);
  afterAll(async () => own?.close(), slow);

  test('takes a code that another officer gave, which who made the link cannot have', async () => {
    const name = await addAccount(own);
    const { url, needsCode } = await invite(own, name);
    expect(needsCode).toBe(true);
    const browser = new Browser(own.origin);
    const form = await browser.get(url);
    expect(form.text).toContain('邀请码');
    const password = 'violet kettle orbit';
    const submit = (code: string) => browser.submit(form, { password, again: password, code });
    await expect(vouch(own, name, own.tokens.securityOfficer)).rejects.toThrow('409');
    expect((await submit('abcde-fghjk')).text).toContain('邀请码不正确');
    const told = await shuiyuan(own, ['user', 'code', name, '--as', 'second-officer']);
    const [code = ''] = told.stdout.split('\n');
    expect((await submit(code.toUpperCase())).text).toContain('密码已设置');
    expect(await signIn(own.origin, { name, password })).toHaveProperty('access_token');
  });
});

describe('a second step', () => {
  test('is set up by whoever has a role that needs it, and asked for from then on', async () => {
    const person = await addPerson(home, { roles: ['auditor'], ofCity: true });
    const first = await begin(home.origin);
    const enrolment = await enterPassword(first, person);
    const secret = secretOn(enrolment);
    const shown = await first.browser.submit(enrolment, { code: codeOf(secret) }, '/enrol');
    const codes = recoveryOn(shown);
    expect(codes).toHaveLength(10);
    const tokens = await redeem(home.origin, first, await first.browser.submit(shown, {}, '/continue'));
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      acr: 'urn:shuiyuan:acr:2',
      amr: ['pwd', 'otp', 'mfa'],
    });
    expect((await ask(home, tokens.access_token)).status).toBe(200);

    const second = await begin(home.origin);
    const asked = await enterPassword(second, person);
    expect(asked.text).toContain('第二步验证');
    const replayed = await second.browser.submit(asked, { code: codeOf(secret) }, '/code');
    expect(replayed.text).toContain('不正确或已使用');
    const through = await second.browser.submit(replayed, { code: codeOf(secret, 1) }, '/code');
    expect(through.left?.searchParams.get('code')).toBeTruthy();

    const third = await begin(home.origin);
    const [recovery = ''] = codes;
    const page = await enterPassword(third, person);
    expect((await third.browser.submit(page, { code: recovery }, '/code')).left).toBeDefined();
    const fourth = await begin(home.origin);
    const last = await enterPassword(fourth, person);
    expect((await fourth.browser.submit(last, { code: recovery }, '/code')).status).toBe(400);
  });

  test('cannot be guessed by whoever knows the password', async () => {
    const person = await addPerson(home, { roles: ['auditor'], ofCity: true });
    const begun = await begin(home.origin);
    const enrolment = await enterPassword(begun, person);
    await begun.browser.submit(enrolment, { code: codeOf(secretOn(enrolment)) }, '/enrol');
    const other = await begin(home.origin);
    let page = await enterPassword(other, person);
    for (let turn = 0; turn < 5; turn += 1)
      page = await other.browser.submit(page, { code: '000000' }, '/code');
    page = await other.browser.submit(page, { code: codeOf(secretOn(enrolment), 1) }, '/code');
    expect(page.text).toContain('秒后再试');
  });

  test('is missed by the API in a token that was made before the role needed it', async () => {
    const person = await addPerson(home, { roles: ['official'], ofCity: true });
    const { access_token } = await signIn(home.origin, person);
    expect((await ask(home, access_token)).status).toBe(200);
    const body = JSON.stringify({ roles: ['auditor'], reason: '调任' });
    const path = `/users/${person.name}/changes`;
    await confirm(
      home,
      await api<Account>(home, home.tokens.securityOfficer, path, { method: 'POST', body }),
    );
    expect((await ask(home, access_token)).status).toBe(401);
  });
});

describe('a passkey', () => {
  async function withPasskey(person: Person, counts = true) {
    const { browser } = await signIn(home.origin, person);
    const authenticator = new SoftwareAuthenticator(home.origin, { counts });
    const { body: options } = await browser.postJson('/oidc/account/passkeys/options', {});
    const credential = authenticator.register(options);
    const added = await browser.postJson('/oidc/account/passkeys', { name: '办公室电脑', credential });
    expect(added).toMatchObject({ status: 200 });
    return { browser, authenticator };
  }

  async function signInBy(
    authenticator: SoftwareAuthenticator,
    how: { verified?: boolean; origin?: string } = {},
  ) {
    const begun = await begin(home.origin);
    const base = begun.page.url.replace(home.origin, '');
    const { body: options } = await begun.browser.postJson(`${base}/passkey/options`, {});
    const answer = authenticator.signIn(options, how);
    const { status, body } = await begun.browser.postJson(`${base}/passkey`, answer);
    return { begun, base, answer, status, next: String(body.next) };
  }

  test('lets its owner in without a password, as strongly as two factors', async () => {
    const person = await addPerson(home);
    const { browser, authenticator } = await withPasskey(person);
    expect((await browser.get('/oidc/account')).text).toContain('办公室电脑');
    const { begun, next } = await signInBy(authenticator);
    const { access_token } = await redeem(home.origin, begun, await begun.browser.get(next));
    expect((await (await ask(home, access_token)).json()) as Me).toMatchObject({
      name: person.name,
      acr: 'urn:shuiyuan:acr:2',
      amr: ['hwk', 'mfa'],
    });
  });

  test('is the second step of a password', async () => {
    const person = await addPerson(home);
    const { authenticator } = await withPasskey(person, false);
    const begun = await begin(home.origin);
    const page = await enterPassword(begun, person);
    expect(page.text).toContain('第二步验证');
    const base = page.url.replace(home.origin, '');
    const { body: options } = await begun.browser.postJson(`${base}/passkey/options`, {});
    const { body } = await begun.browser.postJson(`${base}/passkey`, authenticator.signIn(options));
    expect((await begun.browser.get(String(body.next))).left).toBeDefined();
  });

  test('is refused from another site, without its owner’s gesture, and when its answer comes twice', async () => {
    const person = await addPerson(home);
    const { authenticator } = await withPasskey(person);
    expect((await signInBy(authenticator, { origin: 'https://elsewhere.example' })).status).toBe(400);
    expect((await signInBy(authenticator, { verified: false })).status).toBe(400);
    const { begun, base, answer, status } = await signInBy(authenticator);
    expect(status).toBe(200);
    expect((await begun.browser.postJson(`${base}/passkey`, answer)).status).toBe(400);
  });

  test('that was copied is found out by its count', async () => {
    const person = await addPerson(home);
    const { authenticator } = await withPasskey(person);
    const copy = authenticator.copy();
    expect((await signInBy(authenticator)).status).toBe(200);
    expect((await signInBy(copy)).status).toBe(400);
  });

  test('is given a name, and removed', async () => {
    const person = await addPerson(home);
    const { browser, authenticator } = await withPasskey(person);
    const page = await browser.submit(await browser.get('/oidc/account'), { name: '家里' }, '/rename');
    expect(page.text).toContain('家里');
    await browser.submit(page, {}, '/passkeys/remove');
    expect((await signInBy(authenticator)).status).toBe(400);
  });
});

describe('tokens', () => {
  test('that refresh are used once; used twice, the whole sign-in ends', async () => {
    const { access_token, refresh_token } = await signIn(home.origin, await addPerson(home));
    const next = await refresh(home.origin, refresh_token);
    expect(next.status).toBe(200);
    expect((await ask(home, next.body.access_token)).status).toBe(200);
    expect((await refresh(home.origin, refresh_token)).body.error).toBe('invalid_grant');
    expect((await refresh(home.origin, next.body.refresh_token)).body.error).toBe('invalid_grant');
    expect((await ask(home, next.body.access_token)).status).toBe(401);
    expect((await ask(home, access_token)).status).toBe(401);
  });

  test('end with the account', async () => {
    const person = await addPerson(home);
    const { access_token, refresh_token } = await signIn(home.origin, person);
    const body = JSON.stringify({ status: 'suspended', reason: '测试' });
    await api(home, home.tokens.securityOfficer, `/users/${person.name}/status`, { method: 'PUT', body });
    expect((await ask(home, access_token)).status).toBe(403);
    expect((await refresh(home.origin, refresh_token)).status).toBe(400);
  });

  test('need the verifier of whoever began', async () => {
    const begun = await begin(home.origin);
    const last = await enterPassword(begun, await addPerson(home));
    const stolen = { ...begun, verifier: 'another'.repeat(8) };
    await expect(redeem(home.origin, stolen, last)).rejects.toThrow('invalid_grant');
  });
});

describe('sign-ins', () => {
  test('are listed and ended by their owner, at once', async () => {
    const person = await addPerson(home);
    const one = await signIn(home.origin, person);
    const other = await signIn(home.origin, person);
    const list = (await (await ask(home, one.access_token, '/me/sessions')).json()) as { items: Session[] };
    expect(list.items.filter(({ kind }) => kind === 'application')).toHaveLength(2);
    expect(list.items.some(({ agent }) => agent === 'test browser')).toBe(true);
    const mine = String(decodeJwt(other.access_token).grant);
    const ended = await fetch(`${home.url}/api/v1/me/sessions/${mine}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${one.access_token}` },
    });
    expect(ended.status).toBe(204);
    expect((await ask(home, other.access_token)).status).toBe(401);
    expect((await ask(home, one.access_token)).status).toBe(200);
  });

  test('of others are ended by the security officer, and by nobody else', async () => {
    const [person, other] = [await addPerson(home), await addPerson(home)];
    const [tokens, stranger] = [await signIn(home.origin, person), await signIn(home.origin, other)];
    const end = (token: string) =>
      fetch(`${home.url}/api/v1/users/${person.name}/sessions`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${token}` },
      });
    expect((await end(stranger.access_token)).status).toBe(403);
    expect((await ask(home, tokens.access_token)).status).toBe(200);
    expect((await end(home.tokens.securityOfficer)).status).toBe(200);
    expect((await ask(home, tokens.access_token)).status).toBe(401);
    const page = await tokens.browser.get('/oidc/account');
    expect(page.text).toContain('name="password"');
    expect(page.text).not.toContain(person.name);
  });

  test('end when their owner signs out', async () => {
    const { browser, access_token } = await signIn(home.origin, await addPerson(home));
    const page = await browser.get('/oidc/session/end');
    expect((await browser.submit(page, { logout: 'yes' })).text).toContain('已退出');
    expect((await ask(home, access_token)).status).toBe(401);
  });

  test(
    'go on after the host was killed in the middle of one',
    async () => {
      const person = await addPerson(home);
      const kept = await signIn(home.origin, person);
      const begun = await begin(home.origin);
      const holder = () =>
        JSON.parse(readFileSync(join(home.folder, 'host.json'), 'utf8')) as { pid: number };
      const before = holder().pid;
      process.kill(before, 'SIGKILL');
      await until('the next host', async () => {
        const up =
          holder().pid !== before && (await fetch(`${home.url}/api/v1/health`).catch(() => undefined))?.ok;
        return up || undefined;
      });
      expect((await ask(home, kept.access_token)).status).toBe(200);
      expect((await refresh(home.origin, kept.refresh_token)).status).toBe(200);
      const tokens = await redeem(home.origin, begun, await enterPassword(begun, person));
      expect((await ask(home, tokens.access_token)).status).toBe(200);
    },
    slow,
  );
});

describe('the pages', () => {
  test('take forms from themselves alone', async () => {
    const person = await addPerson(home);
    const { browser, page } = await begin(home.origin);
    const path = `${page.url.replace(home.origin, '')}/password`;
    const sent = { account: person.name, password: person.password };
    expect((await browser.post(path, sent, 'https://elsewhere.example')).status).toBe(403);
    expect((await browser.post(path, sent, 'null')).status).toBe(403);
    expect((await browser.post(path, sent)).left).toBeDefined();
  });

  test('ask nothing of other sites, and cannot be framed', async () => {
    for (const path of ['/oidc/account', '/oidc/device', '/oidc/session/end', '/oidc/invitation/none']) {
      const response = await fetch(home.origin + path);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|https?:/);
      expect(await response.text()).not.toMatch(
        /(?:src|href)="https?:|<link rel="stylesheet" href="(?!\/oidc)/,
      );
    }
  });

  test('name the platform by its own address, whatever a request calls it', async () => {
    const response = await fetch(`${home.origin}/oidc/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'elsewhere.example', 'x-forwarded-proto': 'https' },
    });
    expect(JSON.stringify(await response.json())).not.toContain('elsewhere');
  });
});

describe('the command line', () => {
  interface Login {
    readonly ended: Promise<{ status: number; stdout: string }>;
    readonly code: string;
  }

  /** Starts `shuiyuan login` and gives the code it shows. */
  async function startLogin(folder: string): Promise<Login> {
    const args = [
      '--disable-warning=ExperimentalWarning',
      join(project, 'cli', 'main.ts'),
      'login',
      '--json',
    ];
    const { SHUIYUAN_TOKEN: _, ...usual } = process.env;
    const child = spawn(process.execPath, args, {
      env: { ...usual, SHUIYUAN_HOME: folder, SHUIYUAN_URL: home.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [said, stdout] = ['', ''];
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    const ended = once(child, 'close').then(([status]) => ({ status: Number(status), stdout }));
    const code = await until('the device code', async () => /[A-Z]{4}-[A-Z]{4}/.exec(said)?.[0]);
    return { ended, code };
  }

  async function enterCode(browser: Browser, code: string, person: Person): Promise<string> {
    const asked = await browser.submit(await browser.get('/oidc/device'), { user_code: code });
    expect(asked.text).toContain(code);
    const signingIn = await browser.submit(asked);
    return (await enterPassword({ browser, page: signingIn, verifier: '', redirect: '' }, person)).text;
  }

  test(
    'signs in by a code entered elsewhere, stays signed in, and signs out',
    async () => {
      const person = await addPerson(home);
      const folder = await makeFolder();
      const env = { SHUIYUAN_HOME: folder, SHUIYUAN_URL: home.url };
      const run = async (...args: string[]) => shuiyuan(home, [...args, '--json'], env);
      const { ended, code } = await startLogin(folder);
      expect(await enterCode(new Browser(home.origin), code, person)).toContain('命令行已登录');
      const { status, stdout } = await ended;
      expect({ status, me: JSON.parse(stdout) }).toMatchObject({ status: 0, me: { name: person.name } });

      const [file = ''] = readdirSync(join(folder, 'cli', 'sign-in'));
      expect(statSync(join(folder, 'cli', 'sign-in', file)).mode & 0o777).toBe(0o600);
      expire(join(folder, 'cli', 'sign-in', file));
      const both = await Promise.all([run('whoami'), run('session', 'list')]);
      expect(both.map((one) => one.status)).toEqual([0, 0]);
      const sessions = (JSON.parse(both[1]?.stdout ?? '{}') as { items: Session[] }).items;
      expect(sessions.find(({ current }) => current)).toMatchObject({ client: 'shuiyuan-cli' });

      expect((await run('logout')).status).toBe(0);
      expect((await run('whoami')).status).toBe(2);
    },
    slow,
  );

  test(
    'is told when its sign-in was ended elsewhere',
    async () => {
      const person = await addPerson(home);
      const folder = await makeFolder();
      const { ended, code } = await startLogin(folder);
      await enterCode(new Browser(home.origin), code, person);
      await ended;
      const args = ['session', 'end', '--all', '--user', person.name];
      expect((await shuiyuan(home, [...args, '--as', 'security-officer'])).status).toBe(0);
      const env = { SHUIYUAN_HOME: folder, SHUIYUAN_URL: home.url };
      const asked = await shuiyuan(home, ['whoami'], env);
      expect(asked.status).toBe(1);
      const [file = ''] = readdirSync(join(folder, 'cli', 'sign-in'));
      expire(join(folder, 'cli', 'sign-in', file));
      expect((await shuiyuan(home, ['whoami'], env)).stderr).toContain('请重新登录');
    },
    slow,
  );

  /** As if the access token's ten minutes were over. */
  function expire(file: string): void {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...kept, expires: 0 }));
  }
});
