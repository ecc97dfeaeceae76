/**
 * A definition and a mapping, compiled to one SELECT that cleans every row: values of the items, what was found
 * wrong (`_found`, numbers of `findings`), whether the row is accepted, refused or ignored (`_state`), and the
 * original cells of refused rows. Good rows pay for one cheap look; only suspicious ones are examined.
 */
import type { MappedColumn, Mapping } from '../../../schemas/refinery.ts';
import type { Check, Item, Resource } from '../../../schemas/resource.ts';
import { PoisonError } from '../errors.ts';
import { characterMacros } from './characters.ts';
import { compileExpression, expressionItems } from './check-expression.ts';
import { desensitisedCellSql, desensitisedSql } from './desensitise.ts';
import { identifierMacros } from './identifier-sql.ts';
import {
  firstCellSql,
  isBlankSql,
  isHeaderSql,
  isLabelSql,
  mayBeHeaderSql,
  mayBeLabelSql,
} from './ignored-rows.ts';
import { type ItemCleaning, planItem } from './item-cleaning.ts';
import { periodSql } from './period.ts';
import { describeRule, type FindingLevel } from './rules.ts';
import { quoteName, quoteText } from './sql-text.ts';
import { itemSqlType, storedItemType } from './stored-columns.ts';
import { valueMacros } from './value-sql.ts';

/** What a number in `_found` means. */
export interface CompiledFinding {
  readonly rule: string;
  readonly level: FindingLevel;
  readonly item?: string;
  /** 0-based column of the file. */
  readonly column?: number;
  readonly advice?: string;
}

export interface CompiledCleaning {
  readonly findings: readonly CompiledFinding[];
  /** Columns of the file the SELECT reads as c0, c1, …: VARCHAR, NULL when empty. */
  readonly width: number;
  /**
   * SELECT over a relation of those columns: the items by code, `_extra`, `_period`, `_found`, `_state`
   * (0 accepted, 1 refused, 2 ignored), `_cells` (of refused rows, or of all), and the columns of `carry`.
   */
  select(from: string, options?: { carry?: readonly string[]; allCells?: boolean }): string;
}

interface Planned extends CompiledPlace {
  readonly item: Item;
  readonly index: number;
  readonly cleaning?: ItemCleaning;
}
interface CompiledPlace {
  readonly column?: MappedColumn;
}
interface Problem extends CompiledFinding {
  readonly when: string;
}

/** Every macro that compiled SQL calls, to be run once in a session. `today` is an ISO date. */
export function cleaningMacros(today: string): string[] {
  return [...characterMacros(), ...valueMacros(), ...identifierMacros(today)];
}

function planItems(resource: Resource, mapping: Mapping): Planned[] {
  return resource.items.map((item, index) => {
    const column = mapping.columns.find((c) => c.item === item.code);
    if (!column && item.required) throw missingItem(resource, item);
    return column
      ? { item, index, column, cleaning: planItem(item, index, column.column, column.factor) }
      : { item, index };
  });
}

function missingItem(resource: Resource, item: Item): PoisonError {
  return new PoisonError(
    'missing-item',
    `no column holds the required item ${item.name} (${item.code}); add it or confirm which column it is`,
    `缺少必填项“${item.name}”（${item.code}），请补充该列或确认对应的列`,
    { place: { resource: resource.code, item: item.code } },
  );
}

const valueSql = (p: Planned) => p.cleaning?.value ?? `CAST(NULL AS ${itemSqlType(p.item)})`;

function checkProblem(resource: Resource, check: Check, planned: readonly Planned[]): Problem {
  const values = new Map(planned.map((p) => [p.item.code, valueSql(p)]));
  const sql = compileExpression(
    check.expression,
    expressionItems(resource.items),
    (code) => values.get(code) as string,
  );
  return { rule: check.id, level: check.level, when: `NOT coalesce(${sql}, true)`, advice: check.advice };
}

function listProblems(resource: Resource, planned: readonly Planned[]): Problem[] {
  const ofItems = planned.flatMap((p) =>
    (p.cleaning?.problems ?? []).map(({ rule, when }) => ({
      rule,
      level: describeRule(rule).level,
      when,
      item: p.item.code,
      column: p.column?.column,
    })),
  );
  const ofRow = resource.checks.map((check) => checkProblem(resource, check, planned));
  const all: Problem[] = [...ofItems, ...missingKey(planned), ...ofRow];
  return [...all.filter((p) => p.level === 'refuse'), ...all.filter((p) => p.level === 'warn')];
}

function missingKey(planned: readonly Planned[]): Problem[] {
  const primary = planned.filter((p) => p.item.key === 'primary');
  if (primary.length === 0 || primary.some((p) => p.item.required)) return [];
  return [
    {
      rule: 'missing-key',
      level: 'refuse',
      when: primary.map((p) => `${valueSql(p)} IS NULL`).join(' AND '),
    },
  ];
}

const ignoredFindings: readonly CompiledFinding[] = (['blank-row', 'header-row', 'total-row'] as const).map(
  (rule) => ({
    rule,
    level: 'ignore',
  }),
);

/** Items whose absence tells a total from a row of data. */
const decisive = (planned: readonly Planned[]) =>
  planned.filter((p) => p.cleaning && (p.item.required || p.item.key === 'primary'));

function suspicionSql(
  resource: Resource,
  planned: readonly Planned[],
  problems: readonly Problem[],
  mapped: readonly MappedColumn[],
): string {
  const telling = decisive(planned);
  const labels = telling
    .filter((p) => p.item.type === 'text')
    .map((p) => mayBeLabelSql(`c${p.column?.column}`));
  const rowRules = new Set([...resource.checks.map((c) => c.id), 'missing-key']);
  return [
    ...planned.flatMap((p) => p.cleaning?.suspicious ?? []),
    ...problems.filter((p) => p.item === undefined && rowRules.has(p.rule)).map((p) => p.when),
    ...(telling.length === 0
      ? [isBlankSql(mapped.map((c) => `c${c.column}`)), mayBeLabelSql(`c${mapped[0]?.column ?? 0}`)]
      : labels),
    mayBeHeaderSql(mapped),
  ]
    .map((sql) => `(${sql})`)
    .join(' OR ');
}

function isTotalSql(planned: readonly Planned[], cells: readonly string[]): string {
  const failing = decisive(planned).map((p) => {
    const cell = `c${p.column?.column}`;
    return p.item.type === 'text'
      ? `(${valueSql(p)} IS NULL OR trim(${cell}) = ${firstCellSql(cells)})`
      : `${valueSql(p)} IS NULL`;
  });
  const missing = failing.length === 0 ? 'true' : `(${failing.join(' OR ')})`;
  return `${isLabelSql(cells)} AND ${missing}`;
}

function foundSql(
  planned: readonly Planned[],
  problems: readonly Problem[],
  cells: readonly string[],
  mapped: readonly MappedColumn[],
): string {
  const base = ignoredFindings.length;
  const list = problems.map((p, i) => `CASE WHEN ${p.when} THEN ${base + i} END`).join(',\n    ');
  const none = 'CAST([] AS INTEGER[])';
  const found = problems.length === 0 ? none : `list_filter([${list}], lambda p: p IS NOT NULL)`;
  return `CASE WHEN coalesce(_suspect, false) THEN CASE WHEN ${isBlankSql(cells)} THEN [0]
    WHEN ${isHeaderSql(mapped)} THEN [1] WHEN ${isTotalSql(planned, cells)} THEN [2]
    ELSE CASE WHEN len(${found}) = 0 THEN NULL ELSE ${found} END END END`;
}

/** Grade 2 keeps no column whose sensitivity nobody has described. */
function extraSql(resource: Resource, width: number, mapping: Mapping): string {
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

function cellsSql(resource: Resource, planned: readonly Planned[], width: number): string {
  const cells = Array.from({ length: width }, (_, i) => {
    const holder = planned.find((p) => p.column?.column === i);
    if (holder) return desensitisedCellSql(resource, holder.item, `c${i}`, valueSql(holder));
    return resource.grade === 2 ? `CASE WHEN c${i} IS NULL THEN '' ELSE '***' END` : `coalesce(c${i}, '')`;
  });
  return `[${cells.join(', ')}]`;
}

/** The SELECT's layers, innermost first: first reading, value and status, suspicion, findings, stored form. */
function buildSelect(parts: {
  planned: readonly Planned[];
  suspicion: string;
  found: string;
  final: readonly string[];
  cells: string;
  lastRefusal: number;
}): CompiledCleaning['select'] {
  const active = parts.planned.filter((p) => p.cleaning);
  const first = active.map((p) => `${p.cleaning?.first} AS a${p.index}`);
  const second = active.flatMap((p) => [
    `${p.cleaning?.second ?? `a${p.index}`} AS v${p.index}`,
    ...(p.cleaning?.status ? [`${p.cleaning.status} AS k${p.index}`] : []),
  ]);
  const state = `CASE WHEN _found IS NULL THEN 0 WHEN _found[1] <= 2 THEN 2 WHEN _found[1] <= ${parts.lastRefusal} THEN 1 ELSE 0 END`;
  return (from, { carry = [], allCells = false } = {}) => {
    const cells = allCells ? parts.cells : `CASE WHEN _state = 1 THEN ${parts.cells} END`;
    const layers = [
      `SELECT *, ${['0 AS _zero', ...first].join(',\n  ')} FROM ${from}`,
      `SELECT *, ${['0 AS _one', ...second].join(',\n  ')} FROM`,
      `SELECT *, (${parts.suspicion}) AS _suspect FROM`,
      `SELECT *, ${parts.found} AS _found FROM`,
      `SELECT *, CAST(${state} AS TINYINT) AS _state FROM`,
      `SELECT ${[...parts.final, `${cells} AS _cells`, ...carry].join(',\n  ')} FROM`,
    ];
    return layers.reduce((inner, layer) => (inner === '' ? layer : `${layer} (${inner})`), '');
  };
}

/**
 * Compiles the cleaning of a table.
 * @throws PoisonError missing-item when no column holds a required item
 * @throws InvalidInput for a check that cannot be compiled
 */
export function compileCleaning(
  resource: Resource,
  mapping: Mapping,
  options: { period: string; width: number },
): CompiledCleaning {
  const planned = planItems(resource, mapping);
  const { width } = options;
  const cells = Array.from({ length: width }, (_, i) => `c${i}`);
  const mapped = mapping.columns.filter((c) => c.item !== undefined);
  const problems = listProblems(resource, planned);
  const refusals = problems.filter((p) => p.level === 'refuse').length;
  const stored = planned.map((p) => {
    const sql = desensitisedSql(resource, p.item, valueSql(p));
    return `CAST(${sql} AS ${storedItemType(resource, p.item)}) AS ${quoteName(p.item.code)}`;
  });
  const period = periodSql(resource, options.period, (code) =>
    valueSql(planned.find((p) => p.item.code === code) as Planned),
  );
  const final = [
    ...stored,
    `${extraSql(resource, width, mapping)} AS _extra`,
    `${period} AS _period`,
    '_found',
    '_state',
  ];
  return {
    width,
    findings: [...ignoredFindings, ...problems.map(({ when: _, ...finding }) => finding)],
    select: buildSelect({
      planned,
      suspicion: suspicionSql(resource, planned, problems, mapped),
      found: foundSql(planned, problems, cells, mapped),
      final,
      cells: cellsSql(resource, planned, width),
      lastRefusal: ignoredFindings.length + refusals - 1,
    }),
  };
}
