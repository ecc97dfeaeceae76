/** The layers of the cleaning SELECTs: what is found wrong with a row, and the forms it is stored in. */
import type { MappedColumn, Mapping } from '../../../schemas/refinery.ts';
import type { Item, Resource } from '../../../schemas/resource.ts';
import type { CompiledCleaning, CompiledFinding } from './compiled-cleaning.ts';
import { desensitisedCellSql } from './desensitise.ts';
import {
  firstCellSql,
  isBlankSql,
  isEnglishTotalSql,
  isHeaderSql,
  isLabelSql,
  mayBeLabelSql,
} from './ignored-rows.ts';
import { isDecisive } from './item-cleaning.ts';
import type { ItemCleaning } from './item-plan.ts';
import type { Clear } from './person-tokens.ts';
import { quoteText } from './sql-text.ts';
import { itemSqlType } from './stored-columns.ts';

/** An item with its column and plan; neither where the file has no column for it. */
export interface Planned {
  readonly item: Item;
  readonly index: number;
  readonly column?: MappedColumn;
  readonly cleaning?: ItemCleaning;
}
/** A finding with the SQL of when it holds. */
export interface Problem extends CompiledFinding {
  readonly when: string;
}

/** SQL of an item's value, before it is desensitised. */
export const valueSql = (p: Planned) => p.cleaning?.value ?? `CAST(NULL AS ${itemSqlType(p.item)})`;

/** An item's value with whose identifier it is, or whose stands beside the name. */
export function clearOf(p: Planned, planned: readonly Planned[]): Clear {
  const { nameOf } = p.item;
  const owner = nameOf === undefined ? p : planned.find(({ item }) => item.code === nameOf);
  const [party, long] = owner?.cleaning?.party
    ? [`p${owner.index}`, `l${owner.index}`]
    : ['CAST(NULL AS INTEGER)', 'CAST(NULL AS VARCHAR)'];
  return { value: valueSql(p), party, long };
}

/** These come first, so that the numbers 0 to 2 say that a row is no data. */
export const ignoredFindings: readonly CompiledFinding[] = (
  ['blank-row', 'header-row', 'total-row'] as const
).map((rule) => ({
  rule,
  level: 'ignore',
}));

/** Items whose absence tells a total from a row of data. */
export const decisive = (planned: readonly Planned[]) =>
  planned.filter((p) => p.cleaning && isDecisive(p.item));

function isTotalSql(planned: readonly Planned[], cells: readonly string[]): string {
  const failing = decisive(planned).map((p) => {
    const cell = `c${p.column?.column}`;
    return p.item.type === 'text'
      ? `(${valueSql(p)} IS NULL OR trim(${cell}) = ${firstCellSql(cells)})`
      : `${valueSql(p)} IS NULL`;
  });
  const missing = failing.length === 0 ? 'true' : `(${failing.join(' OR ')})`;
  const named = planned
    .filter((p) => p.cleaning?.status && isCertainKind(p.item.identifier))
    .map((p) => `k${p.index} = 0`);
  const company =
    named.length === 0
      ? ''
      : ` AND NOT (${isEnglishTotalSql(cells)} AND coalesce(${named.join(' OR ')}, false))`;
  return `${isLabelSql(cells)} AND ${missing}${company}`;
}

/** Identifiers with a check character: where one is right, somebody of that name is meant. */
const isCertainKind = (kind: Item['identifier']): boolean =>
  kind !== undefined && ['uscc', 'tax-id', 'party-id', 'org-code', 'resident-id'].includes(kind);

export function foundSql(
  planned: readonly Planned[],
  problems: readonly Problem[],
  cells: readonly string[],
  mapped: readonly MappedColumn[],
): string {
  const base = ignoredFindings.length;
  const list = problems.map((p, i) => `CASE WHEN ${p.when} THEN ${base + i} END`).join(',\n    ');
  const none = 'CAST([] AS INTEGER[])';
  const found = problems.length === 0 ? none : `list_filter([${list}], lambda p: p IS NOT NULL)`;
  const label = decisive(planned)
    .filter((p) => p.item.type === 'text')
    .map((p) => mayBeLabelSql(`f${p.column?.column}`));
  const odd = ['_suspect', ...label].join(' OR ');
  return `CASE WHEN ${odd} THEN CASE WHEN ${isBlankSql(blankable(planned, cells))} THEN [0]
    WHEN ${isHeaderSql(mapped)} THEN [1] WHEN ${isTotalSql(planned, cells)} THEN [2]
    ELSE ${found} END END`;
}

/** Grade 2 keeps no column whose sensitivity nobody has described. */
export function extraSql(resource: Resource, width: number, mapping: Mapping): string {
  const known = new Set(mapping.columns.filter((c) => c.item !== undefined).map((c) => c.column));
  const unknown = Array.from({ length: width }, (_, i) => i).filter((i) => !known.has(i));
  if (unknown.length === 0 || resource.grade === 2) return 'CAST(NULL AS VARCHAR)';
  const name = (i: number) => extraName(i, mapping);
  const entries = unknown.map((i) => `struct_pack(k := ${quoteText(name(i))}, v := c${i})`).join(', ');
  return `CASE WHEN coalesce(${unknown.map((i) => `c${i}`).join(', ')}, NULL) IS NOT NULL THEN
    CAST(to_json(map_from_entries(list_filter([${entries}], lambda e: e.v IS NOT NULL))) AS VARCHAR) END`;
}

/** Two unknown columns may bear one name, or none. */
function extraName(index: number, mapping: Mapping): string {
  const header = mapping.columns.find((c) => c.column === index)?.header ?? '';
  const twice = mapping.columns.filter((c) => c.header === header).length > 1;
  return header === '' || twice ? `${header}#${index + 1}` : header;
}

/** Folded cells where the item has one: blanks of every kind are spaces there. */
function blankable(planned: readonly Planned[], cells: readonly string[]): string[] {
  const folded = new Set(planned.filter((p) => p.cleaning).map((p) => `c${p.column?.column}`));
  return cells.map((cell) => (folded.has(cell) ? `f${cell.slice(1)}` : cell));
}

/** The cells as they may be shown with a refused row. */
export function cellsSql(resource: Resource, planned: readonly Planned[], width: number): string {
  const cells = Array.from({ length: width }, (_, i) => {
    const holder = planned.find((p) => p.column?.column === i);
    if (holder) return desensitisedCellSql(resource, holder.item, `c${i}`, clearOf(holder, planned));
    return resource.grade === 2 ? `CASE WHEN c${i} IS NULL THEN '' ELSE '***' END` : `coalesce(c${i}, '')`;
  });
  return `[${cells.join(', ')}]`;
}

interface SelectParts {
  readonly planned: readonly Planned[];
  readonly suspicion: string;
  /** What the thorough look gates its findings with. */
  readonly watch: string;
  readonly found: string;
  readonly stored: readonly string[];
  readonly raw: string;
  readonly cells: string;
  readonly sent: readonly string[];
  /** Number of the last finding that refuses a row. */
  readonly lastRefusal: number;
}

/** Innermost first: readings, then values and statuses, then whose an identifier is. */
function readingLayers(planned: readonly Planned[], speed: 'first' | 'fast'): string[] {
  const active = planned.filter((p) => p.cleaning);
  const readings = active.map((p) => `${p.cleaning?.[speed]} AS a${p.index}`);
  const values = active.flatMap((p) => [
    `${p.cleaning?.second ?? `a${p.index}`} AS v${p.index}`,
    ...(p.cleaning?.status ? [`${p.cleaning.status} AS k${p.index}`] : []),
    ...(p.cleaning?.party ? [`${p.cleaning.party.part} AS q${p.index}`] : []),
  ]);
  const parties = active.flatMap(({ cleaning, index }) =>
    cleaning?.party ? [`${cleaning.party.long} AS l${index}`, `${cleaning.party.party} AS p${index}`] : [],
  );
  return [readings, values, parties]
    .filter((columns) => columns.length > 0)
    .map((columns) => `SELECT ${['*', ...columns].join(',\n  ')}`);
}

function verdictLayers(planned: readonly Planned[]): string[] {
  const verdicts = planned.flatMap(({ cleaning, index }) =>
    cleaning?.verdict === undefined ? [] : [`${cleaning.verdict} AS k${index}`],
  );
  return verdicts.length === 0 ? [] : [`SELECT ${['*', ...verdicts].join(',\n  ')}`];
}

/** A noncharacter: no cell means it, so it is dropped from those that hold it. */
const between = "'\ufdd0'";

/**
 * What only the thorough look pays: cells folded once, and the text that is read from each. The cells of a row are
 * folded together, since the engine plans the folding anew wherever it is written, and for a small file the plan is
 * what takes the time.
 */
function foldingLayers(planned: readonly Planned[]): string[] {
  const active = planned.filter((p) => p.cleaning);
  const columns = [...new Set(active.map((p) => `${p.column?.column}`))];
  const cells = columns.map((c) => `replace(coalesce(c${c}, ''), ${between}, '')`);
  const folded = columns.map((c, i) => `CASE WHEN c${c} IS NOT NULL THEN _folded[${i + 1}] END AS f${c}`);
  return [
    `SELECT *, concat(${cells.join(`, ${between}, `) || "''"}) AS _joined`,
    `SELECT *, string_split(sy_fold(_joined), ${between}) AS _folded`,
    `SELECT ${['*', ...folded].join(',\n  ')}`,
    ...textLayers(active),
  ];
}

/** The texts; all numbers of a row go through one reading, for the same reason. */
function textLayers(active: readonly Planned[]): string[] {
  const numbers: string[] = [];
  const texts = active.map(({ cleaning, index }) => {
    const text = cleaning?.text;
    if (typeof text !== 'object') return `${text} AS t${index}`;
    numbers.push(`struct_pack(f := ${text.from}, k := ${text.power}, own := ${text.own})`);
    return `_numbers[${numbers.length}] AS t${index}`;
  });
  const read = `list_transform([${numbers.join(', ')}], lambda n: sy_number(n.f, n.k, n.own)) AS _numbers`;
  return [...(numbers.length === 0 ? [] : [`SELECT *, ${read}`]), `SELECT ${['*', ...texts].join(',\n  ')}`];
}

function nest(from: string, layers: readonly string[]): string {
  return layers.reduce((inner, layer, i) => `${layer} FROM ${i === 0 ? inner : `(${inner})`}`, from);
}

export function buildSelects(parts: SelectParts): Pick<CompiledCleaning, 'select' | 'sift' | 'send'> {
  const state = `CASE WHEN coalesce(len(_found), 0) = 0 THEN 0 WHEN _found[1] <= 2 THEN 2
    WHEN _found[1] <= ${parts.lastRefusal} THEN 1 ELSE 0 END`;
  return {
    sift: (from, carry = []) =>
      nest(from, [
        ...readingLayers(parts.planned, 'fast'),
        `SELECT *, coalesce(${parts.suspicion}, false) AS _suspect`,
        `SELECT ${[...parts.stored, `CASE WHEN _suspect THEN ${parts.raw} END AS _raw`, ...carry].join(',\n  ')}`,
      ]),
    send: (from) =>
      nest(from, [
        ...foldingLayers(parts.planned),
        ...readingLayers(parts.planned, 'first'),
        ...verdictLayers(parts.planned),
        `SELECT *, (${parts.watch}) AS _suspect`,
        `SELECT *, ${parts.found} AS _found`,
        `SELECT *, CAST(${state} AS TINYINT) AS _state`,
        `SELECT ${[...parts.sent, '_found', '_state', '_at'].join(',\n  ')}`,
      ]),
    select: (from, { carry = [], allCells = false } = {}) => {
      const cells = allCells ? parts.cells : `CASE WHEN _state = 1 THEN ${parts.cells} END`;
      return nest(from, [
        ...foldingLayers(parts.planned),
        ...readingLayers(parts.planned, 'first'),
        ...verdictLayers(parts.planned),
        `SELECT *, (${parts.watch}) AS _suspect`,
        `SELECT *, ${parts.found} AS _found`,
        `SELECT *, CAST(${state} AS TINYINT) AS _state`,
        `SELECT ${[...parts.stored, '_found', '_state', `${cells} AS _cells`, ...carry].join(',\n  ')}`,
      ]);
    },
  };
}
