/** Which platform, and as whom: options, then the environment, then the files of the data folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ApiClient, createApiClient } from './api-client.ts';
import { WrongUsage } from './failures.ts';
import { currentToken, hasSignIn } from './sign-in/kept-sign-in.ts';

export interface ConnectionOptions {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly as?: string | undefined;
}

interface CredentialsFile {
  /** Where its tokens were issued, and the only place they are sent to beside the host of this folder. */
  readonly url?: string;
  readonly rootKey?: string;
  readonly operator?: { token: string };
  readonly auditor?: { token: string };
  readonly securityOfficer?: { token: string };
  readonly departments?: Record<string, { token: string }>;
  readonly people?: Record<string, { token: string }>;
}

export interface Connection {
  /** Data folder: for the credentials, and where the command line keeps what it must remember. */
  readonly folder: string;
  readonly url: string;
  /** Whom the operator's commands and the others are done as, unless --as says so. */
  as(usual?: string): ApiClient;
  /** The one --as names. @throws WrongUsage when it is not given */
  department(): string;
  readonly asked: string | undefined;
  /** Was a token given, so that nobody has to be named? */
  readonly hasToken: boolean;
  /** Root key of the data folder's own platform; undefined when it is another that is asked. */
  readonly rootKey: string | undefined;
}

const project = join(import.meta.dirname, '..');

/** $SHUIYUAN_HOME, else .shuiyuan here, else that of the project. */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.SHUIYUAN_HOME) return resolve(environment.SHUIYUAN_HOME);
  const here = resolve('.shuiyuan');
  return existsSync(here) ? here : join(project, '.shuiyuan');
}

function readJson<T>(path: string): Partial<T> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<T>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new WrongUsage(
      `无法读取 ${path}（${code ?? '格式有误'}）`,
      `${path} cannot be read (${code ?? 'not JSON'})`,
    );
  }
}

function tokenOf(credentials: CredentialsFile, name: string): string | undefined {
  if (name === 'operator' || name === 'auditor') return credentials[name]?.token;
  if (name === 'security-officer') return credentials.securityOfficer?.token;
  const { departments = {}, people = {} } = credentials;
  const holders = [departments, people].find((one) => Object.hasOwn(one, name));
  return holders?.[name]?.token;
}

const noToken = (name: string): WrongUsage =>
  new WrongUsage(
    `没有 ${name} 的令牌：请以 --token 或 SHUIYUAN_TOKEN 给出，或用 SHUIYUAN_HOME 指明平台的数据目录`,
    `there is no token for ${name}: give it with --token or SHUIYUAN_TOKEN, or point SHUIYUAN_HOME to the platform's data folder`,
  );

const foreignToken = (url: string, home: string | undefined): WrongUsage =>
  new WrongUsage(
    `数据目录中的令牌属于 ${home ?? '未知地址'}，不会发送给 ${url}；请以 --token 或 SHUIYUAN_TOKEN 给出该平台的令牌`,
    `the data folder's tokens are for ${home ?? 'an address it does not name'} and are not sent to ${url}; give that platform's own with --token or SHUIYUAN_TOKEN`,
  );

/** Scheme, host and port; the names of this machine are one. */
function originOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname === 'localhost' || hostname === '[::1]' ? '127.0.0.1' : hostname;
  return `${protocol}//${host}:${port}`;
}

/** A token goes nowhere but where it was issued: any other address may be anybody's. */
function isAtHome(url: string, homes: readonly (string | undefined)[]): boolean {
  const origin = originOf(url);
  return homes.some((home) => home !== undefined && URL.canParse(home) && originOf(home) === origin);
}

const noUrl = (): WrongUsage =>
  new WrongUsage(
    '不知道平台地址：请先启动平台（npm start），或以 --url 或 SHUIYUAN_URL 给出',
    'where is the platform? Start it (npm start), or give its address with --url or SHUIYUAN_URL',
  );

const noDepartment = (): WrongUsage =>
  new WrongUsage('请以 --as 指明部门代码', 'say which department with --as CODE');

/**
 * Reads the configuration. A token that is given goes to the address that is given; a kept sign-in and the data folder's
 * own tokens go only to the origin they were issued for.
 * @throws WrongUsage when the platform's address is not known
 */
export function connect(
  options: ConnectionOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Connection {
  const folder = dataFolder(environment);
  const credentials = readJson<CredentialsFile>(join(folder, 'credentials.json')) as CredentialsFile;
  const host = readJson<{ url: string }>(join(folder, 'host.json'));
  const url = options.url ?? (environment.SHUIYUAN_URL || undefined) ?? host.url ?? credentials.url;
  if (url === undefined) throw noUrl();
  if (!URL.canParse(url)) throw new WrongUsage(`${url} 不是地址`, `${url} is not an address`);
  const atHome = isAtHome(url, [credentials.url, host.url]);
  const given = options.token ?? (environment.SHUIYUAN_TOKEN || undefined);
  // Whoever is signed in acts as himself, unless he names another whose token lies here.
  const signedIn = options.as === undefined && hasSignIn(folder, url);
  const fixed = given ?? (signedIn ? () => currentToken(folder, url) : undefined);
  return {
    folder,
    url,
    asked: options.as,
    hasToken: fixed !== undefined,
    rootKey: atHome ? credentials.rootKey : undefined,
    as(usual) {
      const name = options.as ?? usual;
      if (fixed !== undefined) return createApiClient(url, fixed);
      if (name === undefined) throw noDepartment();
      const token = tokenOf(credentials, name);
      if (token === undefined) throw noToken(name);
      if (!atHome) throw foreignToken(url, credentials.url);
      return createApiClient(url, token);
    },
    department() {
      if (options.as === undefined) throw noDepartment();
      return options.as;
    },
  };
}

const offline = (): never => {
  throw noUrl();
};

/** Of a command that asks no platform. */
export const noConnection: Connection = {
  folder: '.',
  url: '',
  as: offline,
  department: offline,
  asked: undefined,
  hasToken: false,
  rootKey: undefined,
};
