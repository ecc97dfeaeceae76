/**
 * A sign-in, page by page. How far it has come is kept under its number in the store, so that it goes on after a
 * restart; when enough was shown the provider takes over.
 */
import { type Context, Hono } from 'hono';
import type Provider from 'oidc-provider';
import {
  type Factor,
  hasSecond,
  levelOf,
  levels,
  methodsOf,
  needsStrong,
} from '../../layers/core/identity/sign-in-factors.ts';
import { addCodes, readSignIn } from '../../layers/core/identity/sign-in-records.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import type { IdentityStore } from '../../layers/embedded/identity/identity-store.ts';
import {
  digestCode,
  makeRecoveryCodes,
  makeSecret,
  stepOf,
} from '../../layers/embedded/identity/one-time-codes.ts';
import { accountTyped, checkOrigin, readForm } from './forms.ts';
import type { IdentitySettings } from './identity-settings.ts';
import type { Judge } from './judge.ts';
import { type Html, pageHeaders } from './pages/layout.ts';
import {
  consentPage,
  enrolPage,
  recoveryPage,
  secondFactorPage,
  signInPage,
  type Told,
} from './pages/sign-in-pages.ts';
import type { Passkeys } from './passkeys.ts';
import { pictureOf } from './picture.ts';
import { addressOf, type NodeBindings } from './sender.ts';

export interface IdentityParts {
  readonly ports: Ports;
  readonly store: IdentityStore;
  readonly settings: IdentitySettings;
  readonly issuer: string;
  readonly provider: () => Provider;
  readonly judge: Judge;
  readonly passkeys: Passkeys;
}

export type IdentityContext = Context<{ Bindings: NodeBindings }>;

/** What was shown so far. */
interface Progress {
  readonly account: string;
  readonly factors: readonly Factor[];
}

const progressSeconds = 900;
type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

export function interactionRoutes(parts: IdentityParts) {
  const { ports, store, settings, issuer, judge, passkeys } = parts;
  const baseOf = (c: IdentityContext): string => `/oidc/interaction/${c.req.param('uid')}`;
  const progressOf = (uid: string) => store.kept.read<Progress>('sign-in', uid);

  const detailsOf = (c: IdentityContext): Promise<Details> =>
    parts.provider().interactionDetails(c.env.incoming, c.env.outgoing);

  /** The form's answer leads on to the client, so its address has to be among those a form may lead to. */
  async function show(
    c: IdentityContext,
    { params }: Details,
    page: Html,
    status: 200 | 400 = 200,
  ): Promise<Response> {
    const { redirect_uri: target } = params as { redirect_uri?: string };
    const targets = target !== undefined && URL.canParse(target) ? [new URL(target).origin] : [];
    return c.body(String(await page), status, pageHeaders(targets));
  }

  const showStart = (c: IdentityContext, details: Details, told?: Told, account = '') =>
    show(
      c,
      details,
      signInPage({ base: baseOf(c), told, passkeys: passkeys.possible, account }),
      told ? 400 : 200,
    );

  async function showNext(
    c: IdentityContext,
    details: Details,
    progress: Progress,
    told?: Told,
  ): Promise<Response> {
    const signIn = await readSignIn(ports)(progress.account);
    if (hasSecond(signIn)) {
      const view = { base: baseOf(c), told, codes: signIn.totp !== undefined };
      const usable = passkeys.possible && signIn.passkeys.length > 0;
      return show(c, details, secondFactorPage({ ...view, passkeys: usable }), told ? 400 : 200);
    }
    const secret = store.kept.read<string>('enrolment', details.uid) ?? makeSecret();
    store.kept.keep('enrolment', details.uid, secret, progressSeconds);
    const action = `${baseOf(c)}/enrol`;
    const picture = await pictureOf(secret, progress.account);
    return show(c, details, enrolPage({ action, secret, picture, told, required: true }), told ? 400 : 200);
  }

  /** Is what was shown enough for whom it is, and for what was asked? */
  async function isEnough({ params }: Details, { account, factors }: Progress): Promise<boolean> {
    if (levelOf(factors) === levels.two) return true;
    const [signIn, principal] = [await readSignIn(ports)(account), await judge.principalOf(account)];
    const asked = String(params.acr_values ?? '')
      .split(' ')
      .includes(levels.two);
    return !asked && !hasSecond(signIn) && !needsStrong(principal?.roles ?? [], settings.secondFactorRoles);
  }

  async function finish(c: IdentityContext, { account, factors }: Progress): Promise<string> {
    store.kept.drop('sign-in', c.req.param('uid') ?? '');
    const login = { accountId: account, acr: levelOf(factors), amr: methodsOf(factors), remember: false };
    return parts
      .provider()
      .interactionResult(c.env.incoming, c.env.outgoing, { login }, { mergeWithLastSubmission: false });
  }

  /** Goes on from what was shown: to the end, or to the next page. @returns where to */
  async function advance(c: IdentityContext, details: Details, progress: Progress): Promise<string> {
    if (await isEnough(details, progress)) return finish(c, progress);
    store.kept.keep('sign-in', details.uid, progress, progressSeconds);
    return baseOf(c);
  }

  async function grantConsent(c: IdentityContext, details: Details): Promise<Response> {
    const { Grant } = parts.provider();
    const kept = details.grantId === undefined ? undefined : await Grant.find(details.grantId);
    if (!kept) return c.redirect(`${issuer}/account`, 303);
    const consent = { grantId: await kept.save() };
    const next = await parts.provider().interactionResult(c.env.incoming, c.env.outgoing, { consent });
    return c.redirect(next, 303);
  }

  return new Hono<{ Bindings: NodeBindings }>()
    .get('/:uid', async (c) => {
      const details = await detailsOf(c);
      const { session, params, prompt } = details;
      if (prompt.name === 'consent') {
        // Whoever entered a device code has said yes to what it names.
        if (details.deviceCode !== undefined) return grantConsent(c, details);
        return show(c, details, consentPage(baseOf(c), String(params.client_id), session?.accountId ?? ''));
      }
      const progress = progressOf(details.uid);
      return progress
        ? showNext(c, details, progress)
        : showStart(c, details, undefined, accountTyped(String(params.login_hint ?? '')));
    })
    .post('/:uid/consent', async (c) => {
      checkOrigin(c, issuer);
      return grantConsent(c, await detailsOf(c));
    })
    .post('/:uid/abort', async (c) => {
      checkOrigin(c, issuer);
      const result = { error: 'access_denied', error_description: 'refused by the user' };
      return c.redirect(
        await parts.provider().interactionResult(c.env.incoming, c.env.outgoing, result),
        303,
      );
    })
    .post('/:uid/password', async (c) => {
      checkOrigin(c, issuer);
      const details = await detailsOf(c);
      const field = await readForm(c);
      const account = accountTyped(field('account'));
      const address = addressOf(c.env.incoming, settings.behindProxy);
      const judged = await judge.password({ account, address }, field('password'));
      if (!judged.ok) return showStart(c, details, judged.told, account);
      return c.redirect(await advance(c, details, { account, factors: ['pwd'] }), 303);
    })
    .post('/:uid/code', async (c) => {
      checkOrigin(c, issuer);
      const details = await detailsOf(c);
      const progress = progressOf(details.uid);
      if (!progress) return showStart(c, details);
      const field = await readForm(c);
      const address = addressOf(c.env.incoming, settings.behindProxy);
      const judged = await judge.code({ account: progress.account, address }, field('code'));
      if (!judged.ok) return showNext(c, details, progress, judged.told);
      return c.redirect(await advance(c, details, { ...progress, factors: ['pwd', 'otp'] }), 303);
    })
    .post('/:uid/enrol', async (c) => {
      checkOrigin(c, issuer);
      const details = await detailsOf(c);
      const progress = progressOf(details.uid);
      const secret = store.kept.read<string>('enrolment', details.uid);
      if (!progress || secret === undefined) return showStart(c, details);
      // Only a first one is set up in the course of a sign-in by password alone.
      if (hasSecond(await readSignIn(ports)(progress.account))) return showNext(c, details, progress);
      const field = await readForm(c);
      const step = stepOf(secret, field('code'));
      if (step === undefined || !store.kept.raise('one-time-code', progress.account, step))
        return showNext(c, details, progress, [
          '动态码不正确，请核对手机时间后重试。',
          'The code is not right; check the telephone’s clock and try again.',
        ]);
      const codes = await enrol(parts, progress.account, secret);
      store.kept.drop('enrolment', details.uid);
      store.kept.keep('sign-in', details.uid, { ...progress, factors: ['pwd', 'otp'] }, progressSeconds);
      return show(c, details, recoveryPage(codes, `${baseOf(c)}/continue`, 'post'));
    })
    .post('/:uid/continue', async (c) => {
      checkOrigin(c, issuer);
      const details = await detailsOf(c);
      const progress = progressOf(details.uid);
      return progress ? c.redirect(await advance(c, details, progress), 303) : showStart(c, details);
    })
    .post('/:uid/passkey/options', async (c) => {
      checkOrigin(c, issuer);
      const { uid } = await detailsOf(c);
      const progress = progressOf(uid);
      const allowed = progress && (await readSignIn(ports)(progress.account)).passkeys;
      return c.json((await passkeys.askToSignIn(uid, allowed)) as object);
    })
    .post('/:uid/passkey', async (c) => {
      checkOrigin(c, issuer);
      const details = await detailsOf(c);
      const progress = progressOf(details.uid);
      const answer: unknown = await c.req.json().catch(() => undefined);
      const account = await passkeys.checkSignIn(details.uid, answer, readSignIn(ports));
      const known = account === undefined ? undefined : await judge.principalOf(account);
      if (!known || (progress && progress.account !== account))
        return c.json(
          {
            message:
              '该通行密钥不适用于本平台的任何可用账号 / this passkey belongs to no account that may sign in',
          },
          400,
        );
      const factors: Factor[] = [...(progress?.factors ?? []), 'hwk'];
      return c.json({ next: await advance(c, details, { account: known.name, factors }) });
    });
}

/** Keeps a confirmed secret and new recovery codes. @returns the codes, to be shown once */
export async function enrol(
  { ports, store }: IdentityParts,
  account: string,
  secret: string,
): Promise<string[]> {
  const codes = makeRecoveryCodes();
  const recovery = codes.map((code) => digestCode(account, code));
  await addCodes(ports)({ account, actor: account, sealed: store.sealing.seal(secret, account), recovery });
  return codes;
}
