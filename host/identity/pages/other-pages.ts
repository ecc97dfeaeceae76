/** Invitation, messages and the pages around device codes and signing out. */
import { html, raw } from 'hono/html';
import type { Invitation } from '../../../schemas/sign-in.ts';
import { both, document, type Html, message, paragraph } from './layout.ts';
import type { Told } from './sign-in-pages.ts';

const codeField = html`<label>${both('邀请码（向给您链接之外的另一名安全管理员索取）', 'Invitation code: from a security officer other than the one who gave you the link')}<input
 name="code" autocomplete="off" required maxlength="32"></label>`;

export const invitationPage = (
  action: string,
  { account, needsCode }: Pick<Invitation, 'account' | 'needsCode'>,
  told: Told,
): Html =>
  document({
    title: ['设置密码', 'Set your password'],
    body: html`${told ? message('bad', ...told) : ''}
${paragraph(`账号 ${account}。密码至少 12 个字符，几个互不相关的词容易记住；不要求大小写或符号。`, 'At least 12 characters; a few unrelated words are easy to remember. No rules about capitals or signs.')}
<form method="post" action="${action}">
<input type="hidden" name="username" value="${account}" autocomplete="username">
${needsCode ? codeField : ''}
<label>${both('新密码', 'New password')}<input name="password" type="password" autocomplete="new-password" required
 minlength="12" maxlength="256" autofocus></label>
<label>${both('再次输入', 'Once more')}<input name="again" type="password" autocomplete="new-password" required
 minlength="12" maxlength="256"></label>
<button>${both('设置密码', 'Set password')}</button>
</form>`,
  });

export const messagePage = (
  title: readonly [string, string],
  kind: 'bad' | 'good',
  told: readonly [string, string],
  link?: readonly [address: string, zh: string, en: string],
): Html =>
  document({
    title,
    body: html`${message(kind, ...told)}
${link ? html`<p><a class="button" href="${link[0]}">${both(link[1], link[2])}</a></p>` : ''}`,
  });

/** `form`: the provider's own, with its token; its buttons stand outside and name it. */
export const deviceCodePage = (form: string, told: Told): Html =>
  document({
    title: ['输入设备码', 'Enter the device code'],
    body: html`${told ? message('bad', ...told) : ''}
${paragraph('请输入命令行显示的设备码。', 'Enter the code that the command line shows.')}
${raw(form.replace(/ onfocus="[^"]*"/, '').replace('placeholder="Enter code"', 'aria-label="设备码 device code" placeholder="XXXX-XXXX"'))}
<button form="op.deviceInputForm">${both('继续', 'Continue')}</button>`,
  });

export const deviceConfirmPage = (form: string, client: string, code: string, device: string): Html =>
  document({
    title: ['确认设备', 'Confirm the device'],
    body: html`${paragraph(`「${client}」请求登录。请确认与命令行显示的设备码一致：`, `${client} asks to sign in. Is this the code it shows?`)}
<code class="big">${code}</code>
<p class="en">${device}</p>
${paragraph('如果不是您本人发起，请取消。', 'If it was not you who began this, cancel.')}
${raw(form)}
<button form="op.deviceConfirmForm">${both('一致，继续', 'It is, continue')}</button>
<button class="plain" form="op.deviceConfirmForm" name="abort" value="yes">${both('取消', 'Cancel')}</button>`,
  });

export const signOutPage = (form: string): Html =>
  document({
    title: ['退出登录', 'Sign out'],
    body: html`${paragraph('确定要在本浏览器退出吗？', 'Sign out in this browser?')}
${raw(form)}
<button form="op.logoutForm" name="logout" value="yes">${both('退出', 'Sign out')}</button>`,
  });
