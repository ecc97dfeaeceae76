/**
 * Finds words in the texts of live documents. A page reads the texts of a bounded number of documents, the newest of
 * each resource first, ranks what it found in them, and says where the next one goes on. Texts that were read before
 * and in which the words cannot stand are passed over: see `text-index.ts`.
 */
import type { Document, DocumentHit, DocumentView } from '../../../schemas/document.ts';
import type { LiveBatch } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { newestList } from '../exchange/live-list.ts';
import { readBytes } from '../object-json.ts';
import type { Ports } from '../ports/index.ts';
import { documents } from './kinds.ts';
import { makeSnippet } from './make-snippet.ts';
import { fold, matchText, mayMatch } from './match-text.ts';
import { type Known, TextIndex } from './text-index.ts';
import { mayHold, signText } from './text-signature.ts';

/** What one page reads, at most: resources, texts of documents, and UTF-16 units of these. */
const pageResources = 200;
export const pageDocuments = 100;
const pageCharacters = 16 * 1024 ** 2;
/** Texts read at once. */
const atOnce = 8;
/** What a hit in the name counts beside those in the text. */
const nameWeight = 2;

/** Where a page ended: the last document looked at, by its place in its resource. */
export interface SearchPlace {
  readonly resource: string;
  readonly before: number;
}

export interface FoundPage {
  readonly items: readonly DocumentHit[];
  readonly looked: number;
  readonly next?: SearchPlace;
}

interface Candidate {
  readonly batch: LiveBatch;
  readonly known: Known | undefined;
}

/**
 * @param index what this process remembers of texts: one for all its searches
 * @param resources in the order of their codes; those before the place are left out by the caller
 */
export const searchDocuments =
  (ports: Ports, index = new TextIndex()) =>
  async (
    resources: AsyncIterable<Resource>,
    words: readonly string[],
    from?: SearchPlace,
  ): Promise<FoundPage> => {
    const page = { items: [] as DocumentHit[], looked: 0, read: 0, characters: 0, resources: 0 };
    for await (const { code } of resources) {
      const before = from?.resource === code ? from.before : Number.POSITIVE_INFINITY;
      const { live, wanted } = await candidates(ports, index, code, before, words);
      let passed = 0;
      for (let at = 0; at < wanted.length; at += atOnce) {
        const group = wanted.slice(at, at + atOnce);
        const found = await documentsOf(ports, group);
        const hits = await Promise.all(found.map((document) => look(ports, index, document, words)));
        page.items.push(...hits.filter((hit) => hit !== undefined));
        page.read += found.length;
        page.characters += found.reduce((sum, { text }) => sum + text.length, 0);
        const last = group.at(-1)?.batch.place ?? 0;
        while ((live[passed]?.place ?? -1) >= last) passed += 1;
        if (page.read >= pageDocuments || page.characters >= pageCharacters)
          return {
            items: ranked(page.items),
            looked: page.looked + passed,
            next: { resource: code, before: last },
          };
      }
      page.looked += live.length;
      page.resources += 1;
      if (page.resources === pageResources)
        return { items: ranked(page.items), looked: page.looked, next: { resource: code, before: 0 } };
    }
    return { items: ranked(page.items), looked: page.looked };
  };

/** Live documents of a resource, newest place first; and of these the ones in which the words may stand. */
async function candidates(
  ports: Ports,
  index: TextIndex,
  resource: string,
  before: number,
  words: readonly string[],
): Promise<{ readonly live: readonly LiveBatch[]; readonly wanted: readonly Candidate[] }> {
  const list = await newestList(ports, resource);
  const all = list.entries.flatMap((entry) => entry.batches);
  const known = index.of(resource, new Set(all.map(({ batch }) => batch)));
  const live = all.filter(({ place }) => place < before).sort((a, b) => b.place - a.place);
  const wanted = live
    .map((batch) => ({ batch, known: known.get(batch.batch) }))
    .filter((one) => one.known === undefined || isWorthReading(one.known, words));
  return { live, wanted };
}

const isWorthReading = ({ document, signature }: Known, words: readonly string[]): boolean =>
  mayMatch(words, (part) => mayHold(signature, part)) || matchText(foldedName(document), words).score > 0;

async function documentsOf(ports: Ports, group: readonly Candidate[]): Promise<Document[]> {
  const missing = group.filter(({ known }) => known === undefined).map(({ batch }) => batch.batch);
  const stored = missing.length === 0 ? [] : await ports.records.getMany(missing.map(documents.key));
  // What was committed before documents were described has no record.
  const read = stored.flatMap((one) => (one ? [documents.schema.parse(one.value)] : []));
  const byBatch = new Map(read.map((document) => [document.batch, document]));
  return group
    .map(({ batch, known }) => known?.document ?? byBatch.get(batch.batch))
    .filter((document) => document !== undefined);
}

const foldedName = ({ fileName }: Document): string => fold(fileName.normalize('NFKC'));

async function look(
  { objects }: Ports,
  index: TextIndex,
  document: Document,
  words: readonly string[],
): Promise<DocumentHit | undefined> {
  const { key } = document.text;
  const text = key === undefined ? '' : new TextDecoder().decode(await readBytes(objects, key));
  const folded = fold(text);
  index.keep({ document, signature: signText(folded) });
  const inText = matchText(folded, words);
  const inName = matchText(foldedName(document), words);
  const score = inText.score + nameWeight * inName.score;
  if (score === 0) return undefined;
  const shown = inText.score > 0 ? makeSnippet(text, inText.at, words) : { snippet: '', marks: [] };
  return {
    document: viewOf(document),
    score: Math.round(score * 1000) / 1000,
    ...shown,
    inName: inName.score > 0,
  };
}

/** Without where its text lies. */
export function viewOf({
  schema: _schema,
  text: { key: _key, ...text },
  ...document
}: Document): DocumentView {
  return { ...document, text };
}

const ranked = (hits: readonly DocumentHit[]): DocumentHit[] =>
  hits.toSorted((a, b) => b.score - a.score || (a.document.committedAt < b.document.committedAt ? 1 : -1));
