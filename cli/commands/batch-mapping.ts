/** `batch mapping`: which column is which item; shows what is proposed, or answers. */
import { columnName } from '../../layers/core/mapping/column-name.ts';
import type { BatchView } from '../../schemas/api-answers.ts';
import { type Command, type OptionValues, wordAt } from '../command.ts';
import { answerCommand, describeChoice } from '../describe-batch.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';
import { asOwner, batchPath } from './batch.ts';

interface Mapping {
  readonly batch: string;
  readonly state: string;
  readonly headers: readonly string[];
  readonly columns: readonly { column: number; item?: string | null }[];
  readonly questions: NonNullable<BatchView['questions']>;
  readonly items: readonly { code: string; name: string; required: boolean }[];
}

interface Answer {
  readonly column: number;
  readonly item: string | null;
  readonly factor?: string;
}

/**
 * `3=uscc` for the third column, `3=-` where it is no item, `3=area*666.67` where its unit needs a factor; the column
 * also by its header: `税号=uscc`.
 */
export function readAnswer(text: string, headers: readonly string[]): Answer {
  const cut = text.lastIndexOf('=');
  const [name, item] = [text.slice(0, cut).trim(), text.slice(cut + 1).trim()];
  if (cut < 1 || item === '')
    throw new WrongUsage(
      '--answer 形如 列=信息项、列=信息项*系数，或 列=-',
      '--answer is COLUMN=ITEM, COLUMN=ITEM*FACTOR or COLUMN=-',
    );
  const column = /^\d+$/.test(name)
    ? Number(name) - 1
    : headers.findIndex((header) => header.trim() === name);
  if (column < 0)
    throw new WrongUsage(
      `文件没有列 ${name}；列号从 1 起，也可写表头`,
      `the file has no column ${name}; count columns from 1, or give the header`,
    );
  if (item === '-') return { column, item: null };
  const [code = '', factor] = item.split('*').map((part) => part.trim());
  if (factor === undefined) return { column, item: code };
  if (!/^\d+(\.\d+)?$/.test(factor))
    throw new WrongUsage(
      `${code} 的系数须为数字，例如 "${name}=${code}*666.67"`,
      `the factor of ${code} is a number, for example "${name}=${code}*666.67"`,
    );
  return { column, item: code, factor };
}

const answersOf = (values: OptionValues): readonly string[] => {
  const given = values.answer;
  return Array.isArray(given) ? given.map(String) : [];
};

function describe(mapping: Mapping): string {
  const names = new Map(mapping.items.map((item) => [item.code, item.name]));
  const open = new Set(mapping.questions.map(({ column }) => column));
  const known = mapping.columns
    .filter(({ column }) => !open.has(column))
    .map(({ column, item }) => ({
      column,
      text: item ? `${item} ${names.get(item) ?? ''}` : inBoth('- 不采用', '- kept aside'),
    }));
  const asked = mapping.questions.map((question) => ({
    column: question.column,
    text: `? ${describeChoice(question)}`,
  }));
  const rows = [...known, ...asked]
    .sort((a, b) => a.column - b.column)
    .map(({ column, text }) => [columnName(column), mapping.headers[column] ?? '', text]);
  const title = [inBoth('列', 'column'), inBoth('表头', 'header'), inBoth('信息项', 'item')];
  const table = alignTable([title, ...rows]);
  return mapping.questions.length === 0 ? table : [table, ...nextSteps(mapping)].join('\n');
}

/** What may be chosen besides what is proposed, and how to answer. */
function nextSteps(mapping: Mapping): string[] {
  const taken = new Set([
    ...mapping.columns.map(({ item }) => item),
    ...mapping.questions.flatMap(({ candidates }) => candidates.map(({ item }) => item)),
  ]);
  const others = mapping.items.filter(({ code }) => !taken.has(code));
  const list = others.map(({ code, name }) => `${code} ${name}`).join(', ');
  return [
    ...(others.length > 0 ? [`${inBoth('尚无对应列的信息项', 'items without a column')}: ${list}`] : []),
    answerCommand(mapping.batch, mapping.questions),
    inBoth('不采用某列，写 列号=-', 'to keep a column aside, write its number and =-'),
  ];
}

export const mappingCommand: Command = {
  name: 'batch mapping',
  usage: 'BATCH [--answer COLUMN=ITEM[*FACTOR] …|COLUMN=-] [--as DEPT]',
  zh: '查看或确认列与信息项的对应',
  en: 'see or answer which column is which item',
  options: { answer: { type: 'string', multiple: true } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const batch = wordAt(words, 0, 'BATCH');
    const client = await asOwner(connection, batch);
    const path = `${batchPath(batch)}/mapping`;
    const mapping = await client.get<Mapping>(path);
    const given = answersOf(values);
    if (given.length === 0) return { json: mapping, text: describe(mapping) };
    const answers = given.map((one) => readAnswer(one, mapping.headers));
    const { woken } = await client.post<{ woken: string[] }>(path, { answers });
    const text = inBoth(
      `已确认，继续处理 ${woken.length} 个批次`,
      `answered, ${woken.length} batch(es) go on`,
    );
    return { json: { batch, answers, woken }, text };
  },
};
