/** `batch …`: what became of files. */
import type { BatchSummary, BatchView } from '../../schemas/api-answers.ts';
import { allPages } from '../all-pages.ts';
import { encode } from '../api-client.ts';
import { type Command, textOf, wordAt } from '../command.ts';
import type { Connection } from '../connection.ts';
import { describeBatch, describeRows, describeState } from '../describe-batch.ts';
import { describeLineage, type Lineage } from '../describe-lineage.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

export const batchPath = (batch: string): string => `/batches/${encode(batch)}`;

/** Of one department with --as; the operator sees those of all. */
async function listBatches(connection: Connection): Promise<BatchSummary[]> {
  if (connection.asked !== undefined || connection.hasToken)
    return allPages<BatchSummary>(connection.as(), '/batches');
  const client = connection.as('operator');
  const departments = await allPages<{ code: string }>(client, '/departments');
  const lists = await Promise.all(
    departments.map(({ code }) => allPages<BatchSummary>(client, `/batches?department=${encode(code)}`)),
  );
  return lists.flat().sort((a, b) => (a.batch < b.batch ? 1 : -1));
}

const list: Command = {
  name: 'batch list',
  usage: '[--as DEPT]',
  zh: '批次列表，新的在前',
  en: 'batches, newest first',
  words: [0, 0],
  async run({ connection }) {
    const items = await listBatches(connection);
    const rows = items.map((one) => [
      one.batch,
      one.department,
      one.resource,
      one.period,
      describeState(one.state),
      describeRows(one.rows),
      one.fileName,
    ]);
    return { json: { items }, text: rows.length > 0 ? alignTable(rows) : inBoth('没有批次', 'no batches') };
  },
};

const show: Command = {
  name: 'batch show',
  usage: 'BATCH',
  zh: '查看批次',
  en: 'a batch',
  words: [1, 1],
  async run({ connection, words }) {
    const batch = await connection.as('operator').get<BatchView>(batchPath(wordAt(words, 0, 'BATCH')));
    return { json: batch, text: describeBatch(batch) };
  },
};

const lineage: Command = {
  name: 'batch lineage',
  usage: 'BATCH LINE',
  zh: '追溯一行的来源',
  en: 'where a row came from',
  words: [2, 2],
  async run({ connection, words }) {
    const line = Number(wordAt(words, 1, 'LINE'));
    if (!Number.isSafeInteger(line) || line < 1)
      throw new WrongUsage('LINE 须为从 1 起的整数', 'LINE is a whole number from 1');
    const path = `${batchPath(wordAt(words, 0, 'BATCH'))}/lineage/${line}`;
    const traced = await connection.as('operator').get<Lineage>(path);
    return { json: traced, text: describeLineage(traced) };
  },
};

/** Whose batch it is: what only the department may do is done as it, with the credentials at hand. */
export async function asOwner(connection: Connection, batch: string) {
  if (connection.asked !== undefined || connection.hasToken) return connection.as();
  const { department } = await connection.as('operator').get<BatchView>(batchPath(batch));
  return connection.as(department);
}

const withdraw: Command = {
  name: 'batch withdraw',
  usage: 'BATCH --reason TEXT [--as DEPT]',
  zh: '撤回批次',
  en: 'withdraw a batch',
  options: { reason: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const reason = textOf(values, 'reason');
    if (!reason) throw new WrongUsage('请以 --reason 说明原因', 'say why with --reason');
    const id = wordAt(words, 0, 'BATCH');
    const client = await asOwner(connection, id);
    const batch = await client.post<BatchView>(`${batchPath(id)}/withdraw`, { reason });
    return { json: batch, text: describeBatch(batch) };
  },
};

export const batchCommands = [list, show, lineage, withdraw] as const;
