/** Pieces of the portable SQL that steps are written in. */
import { quoteName } from '../cleaning/sql-text.ts';
import { parseExpression } from '../sql/parse/index.ts';
import { type SqlType, typeText } from '../sql/types.ts';
import type { TableColumn } from '../workbench/columns.ts';
import { NodeFault } from './finding.ts';

/** What flows into a step, under the name its text knows it by. */
export interface StepInput {
  readonly name: string;
  readonly columns: readonly TableColumn[];
}

/**
 * An author's expression within a text of ours. It was parsed by itself, so nothing in it ends before its bracket.
 * @throws QueryRefused
 */
export function within(text: string): string {
  parseExpression(text);
  return `(${text}\n)`;
}

export const columnOf = ({ columns }: StepInput, name: string): TableColumn => {
  const found = columns.find((one) => one.name === name);
  if (found) return found;
  const list = columns.map((one) => one.name).join(', ');
  throw new NodeFault(
    `没有列 ${name}；流入的列为 ${list}`,
    `there is no column ${name}; what flows in has ${list}`,
  );
};

export const from = ({ name }: StepInput): string => `FROM ${quoteName(name)}`;

/** Each column as it is, or as `changed` says; undefined there leaves it out. */
export function selectEach(
  input: StepInput,
  changed: ReadonlyMap<string, string | undefined>,
  more: readonly string[] = [],
): string {
  for (const name of changed.keys()) columnOf(input, name);
  const kept = input.columns.flatMap(({ name }) => {
    if (!changed.has(name)) return [quoteName(name)];
    const sql = changed.get(name);
    return sql === undefined ? [] : [`${sql} AS ${quoteName(name)}`];
  });
  return `SELECT ${[...kept, ...more].join(', ')} ${from(input)}`;
}

export const isText = ({ name }: SqlType): boolean => name === 'varchar' || name === 'char';

export const isNumber = ({ name }: SqlType): boolean =>
  ['tinyint', 'smallint', 'integer', 'bigint', 'decimal', 'real', 'double'].includes(name);

/** @throws NodeFault for a column that is no text */
export function textColumn(input: StepInput, name: string): TableColumn {
  const column = columnOf(input, name);
  if (isText(column.type)) return column;
  const type = typeText(column.type);
  throw new NodeFault(`列 ${name} 须为文本，现为 ${type}`, `column ${name} must be text, it is ${type}`);
}
