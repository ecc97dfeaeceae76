/** Text of documents that are ZIPs of XML: DOCX (ECMA-376) and OFD (GB/T 33190). */
import { readEntry } from '../decode/inflate.ts';
import { defaultLimits } from '../decode/limits.ts';
import { localName, parseXml, type XmlHandler } from '../decode/xml-events.ts';
import type { ZipEntry } from '../decode/zip-directory.ts';
import type { TextBudget } from './budget.ts';

type Rule = 'text' | 'line' | 'blank';

const inWord: Readonly<Record<string, Rule>> = { t: 'text', p: 'line', br: 'line', tr: 'line', tab: 'blank' };
/** A piece of text each, placed by itself. */
const inPage: Readonly<Record<string, Rule>> = { TextCode: 'text', TextObject: 'line' };

/** Collects the content of the elements that hold text; field codes, deleted text and drawings are others. */
function collector(rules: Readonly<Record<string, Rule>>, budget: TextBudget): XmlHandler {
  let isText = 0;
  return {
    open(name) {
      budget.tick();
      const rule = rules[localName(name)];
      if (rule === 'text') isText += 1;
      if (rule === 'blank') budget.add(' ');
    },
    text(text) {
      if (isText > 0) budget.add(text);
    },
    close(name) {
      const rule = rules[localName(name)];
      if (rule === 'text') isText -= 1;
      if (rule === 'line') budget.add('\n');
    },
    done: () => budget.isFull,
  };
}

async function readPart(
  path: string,
  entry: ZipEntry,
  rules: Readonly<Record<string, Rule>>,
  budget: TextBudget,
): Promise<void> {
  budget.inflate(entry.size);
  await parseXml(
    readEntry(path, entry, defaultLimits),
    collector(rules, budget),
    defaultLimits,
    'malformed-xml',
  );
}

/** The body, then notes, headers and footers. @throws PoisonError */
export async function readDocxText(
  path: string,
  entries: readonly ZipEntry[],
  budget: TextBudget,
): Promise<void> {
  const beside = entries.filter(({ name }) =>
    /^word\/(?:footnotes|endnotes|header\d*|footer\d*)\.xml$/.test(name),
  );
  const body = entries.filter(({ name }) => name === 'word/document.xml');
  for (const entry of [...body, ...beside]) await readPart(path, entry, inWord, budget);
}

/** Pages in the order of their numbers. @returns how many there are @throws PoisonError */
export async function readOfdText(
  path: string,
  entries: readonly ZipEntry[],
  budget: TextBudget,
): Promise<number> {
  const pages = entries
    .filter(({ name }) => /^Doc_\d+\/Pages\/[^/]+\/Content\.xml$/i.test(name))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  for (const page of pages) {
    if (budget.isFull) break;
    await readPart(path, page, inPage, budget);
  }
  return pages.length;
}
