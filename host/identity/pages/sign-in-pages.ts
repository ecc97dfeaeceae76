/** The pages of a sign-in: name and password, second factor, setting one up. */
import { html, raw } from 'hono/html';
import { both, document, type Html, message, paragraph } from './layout.ts';

export type Told = readonly [zh: string, en: string] | undefined;

export interface SignInView {
  /** `/oidc/interaction/…` */
  readonly base: string;
  readonly told?: Told;
  /** Can this address have passkeys? A bare IP address cannot. */
  readonly passkeys: boolean;
}

const bad = (told: Told): Html | string => (told ? message('bad', ...told) : '');

export const passkeyForm = (action: string, zh: string, en: string, plain = true): Html => html`
<form data-passkey="sign-in" method="post" action="${action}">
<p class="bad" role="alert" hidden></p>
<button class="${plain ? 'plain' : ''}">${both(zh, en)}</button>
</form>`;

export const signInPage = ({ base, told, passkeys, account }: SignInView & { account?: string }): Html =>
  document({
    title: ['登录', 'Sign in'],
    scripts: passkeys,
    body: html`${bad(told)}
<form method="post" action="${base}/password">
<label>${both('账号', 'Account')}<input name="account" value="${account ?? ''}" autocomplete="username" autocapitalize="none"
 spellcheck="false" required maxlength="64" ${raw(account ? '' : 'autofocus')}></label>
<label>${both('密码', 'Password')}<input name="password" type="password" autocomplete="current-password" required
 maxlength="256" ${raw(account ? 'autofocus' : '')}></label>
<button>${both('登录', 'Sign in')}</button>
</form>
${passkeys ? html`<div class="or">${both('或', 'or')}</div>${passkeyForm(`${base}/passkey`, '使用通行密钥', 'Use a passkey')}` : ''}
<p class="en line" lang="en"><span lang="zh-CN">没有账号或忘记密码，请联系安全管理员获取一次性邀请。</span> No account, or the password forgotten? The security officer gives a one-time invitation.</p>`,
  });

export const secondFactorPage = ({ base, told, passkeys, codes }: SignInView & { codes: boolean }): Html =>
  document({
    title: ['第二步验证', 'Second step'],
    scripts: passkeys,
    body: html`${bad(told)}
${
  codes
    ? html`${paragraph('请输入验证器应用显示的 6 位动态码，或一枚恢复码。', 'Enter the 6 digits your authenticator shows, or a recovery code.')}
<form method="post" action="${base}/code">
<label>${both('动态码', 'Code')}<input name="code" inputmode="text" autocomplete="one-time-code" autocapitalize="none"
 spellcheck="false" required maxlength="20" autofocus></label>
<button>${both('继续', 'Continue')}</button>
</form>`
    : ''
}
${codes && passkeys ? html`<div class="or">${both('或', 'or')}</div>` : ''}
${passkeys ? passkeyForm(`${base}/passkey`, '使用通行密钥', 'Use a passkey', codes) : ''}`,
  });

export interface Enrolment {
  readonly action: string;
  readonly secret: string;
  /** SVG as a data address. */
  readonly picture: string;
  readonly told?: Told;
  readonly required: boolean;
}

export const enrolPage = ({ action, secret, picture, told, required }: Enrolment): Html =>
  document({
    title: ['设置动态码', 'Set up one-time codes'],
    body: html`${bad(told)}
${required ? paragraph('您的角色须使用第二步验证，请先设置。', 'Your role signs in with a second step. Set it up now.') : ''}
${paragraph('用手机上的验证器应用扫描下图，再输入它显示的 6 位动态码。', 'Scan the picture with an authenticator app, then enter the 6 digits it shows.')}
<img class="qr" src="${picture}" alt="验证器应用扫描的二维码 QR code for the authenticator" width="240" height="240">
<details><summary>${both('无法扫描', 'Cannot scan')}</summary>
<p>${both('手工输入此密钥：', 'enter this key by hand:')} <code>${secret.replace(/(.{4})/g, '$1 ').trim()}</code></p></details>
<form method="post" action="${action}">
<label>${both('动态码', 'Code')}<input name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="7"
 pattern="[0-9 ]*" autofocus></label>
<button>${both('确认', 'Confirm')}</button>
</form>`,
  });

export const recoveryPage = (codes: readonly string[], next: string, method: 'get' | 'post'): Html =>
  document({
    title: ['恢复码', 'Recovery codes'],
    body: html`${message('good', '第二步验证已设置。', 'The second step is set up.')}
${paragraph('手机不在身边时可用恢复码登录，每枚只能用一次。请抄写或打印后妥善保管；本页不再显示。', 'Without your telephone, sign in with one of these; each works once. Write them down or print them: they are not shown again.')}
<ul class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
<form method="${method}" action="${next}"><button>${both('已保存，继续', 'Kept, continue')}</button></form>`,
  });

export const consentPage = (base: string, client: string, account: string): Html =>
  document({
    title: ['允许登录', 'Let it sign in'],
    body: html`${paragraph(`「${client}」请求以 ${account} 的身份登录。`, `${client} asks to sign in as ${account}.`)}
<form method="post" action="${base}/consent"><button>${both('允许', 'Allow')}</button></form>
<form method="post" action="${base}/abort"><button class="plain">${both('拒绝', 'Refuse')}</button></form>`,
  });
