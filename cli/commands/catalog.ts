/** `catalog …`: entries, their states, what a version changes; import and export are in catalog-files.ts. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { z } from 'zod';
import { parseResource } from '../../layers/core/catalog/parse-resource.ts';
import type { CatalogEntry, diffAnswer, entryAnswer, entrySummary } from '../../schemas/catalog-entry.ts';
import { allPages } from '../all-pages.ts';
import { encode, newKey } from '../api-client.ts';
import { type Command, isSet, textOf, wordAt } from '../command.ts';
import { describeDiff, describeEntry, describeState } from '../describe-catalog.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable } from '../terminal.ts';

type Summary = z.infer<typeof entrySummary>;
type Diff = z.infer<typeof diffAnswer>;

const header = [
  '代码 code',
  '分类代码 class',
  '名称 name',
  '部门 by',
  '级 grade',
  '状态 state',
  '现行 in force',
  '来源 from',
];

const list: Command = {
  name: 'catalog list',
  usage: '[--state STATE] [--department DEPT] [--as DEPT]',
  zh: '资源目录及其状态',
  en: 'catalog entries and their states',
  options: { state: { type: 'string' }, department: { type: 'string' } },
  words: [0, 0],
  async run({ connection, values }) {
    const query = new URLSearchParams();
    for (const name of ['state', 'department']) {
      const value = textOf(values, name);
      if (value !== undefined) query.set(name, value);
    }
    const items = await allPages<Summary>(connection.as('operator'), `/catalog?${query}`);
    const rows = items.map((one) => [
      one.code,
      one.classification ?? '',
      one.name,
      one.departments.join(','),
      `${one.grade}`,
      describeState(one.state) + (one.effective ? ` → ${one.effective}` : ''),
      one.version === undefined ? '-' : `v${one.version}`,
      one.origin ?? '',
    ]);
    return { json: { items }, text: alignTable([header, ...rows]) };
  },
};

const show: Command = {
  name: 'catalog show',
  usage: 'CODE [--as DEPT]',
  zh: '目录的要素、状态与经过',
  en: 'an entry: elements, state, history',
  words: [1, 1],
  async run({ connection, words }) {
    const path = `/catalog/${encode(wordAt(words, 0, 'CODE'))}`;
    const answer = await connection.as('operator').get<z.infer<typeof entryAnswer>>(path);
    return { json: answer, text: describeEntry(answer) };
  },
};

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new WrongUsage(`无法读取文件 ${path}`, `the file ${path} cannot be read`);
  }
}

const movedText = ({ code, state, approval }: CatalogEntry): string =>
  `${code} ${describeState(state)}${approval ? ` → ${approval.effective}` : ''}`;

const draft: Command = {
  name: 'catalog draft',
  usage: 'FILE… [--as DEPT]',
  zh: '起草或修改目录（资源文件）',
  en: 'write the drafts of resource files',
  words: [1, Number.POSITIVE_INFINITY],
  async run({ connection, words }) {
    const client = connection.as('operator');
    const drafted: CatalogEntry[] = [];
    for (const path of words) {
      const text = await readText(path);
      const { code } = parseResource(text, basename(path));
      const type = path.endsWith('.json') ? 'application/json' : 'application/yaml';
      drafted.push(await client.put<CatalogEntry>(`/catalog/${encode(code)}/draft`, text, type));
    }
    return { json: { drafted }, text: drafted.map(movedText).join('\n') };
  },
};

interface Verb {
  readonly verb: string;
  readonly zh: string;
  readonly en: string;
  readonly usage: string;
  /** The move; where a verb stands for two, by the state the entry is in. */
  readonly moves: readonly [move: string, when?: CatalogEntry['state']][];
}

const verbs: readonly Verb[] = [
  {
    verb: 'submit',
    zh: '提交登记，登记后再提交发布',
    en: 'submit for registration, and once registered for publication',
    usage: '--as DEPT',
    moves: [['submit-publication', 'registered'], ['submit']],
  },
  { verb: 'register', zh: '登记', en: 'register', usage: '', moves: [['register']] },
  { verb: 'return', zh: '退回修改', en: 'return to be mended', usage: '--reason TEXT', moves: [['return']] },
  {
    verb: 'refuse',
    zh: '不予登记或不予发布',
    en: 'refuse registration or publication',
    usage: '--reason TEXT',
    moves: [['refuse-publication', 'awaiting-publication'], ['refuse-registration']],
  },
  {
    verb: 'publish',
    zh: '发布；影响他人的版本须给出生效时间，或写明理由立即生效',
    en: 'publish; what breaks something for others takes a day, or an override with a reason',
    usage: '[--effective TIME] [--override --reason TEXT]',
    moves: [['publish']],
  },
  {
    verb: 'withdraw',
    zh: '撤销',
    en: 'withdraw',
    usage: '--reason TEXT [--as DEPT]',
    moves: [['withdraw']],
  },
];

const moveCommand = ({ verb, zh, en, usage, moves }: Verb): Command => ({
  name: `catalog ${verb}`,
  usage: `CODE ${usage}`.trim(),
  zh,
  en,
  options: { reason: { type: 'string' }, effective: { type: 'string' }, override: { type: 'boolean' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const client = connection.as('operator');
    const path = `/catalog/${encode(wordAt(words, 0, 'CODE'))}`;
    const state =
      moves.length > 1 ? (await client.get<z.infer<typeof entryAnswer>>(path)).entry.state : undefined;
    const [move] = moves.find(([, when]) => when === state) ?? moves[moves.length - 1] ?? [verb];
    const body = {
      move,
      reason: textOf(values, 'reason'),
      effective: instantOf(textOf(values, 'effective')),
      override: isSet(values, 'override') ? true : undefined,
    };
    const entry = await client.post<CatalogEntry>(`${path}/moves`, body, newKey());
    return { json: entry, text: movedText(entry) };
  },
});

/** A day is its beginning in UTC. @throws WrongUsage */
function instantOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new WrongUsage(
    '--effective 写作 2015-05-01 或 2015-05-01T00:00:00Z',
    '--effective is written 2015-05-01 or 2015-05-01T00:00:00Z',
  );
}

const versionAt = (words: readonly string[], index: number): string | undefined =>
  words[index]?.replace(/^v/i, '');

const diff: Command = {
  name: 'catalog diff',
  usage: 'CODE [V1 [V2]] [--as DEPT]',
  zh: '两个版本的差异及其影响；不写版本时为现行与草稿',
  en: 'what lies between two versions, and whom it breaks; without versions: in force and draft',
  words: [1, 3],
  async run({ connection, words }) {
    const query = new URLSearchParams();
    const [from, to] = [versionAt(words, 1), versionAt(words, 2)];
    if (from !== undefined) query.set('from', from);
    if (to !== undefined) query.set('to', to);
    const path = `/catalog/${encode(wordAt(words, 0, 'CODE'))}/diff?${query}`;
    const answer = await connection.as('operator').get<Diff>(path);
    return { json: answer, text: describeDiff(answer) };
  },
};

export const catalogCommands = [list, show, draft, ...verbs.map(moveCommand), diff] as const;
