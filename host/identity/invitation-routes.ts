/** The link a security officer gave: sets the first password, or a new one. */
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { ShuiyuanError } from '../../layers/core/errors.ts';
import { mustFit } from '../../layers/core/identity/invitation-codes.ts';
import { checkPassword } from '../../layers/core/identity/sign-in-password.ts';
import { acceptInvitation, readInvitation } from '../../layers/core/identity/sign-in-records.ts';
import { digestCode } from '../../layers/embedded/identity/one-time-codes.ts';
import { checkOrigin, readForm } from './forms.ts';
import type { IdentityParts } from './interaction-routes.ts';
import { pageHeaders } from './pages/layout.ts';
import { invitationPage, messagePage } from './pages/other-pages.ts';
import type { Told } from './pages/sign-in-pages.ts';
import type { NodeBindings } from './sender.ts';

export const digestInvitation = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export function invitationRoutes({ ports, store, issuer }: IdentityParts) {
  const showForm = async (secret: string, told?: Told) => {
    const invitation = await readInvitation(ports)(digestInvitation(secret));
    return new Response(String(await invitationPage(`/oidc/invitation/${secret}`, invitation, told)), {
      status: told ? 400 : 200,
      headers: pageHeaders(),
    });
  };
  return new Hono<{ Bindings: NodeBindings }>()
    .get('/:secret', (c) => showForm(c.req.param('secret')))
    .post('/:secret', async (c) => {
      checkOrigin(c, issuer);
      const secret = c.req.param('secret');
      const digest = digestInvitation(secret);
      const invitation = await readInvitation(ports)(digest);
      const { account } = invitation;
      const field = await readForm(c);
      const code = digestCode(account, field('code'));
      const told =
        faultOf(field('password'), field('again'), account) ?? refusalOf(() => mustFit(invitation, code));
      if (told) return showForm(secret, told);
      const password = await store.passwords.hash(field('password'));
      await acceptInvitation(ports)({ digest, password, code });
      store.sessions.endAll(account);
      store.tries.unlock(account);
      const page = messagePage(
        ['密码已设置', 'Password set'],
        'good',
        ['现在可以用新密码登录。', 'You can sign in with it now.'],
        ['/oidc/account', '登录', 'Sign in'],
      );
      return c.body(String(await page), 200, pageHeaders());
    });
}

/** What is wrong with a new password, if anything. */
export function faultOf(password: string, again: string, account: string): Told {
  if (password !== again) return ['两次输入的密码不一致。', 'The two entries differ.'];
  return refusalOf(() => checkPassword(password, account));
}

/** What a check refuses, in its own words. */
function refusalOf(check: () => void): Told {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof ShuiyuanError) return [error.zh, error.message];
    throw error;
  }
}
