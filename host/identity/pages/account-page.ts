/** One's own account: password, second step, passkeys, where one is signed in. */
import { html } from 'hono/html';
import type { SignedIn } from '../../../layers/embedded/identity/sessions.ts';
import type { SignIn } from '../../../schemas/sign-in.ts';
import { both, document, type Html, message, paragraph } from './layout.ts';
import type { Told } from './sign-in-pages.ts';

export interface AccountView {
  readonly account: string;
  readonly displayName: string;
  readonly signIn: SignIn;
  readonly sessions: readonly SignedIn[];
  /** The browser that asks. */
  readonly current: string;
  readonly passkeys: boolean;
  readonly told?: Told;
  readonly isGood: boolean;
}

const clients: Readonly<Record<string, string>> = {
  'shuiyuan-cli': '命令行 command line',
  'shuiyuan-console': '控制台 console',
  'shuiyuan-account': '浏览器 browser',
};

const timeOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ');

const codesPart = ({ signIn }: AccountView): Html =>
  signIn.totp
    ? html`${paragraph(`已设置；恢复码剩余 ${signIn.recovery.length} 枚。`, `Set up; ${signIn.recovery.length} recovery codes are left.`)}
<form class="row" method="post" action="/oidc/account/recovery"><button class="plain small">${both('更换恢复码', 'New recovery codes')}</button></form>
<form class="row" method="post" action="/oidc/account/codes/remove"><button class="plain small">${both('移除动态码', 'Remove')}</button></form>`
    : html`${paragraph('未设置。', 'Not set up.')}
<form class="row" method="post" action="/oidc/account/codes"><button class="small">${both('设置动态码', 'Set up')}</button></form>`;

const passkeysPart = ({ signIn, passkeys }: AccountView): Html => html`
<ul class="rows">${signIn.passkeys.map(
  (
    one,
  ) => html`<li><div><strong>${one.name}</strong><span class="en line">${one.addedAt.slice(0, 10)}</span></div>
<form method="post" action="/oidc/account/passkeys/rename"><input type="hidden" name="id" value="${one.id}">
<input name="name" value="${one.name}" maxlength="40" required aria-label="名称 name"><button class="plain small">${both('改名', 'Rename')}</button></form>
<form method="post" action="/oidc/account/passkeys/remove"><input type="hidden" name="id" value="${one.id}"><button class="plain small">${both('移除', 'Remove')}</button></form></li>`,
)}</ul>
${
  passkeys
    ? html`<form class="row" data-passkey="register" method="post" action="/oidc/account/passkeys">
<p class="bad" role="alert" hidden></p>
<input name="name" maxlength="40" required placeholder="例如：办公室电脑" aria-label="通行密钥名称 passkey name">
<button class="small">${both('添加通行密钥', 'Add a passkey')}</button></form>`
    : paragraph(
        '当前以 IP 地址访问，浏览器不支持通行密钥；请改用域名（本机可用 localhost）。',
        'Browsers make no passkeys for a bare IP address; use a name (localhost on this machine).',
      )
}`;

const sessionsPart = ({ sessions, current }: AccountView): Html =>
  html`<ul class="rows">${sessions.map(
    (
      one,
    ) => html`<li><div><strong>${clients[one.client] ?? one.client}</strong>${one.id === current ? html` ${both('（当前）', '(this one)')}` : ''}
<span class="en line">${one.agent.slice(0, 90) || '—'} · ${one.address} · ${timeOf(one.seen)} UTC</span></div>
<form method="post" action="/oidc/account/sessions/end"><input type="hidden" name="id" value="${one.id}"><button class="plain small">${both('结束', 'End')}</button></form></li>`,
  )}</ul>`;

export const accountPageOf = (view: AccountView): Html =>
  document({
    title: ['账号设置', 'Your account'],
    scripts: view.passkeys,
    body: html`<div class="wide">${view.told ? message(view.isGood ? 'good' : 'bad', ...view.told) : ''}
<p><strong>${view.displayName}</strong> <code>${view.account}</code></p>
<h2>${both('密码', 'Password')}</h2>
<form method="post" action="/oidc/account/password">
<input type="hidden" name="username" value="${view.account}" autocomplete="username">
<label>${both('当前密码', 'Current password')}<input name="current" type="password" autocomplete="current-password" required maxlength="256"></label>
<label>${both('新密码', 'New password')}<input name="password" type="password" autocomplete="new-password" required minlength="12" maxlength="256"></label>
<label>${both('再次输入', 'Once more')}<input name="again" type="password" autocomplete="new-password" required minlength="12" maxlength="256"></label>
<button>${both('更换密码', 'Change password')}</button>
</form>
<h2>${both('动态码', 'One-time codes')}</h2>${codesPart(view)}
<h2>${both('通行密钥', 'Passkeys')}</h2>${passkeysPart(view)}
<h2>${both('已登录的设备', 'Where you are signed in')}</h2>${sessionsPart(view)}
<p><a class="button" href="/oidc/session/end">${both('退出登录', 'Sign out')}</a></p></div>`,
  });
