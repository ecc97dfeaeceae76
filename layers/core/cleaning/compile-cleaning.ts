/**
 * A definition and a mapping, compiled to one SELECT that cleans every row: values of the items, what was found
 * wrong (`_found`, numbers of `findings`), whether the row is accepted, refused or ignored (`_state`), and the
 * original cells of refused rows. Good rows pay for one cheap look (`sift`); only the others are examined (`select`).
 */
import type { MappedColumn, Mapping } from '../../../schemas/refinery.ts';
import type { Check, Item, Resource } from '../../../schemas/resource.ts';
import { PoisonError } from '../errors.ts';
import { characterMacros } from './characters.ts';
import { compileExpression, expressionItems } from './check-expression.ts';
import {
  buildSelects,
  cellsSql,
  clearOf,
  decisive,
  extraSql,
  foundSql,
  ignoredFindings,
  type Planned,
  type Problem,
  valueSql,
} from './cleaning-layers.ts';
import type { CompiledCleaning } from './compiled-cleaning.ts';
import { derivedColumns, desensitisedSql, listDisguises, sentCellSql } from './desensitise.ts';
import { identifierMacros } from './identifier-sql.ts';
import { mayBeHeaderSql, mayBeLabelSql } from './ignored-rows.ts';
import { planItem } from './item-cleaning.ts';
import { periodSql } from './period.ts';
import { personMacros } from './person-tokens.ts';
import { describeRule } from './rules.ts';
import { quoteName } from './sql-text.ts';
import { storedItemType } from './stored-columns.ts';
import { valueMacros } from './value-sql.ts';

/** Every macro that compiled SQL calls, to be run once in a session. `today` is an ISO date. */
export function cleaningMacros(today: string): string[] {
  return [...characterMacros(), ...valueMacros(), ...identifierMacros(today), ...personMacros()];
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

/** When a row needs the thorough look although every cell could be read; labels are unreadable in decisive text. */
function suspicionSql(
  resource: Resource,
  planned: readonly Planned[],
  problems: readonly Problem[],
  mapped: readonly MappedColumn[],
): string {
  const rowRules = new Set([...resource.checks.map((c) => c.id), 'missing-key']);
  const noDecisive = decisive(planned).length === 0;
  const blank = `coalesce(${mapped.map((c) => `c${c.column}`).join(', ')}, NULL) IS NULL`;
  return [
    ...planned.flatMap((p) => p.cleaning?.suspicious ?? []),
    ...problems.filter((p) => p.item === undefined && rowRules.has(p.rule)).map((p) => p.when),
    ...(noDecisive ? [blank, mayBeLabelSql(`c${mapped[0]?.column ?? 0}`)] : []),
    mayBeHeaderSql(mapped),
  ]
    .map((sql) => `(${sql})`)
    .join(' OR ');
}

/** Each item's cell as it is sent, then the derived tokens; what refuses the row for an item is sent as unreadable. */
function sentColumns(
  resource: Resource,
  planned: readonly Planned[],
  problems: readonly Problem[],
): string[] {
  const items = planned.flatMap((p) => {
    if (p.column === undefined) return [];
    const numbers = problems.flatMap(({ level, item }, index) =>
      level === 'refuse' && item === p.item.code ? [ignoredFindings.length + index] : [],
    );
    const sql = sentCellSql(resource, p.item, `c${p.column.column}`, {
      clear: clearOf(p, planned),
      numbers,
    });
    return [`${sql} AS ${quoteName(p.item.code)}`];
  });
  return [...items, ...derivedOf(resource, planned)];
}

const derivedOf = (resource: Resource, planned: readonly Planned[]): string[] =>
  derivedColumns(resource, (code) => {
    const one = planned.find((p) => p.item.code === code) as Planned;
    return { item: one.item, sql: valueSql(one) };
  });

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
    const sql = desensitisedSql(resource, p.item, clearOf(p, planned));
    return `CAST(${sql} AS ${storedItemType(resource, p.item)}) AS ${quoteName(p.item.code)}`;
  });
  stored.push(...derivedOf(resource, planned));
  const suspicion = suspicionSql(resource, planned, problems, mapped);
  const period = periodSql(resource, options.period, (code) =>
    valueSql(planned.find((p) => p.item.code === code) as Planned),
  );
  return {
    width,
    disguises: listDisguises(resource, (code) => planned.find((p) => p.item.code === code)?.column?.column),
    findings: [...ignoredFindings, ...problems.map(({ when: _, ...finding }) => finding)],
    ...buildSelects({
      planned,
      suspicion,
      watch: [
        suspicion,
        ...planned
          .filter(
            (p) => p.item.type === 'text' && p.item.key !== undefined && p.cleaning && !p.item.identifier,
          )
          .map((p) => `sy_scientific(a${p.index})`),
      ].join(' OR '),
      found: foundSql(planned, problems, cells, mapped),
      stored: [...stored, `${extraSql(resource, width, mapping)} AS _extra`, `${period} AS _period`],
      raw: `[${cells.join(', ')}]`,
      cells: cellsSql(resource, planned, width),
      sent: sentColumns(resource, planned, problems),
      lastRefusal: ignoredFindings.length + refusals - 1,
    }),
  };
}
