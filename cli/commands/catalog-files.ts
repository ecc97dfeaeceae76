/** `catalog import|export`: the catalog as the standard's spreadsheet, or as DCAT. */
import { readFile, writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { importAnswer } from '../../schemas/catalog-files.ts';
import { encode } from '../api-client.ts';
import { type Command, textOf, wordAt } from '../command.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

/** By option, else by the file's name. @throws WrongUsage */
function formatOf(asked: string | undefined, path: string): 'xlsx' | 'dcat' {
  if (asked === 'xlsx' || asked === 'dcat') return asked;
  if (asked !== undefined) throw new WrongUsage('--format 为 xlsx 或 dcat', '--format is xlsx or dcat');
  return /\.(?:json|jsonld)$/i.test(path) ? 'dcat' : 'xlsx';
}

const exporting: Command = {
  name: 'catalog export',
  usage: '-o FILE [--format xlsx|dcat] [--department DEPT]',
  zh: '导出目录：标准电子表格或 DCAT',
  en: 'the catalog as a spreadsheet or as DCAT',
  options: {
    output: { type: 'string', short: 'o' },
    format: { type: 'string' },
    department: { type: 'string' },
  },
  words: [0, 0],
  async run({ connection, values }) {
    const output = textOf(values, 'output');
    if (output === undefined)
      throw new WrongUsage('请以 -o 指明保存到哪个文件', 'say where it goes with -o FILE');
    const format = formatOf(textOf(values, 'format'), output);
    const department = textOf(values, 'department');
    const by = department === undefined ? '' : `&department=${encode(department)}`;
    const response = await connection.as('operator').raw(`/catalog-export?format=${format}${by}`);
    await writeFile(output, new Uint8Array(await response.arrayBuffer()));
    return { json: { format, file: output }, text: inBoth(`已保存到 ${output}`, `saved to ${output}`) };
  },
};

const outcomes = {
  drafted: ['已成草稿', 'drafted'],
  unchanged: ['无变化', 'unchanged'],
  refused: ['未导入', 'refused'],
} as const;

const importing: Command = {
  name: 'catalog import',
  usage: 'FILE [--format xlsx|dcat] [--as DEPT]',
  zh: '导入目录为草稿',
  en: 'take a catalog file in, as drafts',
  options: { format: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const path = wordAt(words, 0, 'FILE');
    const bytes = await readFile(path).catch(() => {
      throw new WrongUsage(`无法读取文件 ${path}`, `the file ${path} cannot be read`);
    });
    const body = { format: formatOf(textOf(values, 'format'), path), content: bytes.toString('base64') };
    const answer = await connection
      .as('operator')
      .post<z.infer<typeof importAnswer>>('/catalog-import', body);
    const rows = answer.items.map(({ code, outcome, message }) => [
      code,
      inBoth(outcomes[outcome][0], outcomes[outcome][1]),
      message ?? '',
    ]);
    const failed = answer.items.some(({ outcome }) => outcome === 'refused');
    return { json: answer, text: alignTable(rows), status: failed ? 1 : 0 };
  },
};

export const catalogFileCommands = [exporting, importing] as const;
