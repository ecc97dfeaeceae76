/** `query SQL`: asks the lake and waits for the rows. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { queryResultsAnswer } from '../../schemas/query-api.ts';
import type { Execution } from '../../schemas/workbench.ts';
import { type ApiClient, encode, newKey } from '../api-client.ts';
import { type Command, textOf, wordAt } from '../command.ts';
import { RefusedCommand } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

type Page = z.infer<typeof queryResultsAnswer>;

/** Longer between two looks the longer it takes. */
const longestPause = 1000;

async function untilEnded(client: ApiClient, started: Execution): Promise<Execution> {
  let execution = started;
  for (let pause = 20; execution.endedAt === undefined; pause = Math.min(longestPause, pause * 1.5)) {
    await sleep(pause);
    execution = await client.get<Execution>(`/queries/${encode(started.id)}`);
  }
  return execution;
}

async function allRows(client: ApiClient, id: string): Promise<Page> {
  const path = `/queries/${encode(id)}/results`;
  let page = await client.get<Page>(path);
  const rows = [...page.rows];
  while (page.next !== undefined) {
    page = await client.get<Page>(`${path}?after=${encode(page.next)}`);
    rows.push(...page.rows);
  }
  return { columns: page.columns, rows };
}

/** With the place in the text, as editors write it. */
function failed({ error, state }: Execution): RefusedCommand {
  const { code, zh, en, line, column } = error ?? { code: state, zh: state, en: state };
  const [placeZh, placeEn] =
    line === undefined ? ['', ''] : [`第 ${line} 行第 ${column} 列：`, `line ${line}:${column}: `];
  return new RefusedCommand(code, `${placeZh}${zh}`, `${placeEn}${en}`);
}

function textOfPage({ columns, rows }: Page, { cut, id }: Execution): string {
  const header = columns.map(({ name }) => name);
  const table =
    columns.length > 0
      ? [alignTable([header, ...rows.map((row) => row.map((value) => value ?? 'NULL'))])]
      : [];
  const count = inBoth(`${rows.length} 行（查询 ${id}）`, `${rows.length} rows (query ${id})`);
  const limit = cut ? [inBoth('已达行数上限，可能还有', 'the row limit was reached: there may be more')] : [];
  return [...table, count, ...limit].join('\n');
}

const query: Command = {
  name: 'query',
  usage: 'SQL [--database NAME] [--work-group NAME] [--param LITERAL]… [--as DEPT]',
  zh: '用 SQL 查询（Athena v3 语法）；--param 依次代替 ?，写作 SQL 常量',
  en: 'ask the lake in SQL (Athena engine v3); --param stands for each ? in turn, as a literal of SQL',
  options: {
    database: { type: 'string' },
    'work-group': { type: 'string' },
    param: { type: 'string', multiple: true },
  },
  words: [1, 1],
  async run({ connection, words, values }) {
    const client = connection.as('operator');
    const [database, workGroup] = [textOf(values, 'database'), textOf(values, 'work-group')];
    const parameters = Array.isArray(values.param) ? values.param.map(String) : undefined;
    const body = { sql: wordAt(words, 0, 'SQL'), database, workGroup, parameters };
    const started = await client.post<Execution>('/queries', body, newKey());
    const execution = await untilEnded(client, started);
    if (execution.state !== 'SUCCEEDED') throw failed(execution);
    const { columns, rows } = await allRows(client, execution.id);
    const { id, kind, scannedBytes, cut } = execution;
    return {
      json: { id, kind, columns, rows, scannedBytes, cut },
      text: textOfPage({ columns, rows }, execution),
    };
  },
};

export const queryCommands = [query] as const;
