/**
 * Finds words in the texts of live documents. There is no index: a page reads the texts of a bounded number of
 * documents, the newest of each resource first, ranks what it found in them, and says where the next one goes on.
 */
import type { Document, DocumentHit, DocumentView } from '../../../schemas/document.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { newestList } from '../exchange/live-list.ts';
import { readBytes } from '../object-json.ts';
import type { Ports } from '../ports/index.ts';
import { documents } from './kinds.ts';
import { makeSnippet } from './make-snippet.ts';
import { fold, matchText } from './match-text.ts';

/** What one page looks at, at most: resources, documents, and UTF-16 units of their texts. */
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
  readonly document: Document;
  readonly place: number;
}

/** @param resources in the order of their codes; those before the place are left out by the caller */
export const searchDocuments =
  (ports: Ports) =>
  async (
    resources: AsyncIterable<Resource>,
    words: readonly string[],
    from?: SearchPlace,
  ): Promise<FoundPage> => {
    const page = { items: [] as DocumentHit[], looked: 0, characters: 0, resources: 0 };
    for await (const { code } of resources) {
      const before = from?.resource === code ? from.before : Number.POSITIVE_INFINITY;
      for await (const group of candidates(ports, code, before)) {
        const hits = await Promise.all(group.map((one) => look(ports, one.document, words)));
        page.items.push(...hits.filter((hit) => hit !== undefined));
        page.looked += group.length;
        page.characters += group.reduce((sum, { document }) => sum + document.text.length, 0);
        const last = group.at(-1)?.place ?? 0;
        if (page.looked >= pageDocuments || page.characters >= pageCharacters)
          return { items: ranked(page.items), looked: page.looked, next: { resource: code, before: last } };
      }
      page.resources += 1;
      if (page.resources === pageResources)
        return { items: ranked(page.items), looked: page.looked, next: { resource: code, before: 0 } };
    }
    return { items: ranked(page.items), looked: page.looked };
  };

/** Live documents of a resource, newest place first, a few at a time. */
async function* candidates(ports: Ports, resource: string, before: number): AsyncIterable<Candidate[]> {
  const list = await newestList(ports, resource);
  const live = list.entries
    .flatMap((entry) => entry.batches)
    .filter(({ place }) => place < before)
    .sort((a, b) => b.place - a.place);
  for (let at = 0; at < live.length; at += atOnce) {
    const group = live.slice(at, at + atOnce);
    const stored = await ports.records.getMany(group.map(({ batch }) => documents.key(batch)));
    // What was committed before documents were described has no record.
    const found = stored.flatMap((one, index) =>
      one ? [{ document: documents.schema.parse(one.value), place: group[index]?.place ?? 0 }] : [],
    );
    if (found.length > 0) yield found;
  }
}

async function look(
  { objects }: Ports,
  document: Document,
  words: readonly string[],
): Promise<DocumentHit | undefined> {
  const { key } = document.text;
  const text = key === undefined ? '' : new TextDecoder().decode(await readBytes(objects, key));
  const inText = matchText(fold(text), words);
  const inName = matchText(fold(document.fileName.normalize('NFKC')), words);
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
