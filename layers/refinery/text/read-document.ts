/**
 * A document's real type, its pages and its text. What is damaged, dangerous, protected or too large has no text, and
 * says why; only a fault of the machine is an error.
 */
import type { DocumentText } from '../../../schemas/document.ts';
import { maskFreeText } from '../../core/desensitise/free-text.ts';
import { PoisonError } from '../../core/errors.ts';
import { sizeOf } from '../decode/byte-source.ts';
import { mostFile, NoText, TextBudget } from './budget.ts';
import { type RealDocument, readDocumentType } from './document-type.ts';
import { readDocxText, readOfdText } from './office-text.ts';
import { readPdfText } from './pdf/read-pdf-text.ts';
import { readHtmlText, readPlainText } from './plain-text.ts';

export async function readDocument(path: string, { masked }: { masked: boolean }): Promise<DocumentText> {
  const budget = new TextBudget();
  let type: DocumentText['type'] = 'unknown';
  try {
    const real = await readDocumentType(path);
    type = real.type;
    const pages = await takeText(path, real, budget);
    const { text, cut } = budget.finish();
    const kept = masked ? maskFreeText(text).text : text;
    if (kept === '') return { type, pages, state: 'none', cut: false };
    return { type, pages, state: 'text', text: kept, cut };
  } catch (error) {
    const why = whyOf(error);
    if (why === undefined) throw error;
    return { type, state: 'failed', why, cut: false };
  }
}

/** @returns pages, where the format has them */
async function takeText(path: string, real: RealDocument, budget: TextBudget): Promise<number | undefined> {
  const readers: Partial<Record<RealDocument['type'], () => Promise<unknown>>> = {
    txt: () => readPlainText(path, budget),
    html: () => readHtmlText(path, budget),
    docx: () => readDocxText(path, real.entries, budget),
    ofd: () => readOfdText(path, real.entries, budget),
    pdf: () => readPdfText(path, budget),
  };
  const read = readers[real.type];
  if (read === undefined) return undefined;
  if ((await sizeOf(path)) > mostFile) throw new NoText('too-large');
  const pages = await read();
  return typeof pages === 'number' ? pages : undefined;
}

/** Undefined for a fault of the machine; whatever else a file brings a reader to, it is the file's. */
function whyOf(error: unknown): string | undefined {
  if (error instanceof NoText) return error.why;
  if (error instanceof PoisonError) return error.code;
  return error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError
    ? 'damaged'
    : undefined;
}
