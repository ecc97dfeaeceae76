/** `login`, `logout`, `whoami`, `session …`; and what a security officer does about others' sign-ins. */
import type { InvitationCode, InvitationLink, Me, Session, SignInState } from '../../schemas/sign-in-api.ts';
import { createApiClient, encode } from '../api-client.ts';
import { type Command, isSet, textOf, wordAt } from '../command.ts';
import { awaitDevice, beginDevice, discover, revokeToken } from '../sign-in/ask-issuer.ts';
import { dropSignIn, keepSignIn, readSignIn } from '../sign-in/kept-sign-in.ts';
import { alignTable, inBoth, printable } from '../terminal.ts';
import { asOfficer } from './user.ts';

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

const login: Command = {
  name: 'login',
  usage: '[--issuer URL] [--client ID]',
  zh: '登录：在任意设备的浏览器中打开所示地址并输入设备码',
  en: 'sign in: open the address shown in a browser on any device and enter the code',
  options: { issuer: { type: 'string' }, client: { type: 'string' } },
  words: [0, 0],
  async run({ connection: { folder, url }, values }) {
    const issuer = textOf(values, 'issuer') ?? `${new URL(url).origin}/oidc`;
    const client = textOf(values, 'client') ?? 'shuiyuan-cli';
    const found = await discover(issuer);
    const code = await beginDevice(found, client);
    tell(inBoth('请用浏览器打开', 'open in a browser'));
    tell(`  ${printable(code.verification_uri)}`);
    tell(inBoth('并输入设备码', 'and enter the code'));
    tell(`  ${printable(code.user_code)}`);
    const tokens = await awaitDevice(found, client, code);
    const kept = await keepSignIn(folder, url, { issuer, client }, tokens);
    const me = await createApiClient(url, kept.accessToken).get<Me>('/me');
    return { json: me, text: inBoth(`已登录：${me.name}`, `signed in as ${me.name}`) };
  },
};

const logout: Command = {
  name: 'logout',
  usage: '',
  zh: '退出登录',
  en: 'sign out',
  words: [0, 0],
  async run({ connection: { folder, url } }) {
    const kept = await readSignIn(folder, url);
    if (kept) {
      // The file goes even if the issuer cannot be reached; then the sign-in ends by itself.
      await dropSignIn(folder, url);
      await revokeToken(await discover(kept.issuer), kept.client, kept.refreshToken);
    }
    const text = kept ? inBoth('已退出', 'signed out') : inBoth('本来就未登录', 'you were not signed in');
    return { json: { signedOut: kept !== undefined }, text };
  },
};

const whoami: Command = {
  name: 'whoami',
  usage: '[--as WHO]',
  zh: '当前身份',
  en: 'who I am',
  words: [0, 0],
  async run({ connection }) {
    const me = await connection.as('operator').get<Me>('/me');
    const place = me.department ?? me.district ?? inBoth('全市', 'city');
    const strength = me.amr ? [me.amr.join('+')] : [];
    return {
      json: me,
      text: alignTable([[me.name, me.displayName ?? '', place, me.roles.join(','), ...strength]]),
    };
  },
};

const rowOf = (one: Session): string[] => [
  one.id,
  one.kind === 'browser' ? inBoth('浏览器', 'browser') : one.client,
  one.lastSeen.slice(0, 16),
  one.address,
  one.agent,
  one.current ? inBoth('当前', 'this one') : '',
];

const told = (items: readonly Session[]) => ({
  json: { items },
  text: items.length > 0 ? alignTable(items.map(rowOf)) : inBoth('没有登录', 'no sign-ins'),
});

const list: Command = {
  name: 'session list',
  usage: '[--user NAME]',
  zh: '已登录的设备；安全管理员可看他人的',
  en: 'where one is signed in; a security officer sees those of others',
  options: { user: { type: 'string' } },
  words: [0, 0],
  async run({ connection, values }) {
    const user = textOf(values, 'user');
    if (user === undefined)
      return told((await connection.as('operator').get<{ items: Session[] }>('/me/sessions')).items);
    const path = `/users/${encode(user)}/sessions`;
    return told((await asOfficer(connection).get<{ items: Session[] }>(path)).items);
  },
};

const end: Command = {
  name: 'session end',
  usage: 'ID | --all --user NAME [--user NAME]',
  zh: '结束一处登录；--all 结束某账号的全部登录',
  en: 'end a sign-in; --all: all those of an account',
  options: { user: { type: 'string' }, all: { type: 'boolean' } },
  words: [0, 1],
  async run({ connection, words, values }) {
    const user = textOf(values, 'user');
    const client = user === undefined ? connection.as('operator') : asOfficer(connection);
    const base = user === undefined ? '/me/sessions' : `/users/${encode(user)}/sessions`;
    const isAll = isSet(values, 'all') && user !== undefined;
    await client.delete(isAll ? base : `${base}/${encode(wordAt(words, 0, 'ID'))}`);
    return { json: { ended: true }, text: inBoth('已结束', 'ended') };
  },
};

const invite: Command = {
  name: 'user invite',
  usage: 'NAME [--reset-all]',
  zh: '签发一次性邀请链接，用于设置密码；--reset-all 同时移除第二步验证',
  en: 'make a one-time link to set a password; --reset-all: second factors go too',
  options: { 'reset-all': { type: 'boolean' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const path = `/users/${encode(wordAt(words, 0, 'NAME'))}/invitation`;
    const resets = isSet(values, 'reset-all') ? 'all' : 'password';
    const link = await asOfficer(connection).post<InvitationLink>(path, { resets });
    const until = inBoth(`有效至 ${link.expires}，只能使用一次`, `until ${link.expires}, once`);
    const text = [link.url, until, ...(link.needsCode ? [codeNeeded(wordAt(words, 0, 'NAME'))] : [])];
    return { json: link, text: text.join('\n') };
  },
};

const codeNeeded = (name: string): string =>
  inBoth(
    `本人另须邀请码，由另一名安全管理员直接交给本人：shuiyuan user code ${name}`,
    `its owner needs a code too, from another security officer: shuiyuan user code ${name}`,
  );

const code: Command = {
  name: 'user code',
  usage: 'NAME',
  zh: '给出他人所签发邀请的邀请码，直接交给本人',
  en: 'give the code of an invitation that another officer made; hand it to its owner yourself',
  words: [1, 1],
  async run({ connection, words }) {
    const path = `/users/${encode(wordAt(words, 0, 'NAME'))}/invitation/code`;
    const given = await asOfficer(connection).post<InvitationCode>(path);
    const whose = inBoth(
      `请直接交给${given.displayName}本人，不经签发邀请的人；有效至 ${given.expires}`,
      `hand it to ${given.displayName} yourself, not through who made the link; until ${given.expires}`,
    );
    return { json: given, text: `${given.code}\n${whose}` };
  },
};

const unlock: Command = {
  name: 'user unlock',
  usage: 'NAME',
  zh: '解除多次失败后的登录暂缓',
  en: 'let an account that failed too often try again at once',
  words: [1, 1],
  async run({ connection, words }) {
    const name = wordAt(words, 0, 'NAME');
    await asOfficer(connection).send('POST', `/users/${encode(name)}/unlock`);
    return { json: { unlocked: name }, text: inBoth(`${name} 可立即登录`, `${name} may sign in at once`) };
  },
};

const ways: Command = {
  name: 'user sign-in',
  usage: 'NAME',
  zh: '某账号的登录方式',
  en: 'how an account signs in',
  words: [1, 1],
  async run({ connection, words }) {
    const path = `/users/${encode(wordAt(words, 0, 'NAME'))}/sign-in`;
    const state = await asOfficer(connection).get<SignInState>(path);
    const yes = (is: boolean): string => (is ? inBoth('有', 'yes') : inBoth('无', 'no'));
    const rows = [
      [inBoth('密码', 'password'), yes(state.password)],
      [inBoth('动态码', 'one-time codes'), yes(state.oneTimeCodes)],
      [inBoth('恢复码', 'recovery codes'), String(state.recoveryCodes)],
      [inBoth('通行密钥', 'passkeys'), state.passkeys.map(({ name }) => name).join(', ') || yes(false)],
      [inBoth('须等待', 'has to wait'), `${state.waitSeconds} s`],
    ];
    return { json: state, text: alignTable(rows) };
  },
};

export const signInCommands = [login, logout, whoami, list, end, invite, code, unlock, ways] as const;
