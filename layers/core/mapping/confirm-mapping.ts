/** Turns a proposal and a department's answers into the mapping a file is read with. */
import { z } from 'zod';
import { type Answer, answerSchema } from '../../../schemas/mapping.ts';
import type { Layout, MappedColumn, Mapping } from '../../../schemas/refinery.ts';
import type { Item, Resource } from '../../../schemas/resource.ts';
import { InvalidInput } from '../errors.ts';
import { columnLetter, columnName } from './column-name.ts';
import { unitFactor } from './unit-factor.ts';

/** A proposal with the resource it was made for, as a batch record keeps them. */
export interface Confirmable {
  readonly resource: Resource;
  readonly layout: Layout;
  readonly mapping: Mapping;
  readonly questions: readonly { readonly column: number }[];
}

/**
 * Applies the answers. Every question must be answered; columns nobody asked about may be answered too.
 * @throws InvalidInput naming the column by number (headers of a file without header would be data)
 */
export function confirmMapping(proposal: Confirmable, answers: readonly Answer[]): Mapping {
  const { resource, layout } = proposal;
  const given = indexAnswers(parseAnswers(answers), proposal);
  requireAllAnswered(proposal, given);
  const items = new Map(resource.items.map((item) => [item.code, item]));
  const columns = proposal.mapping.columns.map((column) => {
    const answer = given.get(column.column);
    return answer === undefined ? column : answered(column, answer, { items, titleUnit: layout.titleUnit });
  });
  requireEachOnce(columns);
  requireComplete(columns, resource);
  return { columns };
}

function parseAnswers(answers: readonly Answer[]): Answer[] {
  const parsed = z.array(answerSchema).max(5000).safeParse(answers);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new InvalidInput(
    `the answers are not in the expected form (at ${where}); each needs column and item`,
    `回答格式不正确（位置 ${where}），每条须含列号与信息项`,
  );
}

function indexAnswers(answers: readonly Answer[], proposal: Confirmable): Map<number, Answer> {
  const given = new Map<number, Answer>();
  for (const answer of answers) {
    if (answer.column >= proposal.mapping.columns.length)
      throw refuse(answer.column, 'is not in the file; look at the columns again', '不在文件中，请核对列号');
    if (given.has(answer.column))
      throw refuse(answer.column, 'is answered twice; answer it once', '回答了两次，请只回答一次');
    given.set(answer.column, answer);
  }
  return given;
}

function requireAllAnswered(proposal: Confirmable, given: ReadonlyMap<number, Answer>): void {
  const open = proposal.questions.find((question) => !given.has(question.column));
  if (open !== undefined)
    throw refuse(
      open.column,
      `is still in question; name its item, or keep it aside (command line: --answer ${open.column + 1}=-, API: null)`,
      `尚未确认，请指定信息项，或不采用（命令行写 --answer ${open.column + 1}=-，接口填 null）`,
    );
}

interface AnswerContext {
  readonly items: ReadonlyMap<string, Item>;
  readonly titleUnit: string | undefined;
}

function answered({ column, header }: MappedColumn, answer: Answer, context: AnswerContext): MappedColumn {
  if (answer.item === null) return { column, header, how: 'none' };
  const item = context.items.get(answer.item);
  if (item === undefined)
    throw refuse(
      column,
      `is answered with an item that the resource does not have; it has: ${[...context.items.keys()].join(', ')}`,
      `指定的信息项不属于该资源；可选：${[...context.items.keys()].join('、')}`,
    );
  // A factor is kept for numbers alone: on anything else it does nothing, and may be anything.
  const isNumber = item.type === 'decimal' || item.type === 'integer';
  const given = isNumber ? answer.factor : undefined;
  const factor = given ?? unitFactor(header, item, context.titleUnit);
  if (typeof factor === 'object')
    throw refuse(
      column,
      `has the unit ${factor.unknown}; give the factor to ${item.unit ?? 'the unit of the item'} (command line: --answer "${column + 1}=${item.code}*FACTOR"), or convert the column before sending it`,
      `的单位是${factor.unknown}，请给出换算为${item.unit ?? '该信息项单位'}的系数（命令行写 --answer "${column + 1}=${item.code}*系数"），或换算后再报送`,
      item.code,
    );
  const mapped: MappedColumn = { column, header, item: item.code, how: 'confirmed' };
  return factor === undefined ? mapped : { ...mapped, factor };
}

function requireEachOnce(columns: readonly MappedColumn[]): void {
  const seen = new Set<string>();
  for (const { column, item } of columns) {
    if (item === undefined) continue;
    if (seen.has(item))
      throw refuse(
        column,
        'has the same item as another column; keep one of them aside',
        '与另一列指定了同一信息项，请只保留一列',
        item,
      );
    seen.add(item);
  }
}

function requireComplete(columns: readonly MappedColumn[], resource: Resource): void {
  const mapped = new Set(columns.map((column) => column.item));
  const lacking = resource.items.find((item) => item.required && !mapped.has(item.code));
  if (lacking !== undefined)
    throw new InvalidInput(
      `required item ${lacking.code} has no column; name its column, or send a file that has it`,
      `必填信息项“${lacking.name}”没有对应的列，请指定列，或补充后重新报送`,
      { place: { resource: resource.code, item: lacking.code } },
    );
}

function refuse(column: number, en: string, zh: string, item?: string): InvalidInput {
  return new InvalidInput(
    `column ${columnName(column)} ${en}`,
    `第 ${column + 1} 列（${columnLetter(column)}）${zh}`,
    {
      place: { item },
    },
  );
}
