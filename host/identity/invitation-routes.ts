/** The link a security officer gave: sets the first password, or a new one. */
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { ShuiyuanError } from '../../layers/core/errors.ts';
import { checkPassword } from '../../layers/core/identity/sign-in-password.ts';
import { acceptInvitation, readInvitation } from '../../layers/core/identity/sign-in-records.ts';
import { checkOrigin, readForm } from './forms.ts';
import type { IdentityParts } from './interaction-routes.ts';
import { pageHeaders } from './pages/layout.ts';
import { invitationPage, messagePage } from './pages/other-pages.ts';
import type { Told } from './pages/sign-in-pages.ts';
import type { NodeBindings } from './sender.ts';

export const digestInvitation = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export function invitationRoutes({ ports, store, issuer }: IdentityParts) {
  const showForm = async (secret: string, told?: Told) => {
    const { account } = await readInvitation(ports)(digestInvitation(secret));
    return new Response(String(await invitationPage(`/oidc/invitation/${secret}`, account, told)), {
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
      const { account } = await readInvitation(ports)(digest);
      const field = await readForm(c);
      const told = faultOf(field('password'), field('again'), account);
      if (told) return showForm(secret, told);
      await acceptInvitation(ports)({ digest, password: await store.passwords.hash(field('password')) });
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
  try {
    checkPassword(password, account);
    return undefined;
  } catch (error) {
    if (error instanceof ShuiyuanError) return [error.zh, error.message];
    throw error;
  }
}
