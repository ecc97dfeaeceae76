/** `resource …`: the catalog. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseResource } from '../../layers/core/catalog/parse-resource.ts';
import type { Resource } from '../../schemas/resource.ts';
import { allPages } from '../all-pages.ts';
import { type ApiClient, encode } from '../api-client.ts';
import { type Command, wordAt } from '../command.ts';
import { describeCycle, describeResource } from '../describe-resource.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

interface Applied {
  readonly code: string;
  readonly version: number;
  readonly outcome: 'created' | 'changed' | 'unchanged';
  readonly compatible?: boolean;
}

const outcomes = {
  created: ['新建', 'created'],
  changed: ['变更', 'changed'],
  unchanged: ['无变化', 'unchanged'],
} as const;

const describeOutcome = (outcome: Applied['outcome']): string => {
  const [zh, en] = outcomes[outcome];
  return inBoth(zh, en);
};

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new WrongUsage(`无法读取文件 ${path}`, `the file ${path} cannot be read`);
  }
}

/** The file is checked here too, so that its faults are told with the file's own name and lines. */
async function applyFile(client: ApiClient, path: string): Promise<Applied & { file: string }> {
  const text = await readText(path);
  const { code } = parseResource(text, basename(path));
  const type = path.endsWith('.json') ? 'application/json' : 'application/yaml';
  return { file: path, ...(await client.put<Applied>(`/resources/${encode(code)}`, text, type)) };
}

const apply: Command = {
  name: 'resource apply',
  usage: 'FILE…',
  zh: '登记或变更信息资源',
  en: 'put resource files in force',
  words: [1, Number.POSITIVE_INFINITY],
  async run({ connection, words }) {
    const client = connection.as('operator');
    const applied: (Applied & { file: string })[] = [];
    for (const path of words) applied.push(await applyFile(client, path));
    const rows = applied.map((one) => [one.code, `v${one.version}`, describeOutcome(one.outcome), one.file]);
    return { json: { applied }, text: alignTable(rows) };
  },
};

interface Summary {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly departments: readonly string[];
  readonly cycle: Resource['cycle'];
  readonly grade: number;
  readonly mode: string;
  readonly version: number;
}

const list: Command = {
  name: 'resource list',
  usage: '',
  zh: '信息资源目录',
  en: 'the resource catalog',
  words: [0, 0],
  async run({ connection }) {
    const items = await allPages<Summary>(connection.as('operator'), '/resources');
    const rows = items.map((one) => [
      one.code,
      one.name,
      one.departments.join(','),
      describeCycle(one.cycle),
      `${one.grade}`,
      one.mode,
      `v${one.version}`,
      one.nameEn,
    ]);
    const header = [
      '代码 code',
      '名称 name',
      '部门 by',
      '周期 cycle',
      '级 grade',
      '方式 mode',
      '版本 version',
      '',
    ];
    return { json: { items }, text: alignTable([header, ...rows]) };
  },
};

const show: Command = {
  name: 'resource show',
  usage: 'CODE',
  zh: '查看信息资源',
  en: 'a resource and its items',
  words: [1, 1],
  async run({ connection, words }) {
    const path = `/resources/${encode(wordAt(words, 0, 'CODE'))}`;
    const answer = await connection.as('operator').get<{ resource: Resource; generation: number }>(path);
    const { resource, generation } = answer;
    return { json: answer, text: describeResource(resource, generation) };
  },
};

export const resourceCommands = [apply, list, show] as const;
