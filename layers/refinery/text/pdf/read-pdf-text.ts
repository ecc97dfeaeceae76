/**
 * The text layer of a PDF: pages in their order, strings with the fonts' own tables of characters. A scan has none, nor
 * has a file whose fonts keep their characters to themselves; a protected one is not opened.
 */
import { readFile } from 'node:fs/promises';
import { sizeOf } from '../../decode/byte-source.ts';
import { mostFile, NoText, type TextBudget } from '../budget.ts';
import type { Dict, Value } from './objects.ts';
import { Ref } from './objects.ts';
import { PageText } from './page-text.ts';
import { isNamed, PdfFile } from './pdf-file.ts';

const mostPages = 20_000;
const mostDepth = 40;

/** @returns how many pages there are @throws NoText encrypted, too-large, too-long, damaged */
export async function readPdfText(path: string, budget: TextBudget): Promise<number> {
  if ((await sizeOf(path)) > mostFile) throw new NoText('too-large');
  const file = new PdfFile(await readFile(path), budget);
  const { root } = file;
  if (!root) throw new NoText('damaged');
  const text = new PageText(file, budget);
  let pages = 0;
  for (const page of pagesOf(file, root.get('Pages'))) {
    budget.tick();
    pages += 1;
    if (pages > mostPages) throw new NoText('too-large');
    if (!budget.isFull) text.show(contentOf(file, page.dict.get('Contents')), page.resources);
  }
  return pages;
}

interface Page {
  readonly dict: Dict;
  readonly resources: Dict | undefined;
}

/** Leaves of the tree of pages; a node that is met again is left out. */
function* pagesOf(
  file: PdfFile,
  node: Value | undefined,
  inherited?: Dict,
  seen: Set<number> = new Set(),
  depth = 0,
): Iterable<Page> {
  if (node instanceof Ref) {
    if (seen.has(node.number)) return;
    seen.add(node.number);
  }
  const dict = file.dict(node);
  if (!dict || depth > mostDepth) return;
  const resources = file.dict(dict.get('Resources')) ?? inherited;
  const kids = file.resolve(dict.get('Kids'));
  if (!Array.isArray(kids)) {
    if (isNamed(dict.get('Type'), 'Page') || dict.has('Contents')) yield { dict, resources };
    return;
  }
  for (const kid of kids as readonly Value[]) yield* pagesOf(file, kid, resources, seen, depth + 1);
}

/** Several streams are one. */
function contentOf(file: PdfFile, contents: Value | undefined): string {
  const direct = file.stream(contents);
  if (direct !== undefined) return direct;
  const list = file.resolve(contents);
  if (!Array.isArray(list)) return '';
  return (list as readonly Value[]).map((one) => file.stream(one) ?? '').join('\n');
}
