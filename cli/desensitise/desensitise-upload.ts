/**
 * Desensitises a file on the department's own machine, with the platform's own cleaning: what is uploaded afterwards
 * holds tokens, masks and what was generalised, and the clear file never leaves. Only the values that become tokens
 * are sent to the tokeniser, over the API.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve as resolvePath } from 'node:path';
import { maskFreeText } from '../../layers/core/desensitise/free-text.ts';
import { PoisonError } from '../../layers/core/errors.ts';
import { type Proposal, proposeMapping } from '../../layers/core/mapping/propose-mapping.ts';
import { createRefinery, type DesensitisedFile, desensitiseFile } from '../../layers/refinery/index.ts';
import type { Mapping } from '../../schemas/refinery.ts';
import type { Resource } from '../../schemas/resource.ts';
import type { ApiClient } from '../api-client.ts';
import { RefusedCommand, WrongUsage } from '../failures.ts';
import { localFiles } from './local-files.ts';
import { apiTokens } from './token-client.ts';

export interface Choices {
  /** Header to item code, or undefined to leave the column out. */
  readonly columns: ReadonlyMap<string, string | undefined>;
  readonly period?: string | undefined;
}

export interface Desensitised extends DesensitisedFile {
  readonly path: string;
}

/** Parses `header=item` and `header=-`. @throws WrongUsage */
export function readChoices(given: readonly string[]): Map<string, string | undefined> {
  return new Map(
    given.map((one) => {
      const cut = one.lastIndexOf('=');
      if (cut < 1)
        throw new WrongUsage(
          `--map 写作 表头=信息项（不需要的列写 表头=-）`,
          `--map is HEADER=ITEM, or HEADER=- for a column that is not needed`,
        );
      const item = one.slice(cut + 1);
      return [one.slice(0, cut), item === '-' ? undefined : item] as const;
    }),
  );
}

/** The proposal with the answers given, and every column a person named himself. */
function settleMapping(proposal: Proposal, resource: Resource, { columns }: Choices): Mapping {
  const codes = new Set(resource.items.map(({ code }) => code));
  const settled = proposal.mapping.columns.map((column) => {
    if (!columns.has(column.header)) return column;
    const item = columns.get(column.header);
    if (item !== undefined && !codes.has(item))
      throw new WrongUsage(`${resource.code} 没有信息项 ${item}`, `${resource.code} has no item ${item}`);
    return { ...column, item, how: 'confirmed' as const };
  });
  const open = proposal.questions.filter(({ header }) => !columns.has(header));
  if (open.length > 0) throw uncertain(open);
  return { columns: settled };
}

function uncertain(open: Proposal['questions']): RefusedCommand {
  const headers = open.map(({ header, candidates }) => {
    const items = candidates.map(({ item }) => item).join('|') || 'ITEM';
    return `--map '${header}=${items}'`;
  });
  return new RefusedCommand(
    'uncertain-columns',
    `有的列无法确定对应哪个信息项，请逐列指明后重试：${headers.join(' ')}`,
    `which item some columns are is not certain; say it for each and try again: ${headers.join(' ')}`,
  );
}

const missingItems = (proposal: Proposal): RefusedCommand =>
  new RefusedCommand(
    'missing-item',
    `文件缺少必填项：${proposal.missing.join('、')}；请补上该列，或以 --map 指明`,
    `the file has no column for ${proposal.missing.join(', ')}; add it, or name it with --map`,
  );

/** Desensitises `path` into the folder `out`. @throws RefusedCommand when columns are not certain */
export async function desensitiseLocally(
  client: ApiClient,
  path: string,
  resource: Resource,
  { department, actor, choices, out }: { department: string; actor: string; choices: Choices; out: string },
): Promise<Desensitised> {
  const whole = resolvePath(path);
  const { size } = await stat(whole).catch(() => {
    throw new WrongUsage(`没有文件 ${path}`, `there is no file ${path}`);
  });
  const files = localFiles(whole, out);
  const options = { files, tokens: apiTokens(client) };
  const source = { key: 'source', fileName: basename(whole), size };
  try {
    const survey = await createRefinery(options).survey(source, resource);
    const proposal = proposeMapping({ resource, survey });
    const mapping = settleMapping(proposal, resource, choices);
    const isMapped = (code: string) => mapping.columns.some(({ item }) => item === code);
    if (!proposal.missing.every(isMapped)) throw missingItems(proposal);
    const { layout } = proposal;
    const job = { source, survey, layout, mapping, resource, department, period: choices.period ?? '-' };
    const target = join(out, `${maskFreeText(basename(whole).replace(/\.[^.]*$/, '')).text}.csv`);
    const context = { files, engine: {}, tokens: options.tokens, today: () => new Date() };
    return { path: target, ...(await desensitiseFile(context, job, target, actor)) };
  } catch (error) {
    if (!(error instanceof PoisonError)) throw error;
    throw new RefusedCommand(error.code, error.in('zh'), error.in('en'));
  }
}

/** A folder of one's own for what is about to be uploaded, gone afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), `shuiyuan-${randomUUID().slice(0, 8)}-`));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
