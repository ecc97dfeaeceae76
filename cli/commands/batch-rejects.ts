/** `batch rejects`: the refused rows, as a file or as a table. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, textOf, wordAt } from '../command.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';
import { batchPath } from './batch.ts';

const formats = ['xlsx', 'csv', 'json'] as const;
type Format = (typeof formats)[number];

function formatOf(asked: string | undefined, output: string | undefined): Format {
  const wanted = asked ?? (output ? extname(output).slice(1).toLowerCase() : 'json');
  const format = formats.find((one) => one === wanted);
  if (format) return format;
  if (asked === undefined) return 'xlsx';
  throw new WrongUsage('--format 为 xlsx、csv 或 json', '--format is xlsx, csv or json');
}

async function save(response: Response, path: string): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  try {
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(body, createWriteStream(draft, { mode: 0o600 }));
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

interface Row {
  readonly line: number;
  readonly problems: readonly { readonly zh: string; readonly en: string }[];
}

const tableOf = (rows: readonly Row[]): string =>
  alignTable(
    rows.flatMap(({ line, problems }) =>
      problems.map(({ zh, en }) => [inBoth(`第 ${line} 行`, `line ${line}`), inBoth(zh, en)]),
    ),
  );

export const rejectsCommand: Command = {
  name: 'batch rejects',
  usage: 'BATCH [-o FILE] [--format xlsx|csv|json]',
  zh: '下载被拒绝的行',
  en: 'the refused rows, with line and reason',
  options: { output: { type: 'string', short: 'o' }, format: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const output = textOf(values, 'output');
    const format = formatOf(textOf(values, 'format'), output);
    const batch = wordAt(words, 0, 'BATCH');
    const response = await connection.as('operator').raw(`${batchPath(batch)}/rejects?format=${format}`);
    if (output !== undefined) {
      await save(response, output);
      return {
        json: { batch, format, file: output },
        text: inBoth(`已保存到 ${output}`, `saved to ${output}`),
      };
    }
    if (format === 'xlsx')
      throw new WrongUsage('工作簿请以 -o 指明保存到哪个文件', 'say where the workbook goes with -o FILE');
    const text = await response.text();
    if (format === 'csv') return { json: { batch, format, content: text }, text: text.trimEnd() };
    const rows = JSON.parse(text) as Row[];
    const isAsked = values.format !== undefined;
    return { json: { batch, rows }, text: isAsked ? text.trimEnd() : tableOf(rows) };
  },
};
