/**
 * The comparison 比对 of two inputs by keys: only left, only right, differs by item, and keys that stand more than once
 * on a side. The report is rows like any other: key, kind, item, left, right.
 *
 * Both sides are put under each other and grouped by key, for GROUP BY holds NULL equal to NULL; a join would not.
 */
import type { NodeOf } from '../../../schemas/flow.ts';
import { quoteName, quoteText } from '../cleaning/sql-text.ts';
import { sameType, typeText } from '../sql/types.ts';
import { NodeFault } from './finding.ts';
import { columnOf, from, isNumber, isText, type StepInput } from './step-text.ts';

type Compared = NodeOf<'compare'>['items'][number];

/** @throws NodeFault for columns that are not there or cannot be compared */
export function compareText(
  { keys, items, same }: NodeOf<'compare'>,
  left: StepInput,
  right: StepInput,
): string {
  for (const one of [...keys, ...items]) checkTypes(one, left, right);
  const report = [
    pairRow('only-left', 'right_rows = 0'),
    pairRow('only-right', 'left_rows = 0'),
    countRow('duplicate-left', 'left_rows > 1'),
    countRow('duplicate-right', 'right_rows > 1'),
    ...items.map((item, index) => differsRow(item, index)),
    ...(same ? [sameRow(items)] : []),
  ];
  return [
    `WITH both_sides AS (${sideText('left', { keys, items }, left, right)} UNION ALL ${sideText('right', { keys, items }, right, left)})`,
    `, by_key AS (${groupedText(keys, items)})`,
    ` ${report.join(' UNION ALL ')}`,
  ].join('');
}

function checkTypes(
  { name, left, right }: Pick<Compared, 'name' | 'left' | 'right'>,
  a: StepInput,
  b: StepInput,
) {
  const [one, other] = [columnOf(a, left ?? name).type, columnOf(b, right ?? name).type];
  const fits = sameType(one, other) || (isNumber(one) && isNumber(other)) || (isText(one) && isText(other));
  if (fits) return;
  throw new NodeFault(
    `${name} 左为 ${typeText(one)}，右为 ${typeText(other)}，请先用 convert 统一类型`,
    `${name} is ${typeText(one)} on the left and ${typeText(other)} on the right; convert one of them first`,
  );
}

const keyName = (index: number): string => `key_${index + 1}`;
const itemName = (side: Side, index: number): string => `${side}_${index + 1}`;
type Side = 'left' | 'right';

/** @param other the other side: its values stand empty beside those of this one */
function sideText(
  side: Side,
  { keys, items }: Pick<NodeOf<'compare'>, 'keys' | 'items'>,
  input: StepInput,
  other: StepInput,
): string {
  const far: Side = side === 'left' ? 'right' : 'left';
  const own = (one: Pick<Compared, 'name' | 'left' | 'right'>): string => quoteName(one[side] ?? one.name);
  const empty = (one: Compared): string =>
    `CAST(NULL AS ${typeText(columnOf(other, one[far] ?? one.name).type)})`;
  const values = items.flatMap((one, index) => {
    const given = `${own(one)} AS ${itemName(side, index)}`;
    const none = `${empty(one)} AS ${itemName(far, index)}`;
    return side === 'left' ? [given, none] : [none, given];
  });
  const picked = [
    ...keys.map((one, index) => `${own(one)} AS ${keyName(index)}`),
    `${side === 'left' ? 1 : 0} AS in_left`,
    `${side === 'left' ? 0 : 1} AS in_right`,
    ...values,
  ];
  return `SELECT ${picked.join(', ')} ${from(input)}`;
}

/** Where a key stands once on each side, the greatest of a side is its one value. */
function groupedText(keys: NodeOf<'compare'>['keys'], items: readonly Compared[]): string {
  const names = keys.map((_, index) => keyName(index)).join(', ');
  const values = items.flatMap((_, index) =>
    (['left', 'right'] as const).map((side) => `max(${itemName(side, index)}) AS ${itemName(side, index)}`),
  );
  const made = [
    `${keyText(keys.length)} AS key_text`,
    'sum(in_left) AS left_rows',
    'sum(in_right) AS right_rows',
  ];
  return `SELECT ${[...made, ...values].join(', ')} FROM both_sides GROUP BY ${names}`;
}

/** One key as its text; of several each escaped, so that no two keys look alike. NULL is \N. */
function keyText(count: number): string {
  const one = (index: number): string => {
    const text = `CAST(${keyName(index)} AS varchar)`;
    const escaped = `replace(replace(${text}, '\\', '\\\\'), '|', '\\|')`;
    return `coalesce(${escaped}, '\\N')`;
  };
  const parts = Array.from({ length: count }, (_, index) => one(index));
  return parts.length === 1 ? (parts[0] ?? '') : `concat(${parts.join(", '|', ")})`;
}

const text = (sql: string): string => `CAST(${sql} AS varchar)`;
const none = 'CAST(NULL AS varchar)';
const row = (kind: string, item: string, left: string, right: string, where: string): string =>
  `SELECT key_text AS "key", ${quoteText(kind)} AS "kind", ${item} AS "item", ${left} AS "left", ${right} AS "right" FROM by_key WHERE ${where}`;

const pairRow = (kind: string, where: string): string => row(kind, none, none, none, where);
/** Left and right are how many rows have the key. */
const countRow = (kind: string, where: string): string =>
  row(kind, none, text('left_rows'), text('right_rows'), where);

const once = 'left_rows = 1 AND right_rows = 1';

const differsRow = (item: Compared, index: number): string =>
  row(
    'differs',
    quoteText(item.name),
    text(itemName('left', index)),
    text(itemName('right', index)),
    `${once} AND ${differs(item, index)}`,
  );

const sameRow = (items: readonly Compared[]): string =>
  row(
    'same',
    none,
    none,
    none,
    [once, ...items.map((item, index) => `NOT ${differs(item, index)}`)].join(' AND '),
  );

/** Never unknown: NULL agrees with NULL alone. */
function differs({ absolute, relative }: Compared, index: number): string {
  const [left, right] = [itemName('left', index), itemName('right', index)];
  const apart = `${left} IS DISTINCT FROM ${right}`;
  const near = [
    ...(absolute === undefined ? [] : [`abs(${left} - ${right}) <= ${exact(absolute)}`]),
    ...(relative === undefined ? [] : [relativelyNear(left, right, relative)]),
  ];
  return near.length === 0 ? `(${apart})` : `(${apart} AND NOT coalesce(${near.join(' OR ')}, false))`;
}

const relativelyNear = (left: string, right: string, share: number): string => {
  const [a, b] = [`CAST(${left} AS double)`, `CAST(${right} AS double)`];
  return `abs(${a} - ${b}) <= ${share.toExponential().replace('e', 'E')} * greatest(abs(${a}), abs(${b}))`;
};

/** A number as a decimal literal of SQL. */
const exact = (value: number): string => {
  const plain = value.toFixed(12).replace(/\.?0+$/, '');
  return plain.includes('.') ? plain : `${plain}.0`;
};
