/**
 * The columns along each edge: every node is translated by itself, over what flows into it and nothing else, so that a
 * fault is told at its node. What it gives is a table of the statement's WITH.
 */
import type { FlowNode, NodeOf } from '../../../schemas/flow.ts';
import { quoteName, quoteText } from '../cleaning/sql-text.ts';
import { parseStatement } from '../sql/parse/index.ts';
import { placeOf, QueryRefused } from '../sql/refused.ts';
import { type SourceTable, translate } from '../sql/translate/index.ts';
import type { TableColumn } from '../workbench/columns.ts';
import { type Finding, NodeFault } from './finding.ts';
import { type OrderedFlow, outputsOf } from './order-nodes.ts';
import { columnOf, type StepInput, selectEach } from './step-text.ts';
import { stepText } from './steps.ts';

/** What one node gives, or one branch of it. */
export interface Relation {
  readonly node: FlowNode;
  readonly branch?: string | undefined;
  readonly columns: readonly TableColumn[];
  /** As an author would write it, over `reads` by their names. */
  readonly text: string;
  /** The engine's, a query whose columns have their names. */
  readonly sql: string;
  /** Under this name others read it. */
  readonly alias: string;
  /** Keys of the relations it reads. */
  readonly reads: readonly string[];
}

export interface Typing {
  /** Of a resource: what may be read of it, and the engine's name of it. undefined: told elsewhere why not. */
  readonly source: (resource: string) => SourceTable | undefined;
  /** Milliseconds since 1970: what now() says. */
  readonly now: number;
  /** `YYYYMM`: sources with a period give its rows alone. */
  readonly period?: string | undefined;
  /** Rows of each source that are taken, in the order of all its columns. */
  readonly sample?: number | undefined;
}

export const relationKey = (node: string, branch?: string): string =>
  branch === undefined ? node : `${node}.${branch}`;

/** @returns each after those it reads; of a node that failed, and of all after it, none */
export function typeNodes(
  { nodes, into }: OrderedFlow,
  typing: Typing,
): { readonly relations: ReadonlyMap<string, Relation>; readonly findings: readonly Finding[] } {
  const relations = new Map<string, Relation>();
  const findings: Finding[] = [];
  for (const node of nodes) {
    const reads = into(node.id).map(({ from, output }) => relationKey(from, output));
    const before = reads.map((key) => relations.get(key));
    if (before.some((one) => one === undefined)) continue;
    const branches = outputsOf(node);
    for (const branch of branches.length === 0 ? [undefined] : branches)
      try {
        const inputs = into(node.id).map(({ input, from, output }, index) => ({
          // A merge may read several branches of one node.
          name: node.kind === 'merge' ? relationKey(from, output) : (input ?? from),
          columns: before[index]?.columns ?? [],
          sql: before[index]?.alias ?? '',
        }));
        const made = typed(node, branch, inputs, typing);
        if (!made) continue;
        const alias = quoteName(`f${relations.size + 1}`);
        relations.set(relationKey(node.id, branch), { node, branch, ...made, alias, reads });
      } catch (fault) {
        findings.push(findingOf(node, fault));
        break;
      }
  }
  return { relations, findings };
}

interface Flowing extends StepInput {
  readonly sql: string;
}

type Made = Pick<Relation, 'columns' | 'text' | 'sql'>;

function typed(
  node: FlowNode,
  branch: string | undefined,
  inputs: readonly Flowing[],
  typing: Typing,
): Made | undefined {
  if (node.kind === 'resource') return sourceOf(node, typing);
  const [first] = inputs;
  if (node.kind === 'output' || node.kind === 'inbox')
    return first && through(`SELECT * FROM ${quoteName(first.name)}`, inputs, typing);
  return through(stepText(node, inputs, branch), inputs, typing);
}

function through(text: string, inputs: readonly Flowing[], { now }: Typing): Made {
  const tables = new Map(inputs.map(({ name, columns, sql }) => [name, { columns, sql }]));
  const catalog = { table: (parts: readonly string[]) => tables.get(parts.join('.').toLowerCase()) };
  const statement = parseStatement(text);
  if (statement.kind !== 'query') throw new NodeFault('须是一条查询语句', 'it must be one query');
  const { sql, columns } = translate(statement, { catalog, now });
  checkNames(columns);
  const picked = columns.map(({ name }, index) => `q.c${index + 1} AS ${quoteName(name)}`);
  return { columns, text, sql: `SELECT ${picked.join(', ')} FROM (${sql}) AS q` };
}

/** Each column has a name of its own, and one that an item of the catalog could have. */
function checkNames(columns: readonly TableColumn[]): void {
  const names = columns.map(({ name }) => name);
  const wrong = names.find((one) => !/^[a-z_][a-z0-9_]{0,47}$/.test(one) || one.startsWith('_col'));
  if (wrong !== undefined)
    throw new NodeFault(
      `列 ${wrong} 须以 AS 起名（小写字母、数字与下划线）`,
      `column ${wrong} needs a name of small letters, digits and underscores: AS name`,
    );
  const repeated = names.find((one, index) => names.indexOf(one) < index);
  if (repeated !== undefined)
    throw new NodeFault(`有两列名为 ${repeated}`, `two columns are called ${repeated}`);
}

function sourceOf(node: NodeOf<'resource'>, typing: Typing): Made | undefined {
  const table = typing.source(node.resource);
  if (!table) return undefined;
  const name = node.resource.toLowerCase();
  const given: Flowing = { name, columns: table.columns, sql: table.sql };
  const items = node.items ?? table.columns.map((one) => one.name);
  for (const item of items) columnOf(given, item);
  const left = table.columns.filter((one) => !items.includes(one.name));
  const rows = selectEach(given, new Map(left.map((one) => [one.name, undefined])));
  const where = node.period === undefined ? '' : periodText(node.period, given, typing.period);
  const order = items.map((_, index) => index + 1).join(', ');
  const sample = typing.sample === undefined ? '' : ` ORDER BY ${order} LIMIT ${typing.sample}`;
  return through(`${rows}${where}${sample}`, [given], typing);
}

function periodText(column: string, given: StepInput, period: string | undefined): string {
  const { type } = columnOf(given, column);
  const name = quoteName(column);
  if (type.name !== 'date' && type.name !== 'varchar')
    throw new NodeFault(`${column} 须为文本或日期`, `${column} must be text or a date`);
  if (period === undefined) return '';
  return type.name === 'date'
    ? ` WHERE date_format(${name}, '%Y%m') = ${quoteText(period)}`
    : ` WHERE ${name} = ${quoteText(period)}`;
}

function findingOf(node: FlowNode, fault: unknown): Finding {
  if (fault instanceof NodeFault) return { node: node.id, zh: fault.zh, en: fault.en };
  if (!(fault instanceof QueryRefused)) throw fault;
  const { zh, message: en } = fault;
  if (node.kind !== 'sql') return { node: node.id, zh, en };
  const { line, column } = placeOf(node.query, fault.at);
  return {
    node: node.id,
    zh: `第 ${line} 行第 ${column} 列：${zh}`,
    en: `line ${line}, column ${column}: ${en}`,
  };
}
