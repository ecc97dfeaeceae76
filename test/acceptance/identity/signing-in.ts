/** The ways of signing in, walked as a person or a program does. */
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { Secret, TOTP } from 'otpauth';
import type { Account } from '../../../schemas/account.ts';
import type { InvitationCode, InvitationLink } from '../../../schemas/sign-in-api.ts';
import { openEmbedded } from '../embedded-home.ts';
import { api, type Home } from '../home.ts';
import { Browser, type Page } from './browser.ts';

/** A home under a name and not under a bare address: passkeys need one. */
export async function openNamedHome(
  environment: Record<string, string> = {},
): Promise<Home & { origin: string }> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const home = await openEmbedded({
    PORT: String(port),
    HOST: 'localhost',
    SHUIYUAN_ADDRESS: origin,
    ...environment,
  });
  return Object.assign(home, { origin });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

let made = 0;

export interface Person {
  readonly name: string;
  readonly password: string;
}

type About = { readonly roles?: readonly string[]; readonly ofCity?: boolean };

/** An account, without a password yet: of the department power, or of the city. */
export async function addAccount(
  home: Home,
  { roles = ['provider'], ofCity = false }: About = {},
): Promise<string> {
  made += 1;
  const name = `person-${made}-${randomBytes(2).toString('hex')}`;
  const place = ofCity ? {} : { department: 'power' };
  const body = JSON.stringify({ name, displayName: `测试${made}`, roles, reason: '测试', ...place });
  const account = await api<Account>(home, home.tokens.securityOfficer, '/users', { method: 'POST', body });
  await confirm(home, account);
  return name;
}

/** Roles of weight wait for a second officer, once the directory has two. */
export async function confirm(home: Home, { name, proposed }: Account): Promise<void> {
  if (!proposed) return;
  await api(home, home.tokens.secondOfficer, `/users/${name}/confirmation`, { method: 'POST', body: '{}' });
}

export const invite = (home: Home, name: string, resets: 'password' | 'all' = 'password') =>
  api<InvitationLink>(home, home.tokens.securityOfficer, `/users/${name}/invitation`, {
    method: 'POST',
    body: JSON.stringify({ resets }),
  });

/** The code of an invitation, by an officer who did not make it. */
export const vouch = (home: Home, name: string, token = home.tokens.secondOfficer) =>
  api<InvitationCode>(home, token, `/users/${name}/invitation/code`, { method: 'POST' });

/** An account with a password, by invitation. */
export async function addPerson(home: Home, about: About = {}): Promise<Person> {
  const name = await addAccount(home, about);
  const password = `${randomBytes(9).toString('base64url')} lantern river`;
  const { url, needsCode } = await invite(home, name);
  const code = needsCode ? (await vouch(home, name)).code : '';
  const browser = new Browser(new URL(url).origin);
  const page = await browser.submit(await browser.get(url), { password, again: password, code });
  if (page.status !== 200) throw new Error(`the invitation was not accepted: ${page.text}`);
  return { name, password };
}

export interface Begun {
  readonly browser: Browser;
  readonly page: Page;
  readonly verifier: string;
  readonly redirect: string;
}

/** Asks for a code as the console does; the page is the first one shown. */
export async function begin(
  origin: string,
  { browser = new Browser(origin), ...more }: { browser?: Browser } & Record<string, unknown> = {},
): Promise<Begun> {
  const verifier = randomBytes(32).toString('base64url');
  const redirect = `${origin}/console/signed-in`;
  const parameters = new URLSearchParams({
    client_id: 'shuiyuan-console',
    response_type: 'code',
    scope: 'openid profile',
    redirect_uri: redirect,
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(more as Record<string, string>),
  });
  return { browser, page: await browser.get(`/oidc/auth?${parameters}`), verifier, redirect };
}

export const enterPassword = ({ browser, page }: Begun, { name, password }: Person): Promise<Page> =>
  browser.submit(page, { account: name, password }, '/password');

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly expires_in: number;
}

export async function askToken(
  origin: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Tokens & { error?: string } }> {
  const response = await fetch(`${origin}/oidc/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(fields),
  });
  return { status: response.status, body: (await response.json()) as Tokens & { error?: string } };
}

/** Turns the code the sign-in ended with into tokens. */
export async function redeem(origin: string, { verifier, redirect }: Begun, last: Page): Promise<Tokens> {
  const code = last.left?.searchParams.get('code');
  if (!code) throw new Error(`no code came: ${last.status} ${last.url} ${last.text}`);
  const { status, body } = await askToken(origin, {
    grant_type: 'authorization_code',
    client_id: 'shuiyuan-console',
    code,
    redirect_uri: redirect,
    code_verifier: verifier,
  });
  if (status !== 200) throw new Error(`the code was not taken: ${JSON.stringify(body)}`);
  return body;
}

/** The whole way with a password alone. */
export async function signIn(origin: string, person: Person): Promise<Tokens & { browser: Browser }> {
  const begun = await begin(origin);
  const tokens = await redeem(origin, begun, await enterPassword(begun, person));
  return { ...tokens, browser: begun.browser };
}

export const refresh = (origin: string, token: string) =>
  askToken(origin, { grant_type: 'refresh_token', client_id: 'shuiyuan-console', refresh_token: token });

/** What the API says to a token. */
export const ask = (home: Home, token: string, path = '/me'): Promise<Response> =>
  fetch(`${home.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });

/** The secret a page shows to be entered by hand. */
export const secretOn = ({ text }: Page): string =>
  (/<code>((?:[A-Z2-7]{4} ?)+)<\/code>/.exec(text)?.[1] ?? '').replaceAll(' ', '');

/** The code an authenticator would show `steps` periods from now. */
export const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

export const recoveryOn = ({ text }: Page): string[] =>
  [...text.matchAll(/<li><code>([a-z0-9-]+)<\/code>/g)].map(([, code]) => code ?? '');
