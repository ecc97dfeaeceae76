/** Each kind of step as a portable query over what flows into it. */
import type { FlowNode, NodeOf } from '../../../schemas/flow.ts';
import { quoteName } from '../cleaning/sql-text.ts';
import { auditText } from './audit-step.ts';
import { compareText } from './compare-step.ts';
import { NodeFault } from './finding.ts';
import { columnOf, from, type StepInput, selectEach, textColumn, within } from './step-text.ts';

/** Kinds that change rows: sources and receivers do not. */
export type StepNode = Exclude<FlowNode, { kind: 'resource' | 'output' | 'inbox' }>;

/** @param branch of a node that has several. @throws NodeFault, QueryRefused */
export function stepText(node: StepNode, inputs: readonly StepInput[], branch: string | undefined): string {
  const [first = { name: '', columns: [] }] = inputs;
  switch (node.kind) {
    case 'filter':
      return `SELECT * ${from(first)} WHERE ${within(node.where)}`;
    case 'map':
      return mapText(node, first);
    case 'convert':
      return convertText(node, first);
    case 'clean':
      return cleanText(node, first);
    case 'mask':
      return maskText(node, first);
    case 'compare':
      return compareText(node, inputNamed(inputs, 'left'), inputNamed(inputs, 'right'));
    case 'merge':
      return mergeText(node, inputs);
    case 'split':
      return splitText(node, first, branch);
    case 'summarise':
      return summariseText(node, first);
    case 'join':
      return joinText(node, inputNamed(inputs, 'rows'), inputNamed(inputs, 'dictionary'));
    case 'audit':
      return auditText(node, first, branch === 'failed' ? 'failed' : 'passed');
    case 'sql':
      return node.query;
  }
}

const inputNamed = (inputs: readonly StepInput[], name: string): StepInput =>
  inputs.find((one) => one.name === name) ?? { name, columns: [] };

function mapText({ columns, keep }: NodeOf<'map'>, input: StepInput): string {
  const made = columns.map(({ name, sql }) => `${within(sql)} AS ${quoteName(name)}`);
  if (!keep) return `SELECT ${made.join(', ')} ${from(input)}`;
  const known = new Set(input.columns.map(({ name }) => name));
  const changed = columns.filter(({ name }) => known.has(name));
  const added = columns.flatMap(({ name }, index) => (known.has(name) ? [] : [made[index] ?? '']));
  return selectEach(input, new Map(changed.map(({ name, sql }) => [name, within(sql)])), added);
}

function convertText({ columns }: NodeOf<'convert'>, input: StepInput): string {
  const cast = ({ name, to, unfit }: NodeOf<'convert'>['columns'][number]): string =>
    within(`${unfit === 'empty' ? 'TRY_CAST' : 'CAST'}(${quoteName(name)} AS ${to})`);
  return selectEach(input, new Map(columns.map((one) => [one.name, cast(one)])));
}

const ways: Readonly<Record<NodeOf<'clean'>['columns'][number]['how'][number], (sql: string) => string>> = {
  trim: (sql) => `trim(${sql})`,
  width: (sql) => `normalize(${sql}, NFKC)`,
  upper: (sql) => `upper(${sql})`,
  lower: (sql) => `lower(${sql})`,
  spaces: (sql) => `regexp_replace(${sql}, '\\s+', ' ')`,
  empty: (sql) => `nullif(${sql}, '')`,
};

function cleanText({ columns }: NodeOf<'clean'>, input: StepInput): string {
  const cleaned = columns.map(({ name, how }) => {
    textColumn(input, name);
    return [name, how.reduce((sql, way) => ways[way](sql), quoteName(name))] as const;
  });
  return selectEach(input, new Map(cleaned));
}

function maskText({ columns }: NodeOf<'mask'>, input: StepInput): string {
  return selectEach(input, new Map(columns.map((one) => [one.name, maskedColumn(one, input)])));
}

function maskedColumn(
  { name, how, front, end }: NodeOf<'mask'>['columns'][number],
  input: StepInput,
): string | undefined {
  const column = quoteName(name);
  switch (how) {
    case 'drop':
      return undefined;
    case 'empty':
      return `nullif(${column}, ${column})`;
    case 'year':
      if (columnOf(input, name).type.name !== 'date')
        throw new NodeFault(`列 ${name} 须为日期`, `column ${name} must be a date`);
      return `date_trunc('year', ${column})`;
    case 'stars': {
      textColumn(input, name);
      // What is too short to keep its ends shows none of itself.
      const shown = `concat(substr(${column}, 1, ${front}), '***'${end === 0 ? '' : `, substr(${column}, -${end})`})`;
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN length(${column}) > ${front + end} THEN ${shown} ELSE '***' END`;
    }
  }
}

function mergeText({ distinct }: NodeOf<'merge'>, inputs: readonly StepInput[]): string {
  const [first] = inputs;
  const names = first?.columns.map(({ name }) => name) ?? [];
  for (const input of inputs) {
    for (const name of names) columnOf(input, name);
    const more = input.columns.find(({ name }) => !names.includes(name));
    if (more)
      throw new NodeFault(
        `${input.name} 多出列 ${more.name}，请先用 map 统一各路的列`,
        `${input.name} has column ${more.name}, which others have not; map it to the same columns first`,
      );
  }
  const picked = names.map(quoteName).join(', ');
  return inputs.map((input) => `SELECT ${picked} ${from(input)}`).join(distinct ? ' UNION ' : ' UNION ALL ');
}

function splitText({ branches }: NodeOf<'split'>, input: StepInput, branch: string | undefined): string {
  const index = branches.findIndex(({ name }) => name === branch);
  const before = branches.slice(0, index < 0 ? branches.length : index);
  const conditions = [
    ...before.map(({ where }) => `NOT coalesce(${within(where)}, false)`),
    ...(index < 0 ? [] : [within(branches[index]?.where ?? 'true')]),
  ];
  return `SELECT * ${from(input)} WHERE ${conditions.join(' AND ')}`;
}

function summariseText({ by, measures }: NodeOf<'summarise'>, input: StepInput): string {
  for (const name of by) columnOf(input, name);
  const groups = by.map(quoteName);
  const made = measures.map(({ name, sql }) => `${within(sql)} AS ${quoteName(name)}`);
  const grouped = groups.length === 0 ? '' : ` GROUP BY ${groups.join(', ')}`;
  return `SELECT ${[...groups, ...made].join(', ')} ${from(input)}${grouped}`;
}

/** Of a key that the dictionary has more than once the first row counts, by what is taken: rows never become more. */
function joinText({ keys, take, unknown }: NodeOf<'join'>, rows: StepInput, dictionary: StepInput): string {
  const pairs = keys.map((one) => ({ rows: one.rows, dictionary: one.dictionary ?? one.rows }));
  for (const pair of pairs) {
    columnOf(rows, pair.rows);
    columnOf(dictionary, pair.dictionary);
  }
  for (const { column } of take) columnOf(dictionary, column);
  const known = pairs.map((pair) => quoteName(pair.dictionary));
  const taken = take.map(({ column }) => quoteName(column));
  const picked = [...new Set([...known, ...taken])].join(', ');
  const once = `SELECT ${picked}, row_number() OVER (PARTITION BY ${known.join(', ')} ORDER BY ${taken.join(', ')}) AS "_turn" ${from(dictionary)}`;
  const on = pairs.map((pair) => `r.${quoteName(pair.rows)} = d.${quoteName(pair.dictionary)}`);
  const own = rows.columns.map(({ name }) => `r.${quoteName(name)}`);
  const added = take.map(({ column, as }) => `d.${quoteName(column)} AS ${quoteName(as ?? column)}`);
  const how = unknown === 'keep' ? 'LEFT JOIN' : 'JOIN';
  return `SELECT ${[...own, ...added].join(', ')} ${from(rows)} AS r ${how} (SELECT * FROM (${once}) AS o WHERE "_turn" = 1) AS d ON ${on.join(' AND ')}`;
}
