/** The portal's pages: whole in themselves, no script, nothing from elsewhere; readable on a phone and without colour. */

import { cycleNames } from '../../layers/core/catalog/cycle-names.ts';
import type { OpenResource } from '../../layers/core/portal/open-catalog.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

const style = `
:root { color-scheme: light dark; --ink: #10293a; --soft: #55707f; --paper: #f3f7f9; --card: #fff; --line: #d5e1e7; --water: #0b6f7f; --deep: #0a3d52; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4eef3; --soft: #9bb1bd; --paper: #0d1a22; --card: #14262f; --line: #27404c; --water: #54c3d2; --deep: #0f2f3e; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.65; font-family: system-ui, -apple-system,
  "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif; }
a { color: var(--water); }
a:focus-visible, input:focus-visible, button:focus-visible { outline: 3px solid var(--water); outline-offset: 2px; }
header { background: var(--deep); color: #fff; }
header .in, main, footer { width: min(68rem, 100%); margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2rem); }
header h1 { margin: 0; font-size: clamp(1.5rem, 5vw, 2.1rem); letter-spacing: .06em; }
header h1 a { color: inherit; text-decoration: none; }
header p { margin: .3rem 0 0; color: #c9dfe8; }
form { display: flex; gap: .6rem; margin-top: 1.1rem; max-width: 36rem; }
input { flex: 1; min-width: 0; font: inherit; padding: .65rem .9rem; border: 0; border-radius: .5rem; color: #10293a; background: #fff; }
button { font: inherit; padding: .65rem 1.3rem; border: 0; border-radius: .5rem; background: #37b3c4; color: #06222d; font-weight: 600; cursor: pointer; white-space: nowrap; }
.count { color: var(--soft); margin: 0 0 1rem; }
.list { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); list-style: none; margin: 0; padding: 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1.1rem 1.2rem; display: flex; flex-direction: column; gap: .4rem; }
.card h2 { margin: 0; font-size: 1.12rem; }
.card h2 a { text-decoration: none; color: var(--ink); }
.card h2 a:hover { color: var(--water); text-decoration: underline; }
.en, .facts { color: var(--soft); font-size: .9rem; margin: 0; }
.card p { margin: 0; }
.card .files { margin-top: auto; padding-top: .5rem; }
.files { display: flex; flex-wrap: wrap; gap: .6rem; }
.files a { border: 1px solid var(--water); border-radius: .45rem; padding: .35rem .9rem; text-decoration: none; font-size: .95rem; }
.files a:hover { background: color-mix(in srgb, var(--water) 12%, transparent); }
section { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: clamp(1rem, 3vw, 1.6rem); margin-bottom: 1.2rem; }
section h2 { margin: 0 0 .6rem; font-size: 1.15rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.2rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .94rem; }
th, td { text-align: left; padding: .5rem .7rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
td.long { white-space: normal; min-width: 10rem; }
th { color: var(--soft); font-weight: 600; }
code { font-family: ui-monospace, "Cascadia Mono", Consolas, monospace; font-size: .9em; overflow-wrap: anywhere; }
footer { color: var(--soft); font-size: .9rem; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .6rem } }
`;

interface Framed {
  readonly title: string;
  /** From this page to the portal's first one. */
  readonly home: string;
  /** From this page to the DCAT document. */
  readonly dcat: string;
  readonly asked?: string;
  readonly body: string;
}

const frame = ({ title, home, dcat, asked, body }: Framed): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="alternate" type="application/ld+json" href="${dcat}">
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header><div class="in">
<h1><a href="${home}">税源 · 开放数据</a></h1>
<p>向社会开放的政务数据，无需注册即可下载 · <span lang="en">Open government data, no account needed</span></p>
${
  asked === undefined
    ? ''
    : `<form action="${home}" method="get" role="search"><input name="q" type="search" maxlength="100" value="${escapeHtml(asked)}" placeholder="例如：中标、排放、财政收入" aria-label="检索开放数据 Search"><button>检索 Search</button></form>`
}
</div></header>
<main>
${body}
</main>
<footer>
<p>每项数据在开放前经过披露审查，新数据自动复查，不含可识别个人的信息。<br><span lang="en">Every dataset is checked for disclosure before it is opened, and each new edition again.</span></p>
<p><a href="${dcat}">数据目录 DCAT（JSON-LD）</a></p>
</footer>
</body>
</html>
`;

const sizeOf = (bytes: number): string => {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
};

const filesOf = ({ published }: OpenResource, prefix: string): string =>
  `<div class="files"><a href="${prefix}/data.csv" download>CSV · ${sizeOf(published.csv.size)}</a><a href="${prefix}/data.json" download>JSON · ${sizeOf(published.json.size)}</a></div>`;

const dayOf = (time: string): string => time.slice(0, 10);

function card(one: OpenResource): string {
  const { resource, departments, published } = one;
  const link = `open/${encodeURIComponent(resource.code)}`;
  return `<li class="card">
<h2><a href="${link}">${escapeHtml(resource.name)}</a></h2>
<p class="en" lang="en">${escapeHtml(resource.nameEn)}</p>
<p>${escapeHtml(resource.summary ?? '')}</p>
<p class="facts">${escapeHtml(departments.map(({ name }) => name).join('、'))} · ${cycleNames[resource.cycle]}更新 · ${published.rows} 行 · ${dayOf(published.at)}</p>
${filesOf(one, link)}
</li>`;
}

/** The first page: everything that is open, or what the words are in. */
export function openListPage(list: readonly OpenResource[], asked: string, total: number): string {
  const none =
    total === 0
      ? '目前还没有开放的数据。 <span lang="en">Nothing is open yet.</span>'
      : '没有找到，请换个词或清空检索。 <span lang="en">Nothing was found; try other words.</span>';
  const count =
    asked === ''
      ? `共 ${total} 项数据 · <span lang="en">${total} datasets</span>`
      : `“${escapeHtml(asked)}”：${list.length} / ${total} 项 · <a href="open">全部 all</a>`;
  const body =
    list.length === 0
      ? `<section><p>${none}</p></section>`
      : `<p class="count">${count}</p><ul class="list">${list.map(card).join('\n')}</ul>`;
  return frame({
    title: '税源 · 开放数据 Open data',
    home: 'open',
    dcat: 'open/catalog.jsonld',
    asked,
    body,
  });
}

const types = { text: '文本', integer: '整数', decimal: '小数', date: '日期', month: '年月' } as const;

/** One dataset: what it is, its items, its first rows, its files. */
export function openResourcePage(
  one: OpenResource,
  first: readonly Readonly<Record<string, unknown>>[],
): string {
  const { resource, items, departments, published } = one;
  const facts = [
    ['提供部门 Publisher', departments.map(({ name }) => name).join('、')],
    ['更新周期 Update', cycleNames[resource.cycle]],
    ['行数 Rows', `${published.rows}`],
    ['发布时间 Published', published.at.replace('T', ' ').slice(0, 16)],
    ['版次 Edition', `${published.version}.${published.generation}`],
    ...(resource.openCondition === undefined ? [] : [['开放条件 Condition', resource.openCondition]]),
    ['CSV SHA-256', published.csv.sha256],
  ];
  const itemRows = items.map(
    ({ code, name, type, unit, note }) =>
      `<tr><td>${escapeHtml(name)}</td><td><code>${escapeHtml(code)}</code></td><td>${types[type]}</td><td>${escapeHtml(unit ?? '')}</td><td class="long">${escapeHtml(note ?? '')}</td></tr>`,
  );
  const sampleRows = first.map(
    (row) =>
      `<tr>${items.map(({ code }) => `<td>${escapeHtml(String(row[code] ?? ''))}</td>`).join('')}</tr>`,
  );
  const body = `<section>
<h2>${escapeHtml(resource.name)}</h2>
<p class="en" lang="en">${escapeHtml(resource.nameEn)}</p>
<p>${escapeHtml(resource.summary ?? '')}</p>
<dl>${facts.map(([name = '', value = '']) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>
<p></p>${filesOf(one, encodeURIComponent(resource.code))}
</section>
<section><h2>数据项 Items</h2><div class="wide" tabindex="0" role="region" aria-label="数据项"><table><thead><tr><th>名称</th><th>代码</th><th>类型</th><th>单位</th><th>说明</th></tr></thead><tbody>${itemRows.join('')}</tbody></table></div></section>
${
  first.length === 0
    ? ''
    : `<section><h2>前 ${first.length} 行 First rows</h2><div class="wide" tabindex="0" role="region" aria-label="前几行"><table><thead><tr>${items.map(({ name }) => `<th>${escapeHtml(name)}</th>`).join('')}</tr></thead><tbody>${sampleRows.join('')}</tbody></table></div></section>`
}
<p><a href="../open">← 全部开放数据 All datasets</a></p>`;
  return frame({ title: `${resource.name} · 税源开放数据`, home: '../open', dcat: 'catalog.jsonld', body });
}
