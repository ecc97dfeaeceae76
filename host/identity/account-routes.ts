/**
 * One's own account, in a browser that signed in a short while ago. Each change tells the ledger; a new password ends
 * all other sign-ins.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type Provider from 'oidc-provider';
import { accounts } from '../../layers/core/identity/kinds.ts';
import { hasSecond, needsStrong } from '../../layers/core/identity/sign-in-factors.ts';
import {
  addPasskey,
  readSignIn,
  removeCodes,
  removePasskey,
  renamePasskey,
  renewRecovery,
  setPassword,
} from '../../layers/core/identity/sign-in-records.ts';
import { find } from '../../layers/core/records.ts';
import {
  digestCode,
  makeRecoveryCodes,
  makeSecret,
  stepOf,
} from '../../layers/embedded/identity/one-time-codes.ts';
import { accountPage } from './clients.ts';
import { checkOrigin, readForm } from './forms.ts';
import { enrol, type IdentityContext, type IdentityParts } from './interaction-routes.ts';
import { faultOf } from './invitation-routes.ts';
import { accountPageOf } from './pages/account-page.ts';
import { type Html, pageHeaders } from './pages/layout.ts';
import { enrolPage, recoveryPage, type Told } from './pages/sign-in-pages.ts';
import { pictureOf } from './picture.ts';
import { addressOf, type NodeBindings } from './sender.ts';

/** Seconds a sign-in is fresh enough to change how one signs in. */
const freshSeconds = 1800;
const enrolmentSeconds = 900;

type Session = InstanceType<Provider['Session']>;
interface Owner {
  readonly account: string;
  readonly uid: string;
}

export function accountRoutes(parts: IdentityParts) {
  const { ports, store, settings, issuer, judge, passkeys } = parts;

  /** Whose browser it is; undefined: nobody's, or not fresh. */
  async function ownerOf(c: IdentityContext): Promise<Owner | undefined> {
    const provider = parts.provider();
    const context = provider.createContext(c.env.incoming, c.env.outgoing);
    const session = (await provider.Session.get(context)) as Session;
    const { accountId, uid } = session;
    if (accountId === undefined || session.past(freshSeconds)) return undefined;
    return (await judge.principalOf(accountId)) ? { account: accountId, uid } : undefined;
  }

  /** Signs in, and comes back here; the code it comes back with is not needed. */
  function toSignIn(c: IdentityContext): Response {
    const address = new URL(`${issuer}/auth`);
    address.search = new URLSearchParams({
      client_id: accountPage,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: `${issuer}/account/return`,
      code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
      code_challenge_method: 'S256',
      max_age: String(freshSeconds),
    }).toString();
    return c.redirect(address.href, 303);
  }

  const send = async (c: IdentityContext, page: Html, status: 200 | 400 = 200) =>
    c.body(String(await page), status, pageHeaders());

  async function show(c: IdentityContext, { account, uid }: Owner, told?: Told, isGood = false) {
    const held = await find(ports.records, accounts, account);
    const view = {
      account,
      displayName: held?.value.displayName ?? account,
      signIn: await readSignIn(ports)(account),
      sessions: store.sessions.list(account),
      current: uid,
      passkeys: passkeys.possible,
      told,
      isGood,
    };
    return send(c, accountPageOf(view), told && !isGood ? 400 : 200);
  }

  type Work = (c: IdentityContext, owner: Owner, field: (name: string) => string) => Promise<Response>;
  const change =
    (work: Work) =>
    async (c: IdentityContext): Promise<Response> => {
      checkOrigin(c, issuer);
      const owner = await ownerOf(c);
      return owner ? work(c, owner, await readForm(c)) : toSignIn(c);
    };

  const changePassword: Work = async (c, owner, field) => {
    const { account, uid } = owner;
    const address = addressOf(c.env.incoming, settings.behindProxy);
    const judged = await judge.password({ account, address }, field('current'));
    if (!judged.ok) return show(c, owner, judged.told);
    const fault = faultOf(field('password'), field('again'), account);
    if (fault) return show(c, owner, fault);
    await setPassword(ports)({
      account,
      actor: account,
      password: await store.passwords.hash(field('password')),
    });
    store.sessions.endAll(account, [uid]);
    return show(
      c,
      owner,
      ['密码已更换，其他登录已结束。', 'Password changed; all other sign-ins are ended.'],
      true,
    );
  };

  const showEnrolment = async (c: IdentityContext, { account }: Owner, secret: string, told?: Told) => {
    const picture = await pictureOf(secret, account);
    const view = { action: '/oidc/account/codes/confirm', secret, picture, told, required: false };
    return send(c, enrolPage(view), told ? 400 : 200);
  };

  const beginCodes: Work = async (c, owner) => {
    const secret = makeSecret();
    store.kept.keep('enrolment', owner.account, secret, enrolmentSeconds);
    return showEnrolment(c, owner, secret);
  };

  const confirmCodes: Work = async (c, owner, field) => {
    const { account } = owner;
    const secret = store.kept.read<string>('enrolment', account);
    if (secret === undefined)
      return show(c, owner, ['设置已过期，请重新开始。', 'This has run out; begin again.']);
    const step = stepOf(secret, field('code'));
    if (step === undefined || !store.kept.raise('one-time-code', account, step))
      return showEnrolment(c, owner, secret, [
        '动态码不正确或已使用，请等待下一个。',
        'The code is not right or was used; wait for the next one.',
      ]);
    store.kept.drop('enrolment', account);
    return send(c, recoveryPage(await enrol(parts, account, secret), '/oidc/account', 'get'));
  };

  /** Whoever needs a second step keeps one. */
  async function mayLose(account: string, left: { totp: boolean; passkeys: number }): Promise<boolean> {
    const principal = await judge.principalOf(account);
    const stays = left.totp || left.passkeys > 0;
    return stays || !needsStrong(principal?.roles ?? [], settings.secondFactorRoles);
  }
  const needed: Told = ['您的角色须保留一种第二步验证。', 'Your role has to keep a second step.'];

  const dropCodes: Work = async (c, owner) => {
    const { account } = owner;
    const { passkeys: kept } = await readSignIn(ports)(account);
    if (!(await mayLose(account, { totp: false, passkeys: kept.length }))) return show(c, owner, needed);
    await removeCodes(ports)({ account, actor: account });
    return show(c, owner, ['动态码已移除。', 'One-time codes removed.'], true);
  };

  const newRecovery: Work = async (c, owner) => {
    const { account } = owner;
    if (!hasSecond(await readSignIn(ports)(account))) return show(c, owner);
    const codes = makeRecoveryCodes();
    const recovery = codes.map((code) => digestCode(account, code));
    await renewRecovery(ports)({ account, actor: account, recovery });
    return send(c, recoveryPage(codes, '/oidc/account', 'get'));
  };

  const rename: Work = async (c, owner, field) => {
    const name = field('name').trim().slice(0, 40) || '通行密钥';
    await renamePasskey(ports)({ account: owner.account, actor: owner.account, id: field('id'), name });
    return show(c, owner, ['已改名。', 'Renamed.'], true);
  };

  const dropPasskey: Work = async (c, owner, field) => {
    const { account } = owner;
    const { totp, passkeys: kept } = await readSignIn(ports)(account);
    const left = { totp: totp !== undefined, passkeys: kept.filter(({ id }) => id !== field('id')).length };
    if (!(await mayLose(account, left))) return show(c, owner, needed);
    await removePasskey(ports)({ account, actor: account, id: field('id') });
    return show(c, owner, ['通行密钥已移除。', 'Passkey removed.'], true);
  };

  const endSession: Work = async (c, owner, field) => {
    store.sessions.end(owner.account, field('id'));
    return field('id') === owner.uid
      ? toSignIn(c)
      : show(c, owner, ['已结束该登录。', 'That sign-in is ended.'], true);
  };

  return new Hono<{ Bindings: NodeBindings }>()
    .get('/', async (c) => {
      const owner = await ownerOf(c);
      return owner ? show(c, owner) : toSignIn(c);
    })
    .get('/return', (c) => c.redirect('/oidc/account', 303))
    .post('/password', change(changePassword))
    .post('/codes', change(beginCodes))
    .post('/codes/confirm', change(confirmCodes))
    .post('/codes/remove', change(dropCodes))
    .post('/recovery', change(newRecovery))
    .post('/passkeys/rename', change(rename))
    .post('/passkeys/remove', change(dropPasskey))
    .post('/sessions/end', change(endSession))
    .post('/passkeys/options', async (c) => {
      checkOrigin(c, issuer);
      const owner = await ownerOf(c);
      if (!owner) return c.json(signInFirst, 401);
      const held = await find(ports.records, accounts, owner.account);
      const { passkeys: known } = await readSignIn(ports)(owner.account);
      const displayName = held?.value.displayName ?? owner.account;
      return c.json((await passkeys.askToRegister(owner.account, displayName, known)) as object);
    })
    .post('/passkeys', async (c) => {
      checkOrigin(c, issuer);
      const owner = await ownerOf(c);
      if (!owner) return c.json(signInFirst, 401);
      const { name, credential } = (await c.req.json().catch(() => ({}))) as {
        name?: unknown;
        credential?: unknown;
      };
      const made = await passkeys.checkRegistration(owner.account, credential);
      if (!made)
        return c.json(
          { message: '通行密钥未能通过核验，请重试 / the passkey did not verify, try again' },
          400,
        );
      const called =
        String(name ?? '')
          .trim()
          .slice(0, 40) || '通行密钥';
      await addPasskey(ports)({
        account: owner.account,
        actor: owner.account,
        passkey: { ...made, name: called },
      });
      return c.json({ next: '/oidc/account' });
    });
}

const signInFirst = { message: '请重新登录 / sign in again' };
