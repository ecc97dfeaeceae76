/** `document …`: files that are passed on as they are, and words in their texts. */
import type { DocumentHit, DocumentsAnswer, DocumentView } from '../../schemas/document.ts';
import { type ApiClient, encode } from '../api-client.ts';
import { type Command, textOf, wordAt } from '../command.ts';
import { alignTable, inBoth } from '../terminal.ts';

/** What was found stands in brackets. */
function marked({ snippet, marks }: DocumentHit): string {
  let out = '';
  let at = 0;
  for (const [from, to] of marks) {
    out += `${snippet.slice(at, from)}【${snippet.slice(from, to)}】`;
    at = to;
  }
  return out + snippet.slice(at);
}

/** After so many hits, or pages, a person narrows the words. */
const enough = 20;
const mostPages = 10;

async function findAll(client: ApiClient, path: string): Promise<DocumentsAnswer> {
  const items: DocumentHit[] = [];
  let looked = 0;
  let next: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const cursor = next === undefined ? '' : `&cursor=${encode(next)}`;
    const answer = await client.get<DocumentsAnswer>(`${path}${cursor}`);
    items.push(...answer.items);
    looked += answer.looked;
    next = answer.next;
    if (next === undefined || items.length >= enough) break;
  }
  return { items, looked, ...(next === undefined ? {} : { next }) };
}

function describeHits({ items, looked, next }: DocumentsAnswer): string {
  const count = inBoth(
    `查看 ${looked} 个文件，找到 ${items.length} 个`,
    `${items.length} found in ${looked} documents`,
  );
  const lines = items.flatMap((hit) => [
    `${hit.document.batch}  ${hit.document.resource}  ${hit.document.fileName}`,
    ...(hit.snippet === '' ? [] : [`  ${marked(hit)}`]),
  ]);
  const more = inBoth(
    '还有更早的文件，请用 --resource 或更确切的词',
    'older ones were not looked at: narrow it with --resource',
  );
  return [count, ...lines, ...(next === undefined ? [] : [more])].join('\n');
}

const search: Command = {
  name: 'document search',
  usage: 'WORDS… [--resource CODE] [--as DEPARTMENT]',
  zh: '检索文件全文',
  en: 'search the text of documents',
  options: { resource: { type: 'string' } },
  words: [1, Number.POSITIVE_INFINITY],
  async run({ connection, words, values }) {
    const resource = textOf(values, 'resource');
    const narrowed = resource === undefined ? '' : `&resource=${encode(resource)}`;
    const found = await findAll(connection.as(), `/documents?q=${encode(words.join(' '))}${narrowed}`);
    return { json: found, text: describeHits(found) };
  },
};

const states = {
  text: ['有', 'yes'],
  none: ['无文字', 'none'],
  failed: ['未能取得', 'could not be taken out'],
} as const;

function describe(document: DocumentView): string {
  const { text } = document;
  const [zh, en] = states[text.state];
  const why = text.why === undefined ? '' : ` (${text.why})`;
  return alignTable([
    [inBoth('批次', 'batch'), document.batch],
    [inBoth('资源', 'resource'), document.resource],
    [inBoth('部门', 'department'), document.department],
    [inBoth('所属期', 'period'), document.period],
    [inBoth('文件', 'file'), document.fileName],
    [inBoth('类型', 'type'), document.type],
    [inBoth('字节', 'bytes'), `${document.size}`],
    [inBoth('页数', 'pages'), `${document.pages ?? '-'}`],
    ['SHA-256', document.sha256],
    [inBoth('全文', 'text'), `${inBoth(zh, en)}${why}`],
  ]);
}

const show: Command = {
  name: 'document show',
  usage: 'BATCH [--as DEPARTMENT]',
  zh: '查看文件说明',
  en: 'what is known of a document',
  words: [1, 1],
  async run({ connection, words }) {
    const path = `/documents/${encode(wordAt(words, 0, 'BATCH'))}`;
    const document = await connection.as().get<DocumentView>(path);
    return { json: document, text: describe(document) };
  },
};

export const documentCommands = [search, show] as const;
