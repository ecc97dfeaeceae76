/** The pages the provider shows by itself, in our frame. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import { type Html, pageHeaders } from './pages/layout.ts';
import { deviceCodePage, deviceConfirmPage, messagePage, signOutPage } from './pages/other-pages.ts';
import type { Told } from './pages/sign-in-pages.ts';

async function show(ctx: KoaContextWithOIDC, page: Html, targets: readonly string[] = []): Promise<void> {
  ctx.set(pageHeaders(targets));
  ctx.body = String(await page);
}

type Broken = { readonly name?: string; readonly userCode?: string } | undefined;

function whatIsWrong(error: Broken): Told {
  if (!error) return undefined;
  if (error.name === 'AbortedError')
    return ['已取消，命令行不会登录。', 'Cancelled: the command line is not signed in.'];
  if (error.name === 'NoCodeError') return ['请输入设备码。', 'Enter the code.'];
  return [
    '设备码不正确、已过期或已使用，请在命令行重新登录。',
    'The code is wrong, has run out or was used; sign in again on the command line.',
  ];
}

export const devicePages = (_issuer: string) => ({
  userCodeInputSource: (ctx: KoaContextWithOIDC, form: string, _out?: unknown, error?: unknown) =>
    show(ctx, deviceCodePage(form, whatIsWrong(error as Broken))),
  userCodeConfirmSource: (
    ctx: KoaContextWithOIDC,
    form: string,
    client: { clientName?: string; clientId: string },
    device: Record<string, unknown>,
    code: string,
  ) => {
    const from = [device.ua, device.ip].filter(Boolean).join(' · ');
    return show(ctx, deviceConfirmPage(form, client.clientName ?? client.clientId, code, from));
  },
  successSource: (ctx: KoaContextWithOIDC) =>
    show(
      ctx,
      messagePage(['已登录', 'Signed in'], 'good', [
        '命令行已登录，可以关闭本页。',
        'The command line is signed in. You can close this page.',
      ]),
    ),
});

/** Where the form of signing out may lead: to the addresses its client registered. */
const afterSignOut = (ctx: KoaContextWithOIDC): string[] => {
  const { postLogoutRedirectUris = [] } = (ctx.oidc.client ?? {}) as { postLogoutRedirectUris?: string[] };
  return postLogoutRedirectUris.map((address) => new URL(address).origin);
};

export const logoutPages = (_issuer: string) => ({
  logoutSource: (ctx: KoaContextWithOIDC, form: string) => show(ctx, signOutPage(form), afterSignOut(ctx)),
  postLogoutSuccessSource: (ctx: KoaContextWithOIDC) =>
    show(ctx, messagePage(['已退出', 'Signed out'], 'good', ['您已退出登录。', 'You are signed out.'])),
});

export const errorPage = (issuer: string) => async (ctx: KoaContextWithOIDC, out: { error: string }) => {
  const expired = out.error === 'invalid_request' || out.error === 'interaction_required';
  await show(
    ctx,
    messagePage(
      ['登录未完成', 'Sign-in not completed'],
      'bad',
      expired
        ? [
            '登录请求已过期或不完整，请回到原处重新登录。',
            'The request has run out or is not whole; begin again where you came from.',
          ]
        : [
            `登录请求未被接受（${out.error}），请重新登录。`,
            `The request was not accepted (${out.error}); sign in again.`,
          ],
      [`${issuer}/account`, '账号设置', 'Account'],
    ),
  );
};
