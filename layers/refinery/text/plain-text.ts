/** Text files, and what web pages show. */
import type { Encoding } from '../../../schemas/refinery.ts';
import { readRange } from '../decode/byte-source.ts';
import { defaultLimits } from '../decode/limits.ts';
import { detectEncoding } from '../decode/text-encoding.ts';
import { utf8Bytes } from '../decode/transcode.ts';
import type { TextBudget } from './budget.ts';
import { stripHtml } from './strip-html.ts';

async function* decodedText(path: string, encoding?: Encoding): AsyncIterable<string> {
  const decoder = new TextDecoder();
  const found = encoding ?? (await detectEncoding(path, defaultLimits)).encoding;
  for await (const piece of utf8Bytes(path, found, defaultLimits))
    yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

/** @throws PoisonError bad-encoding */
export async function readPlainText(path: string, budget: TextBudget): Promise<void> {
  for await (const piece of decodedText(path)) {
    budget.tick();
    budget.add(piece);
    if (budget.isFull) return;
  }
}

/** Bytes of a page that are looked at: markup is longer than what it says. */
const mostPage = 16 << 20;

/** @throws PoisonError bad-encoding */
export async function readHtmlText(path: string, budget: TextBudget): Promise<void> {
  let page = '';
  for await (const piece of decodedText(path, await declaredEncoding(path))) {
    page += piece;
    if (page.length > mostPage) break;
  }
  budget.tick();
  stripHtml(page, budget);
}

/** What the page says of itself, where that is not what it would be taken for anyway. */
async function declaredEncoding(path: string): Promise<Encoding | undefined> {
  const head = (await readRange(path, 0, 2048)).toString('latin1');
  const name = /charset\s*=\s*["']?\s*(gb2312|gbk|gb18030)/i.exec(head)?.[1];
  return name === undefined ? undefined : 'gb18030';
}
