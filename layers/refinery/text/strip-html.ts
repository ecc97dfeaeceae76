/** What a web page shows, from its source: one pass, no pattern that can go back, nothing of it is run or fetched. */
import type { TextBudget } from './budget.ts';

/** Elements whose content is not shown. */
const silent = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'svg',
  'math',
  'head',
  'iframe',
  'object',
]);
/** Elements within a line. */
const inline = new Set(
  'a abbr b bdi bdo cite code data em font i kbd mark q s small span strong sub sup time u var'.split(' '),
);

export function stripHtml(page: string, budget: TextBudget): void {
  let at = 0;
  while (at < page.length && !budget.isFull) {
    const open = page.indexOf('<', at);
    budget.add(unescapeHtml(page.slice(at, open < 0 ? page.length : open)));
    if (open < 0) return;
    budget.tick();
    at = skipTag(page, open, budget);
  }
}

/** @returns where text goes on behind a tag, and behind what is not shown */
function skipTag(page: string, open: number, budget: TextBudget): number {
  if (page.startsWith('<!--', open)) return behind(page, '-->', open + 4);
  const name = nameAt(page, open + 1);
  if (name === '') {
    if (/[/!?]/.test(page[open + 1] ?? '')) return closing(page, open, budget);
    budget.add('<');
    return open + 1;
  }
  const end = endOfTag(page, open);
  if (silent.has(name) && page[end - 2] !== '/') return skipElement(page, name, end, budget);
  if (!inline.has(name)) budget.add('\n');
  return end;
}

function closing(page: string, open: number, budget: TextBudget): number {
  const name = nameAt(page, open + 2);
  if (name !== '' && !inline.has(name)) budget.add('\n');
  return endOfTag(page, open);
}

/** Pages of title and metadata: of a head only its title is shown. */
function skipElement(page: string, name: string, from: number, budget: TextBudget): number {
  const end = indexOfClosing(page, name, from);
  if (name === 'head') {
    const title = indexOfTag(page, 'title', from, end);
    if (title >= 0) {
      const start = endOfTag(page, title);
      budget.add(`${unescapeHtml(page.slice(start, Math.min(end, indexOfClosing(page, 'title', start))))}\n`);
    }
  }
  return end >= page.length ? page.length : endOfTag(page, end);
}

function indexOfTag(page: string, name: string, from: number, to: number): number {
  for (let at = page.indexOf('<', from); at >= 0 && at < to; at = page.indexOf('<', at + 1))
    if (nameAt(page, at + 1) === name) return at;
  return -1;
}

function indexOfClosing(page: string, name: string, from: number): number {
  for (let at = page.indexOf('</', from); at >= 0; at = page.indexOf('</', at + 2))
    if (nameAt(page, at + 2) === name) return at;
  return page.length;
}

function nameAt(page: string, at: number): string {
  let end = at;
  while (end < at + 20 && /[a-z0-9]/i.test(page[end] ?? '')) end += 1;
  return /^[a-z]/i.test(page[at] ?? '') ? page.slice(at, end).toLowerCase() : '';
}

/** A `>` in a quoted attribute ends no tag. */
function endOfTag(page: string, open: number): number {
  let quote = '';
  for (let at = open + 1; at < page.length; at++) {
    const one = page[at] as string;
    if (quote !== '') quote = one === quote ? '' : quote;
    else if (one === '>') return at + 1;
    else if ((one === '"' || one === "'") && page[at - 1] === '=') quote = one;
  }
  return behind(page, '>', open);
}

const behind = (page: string, mark: string, from: number): number => {
  const found = page.indexOf(mark, from);
  return found < 0 ? page.length : found + mark.length;
};

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  middot: '·',
  yen: '¥',
  ldquo: '“',
  rdquo: '”',
  mdash: '—',
  hellip: '…',
};

function unescapeHtml(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));?/gi, (all, hex, decimal, name) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? all;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
  });
}
