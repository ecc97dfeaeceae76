/** The frame of every page of the identity provider: no outside request, no inline script, readable on a telephone. */
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Page {
  readonly title: readonly [zh: string, en: string];
  readonly body: Html;
  readonly scripts?: boolean;
}

/** Chinese, and English beside it, smaller. */
export const both = (zh: string, en: string): Html => html`${zh} <span class="en" lang="en">${en}</span>`;

export const paragraph = (zh: string, en: string): Html =>
  html`<p>${zh}<span class="en line" lang="en">${en}</span></p>`;

/** Something that went wrong, or that was done: read out at once by screen readers. */
export const message = (kind: 'bad' | 'good', zh: string, en: string): Html =>
  html`<p class="${kind}" role="${kind === 'bad' ? 'alert' : 'status'}">${zh}<span class="en line" lang="en">${en}</span></p>`;

const mark = raw(
  '<svg viewBox="0 0 32 32" width="36" height="36" aria-hidden="true"><path fill="currentColor" d="M16 2c5 7 9 11.500 9 17a9 9 0 0 1-18 0c0-5.500 4-10 9-17z"/><path fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" d="M11.500 19.500a4.500 4.500 0 0 0 4.500 4.500"/></svg>',
);

/** A whole document. */
export const document = ({ title: [zh, en], body, scripts }: Page): Html => html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${zh} ${en} · 税源 Shuiyuan</title>
<link rel="stylesheet" href="/oidc/assets/style.css">
${scripts ? raw('<script type="module" src="/oidc/assets/passkeys.js"></script>') : ''}
</head>
<body>
<main>
<header>${mark}<div><strong>税源</strong><span class="en" lang="en">Shuiyuan</span></div></header>
<h1>${zh}<span class="en line" lang="en">${en}</span></h1>
${body}
</main>
</body>
</html>`;

/** What the pages may do: nothing from elsewhere. `formTargets`: where a form's answer may lead, beside here. */
export function pageHeaders(formTargets: readonly string[] = []): Record<string, string> {
  const forms = ["'self'", ...formTargets].join(' ');
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action ${forms}; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Not `no-referrer`: with it browsers send forms with `Origin: null`, and the origin is what we check.
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  };
}
