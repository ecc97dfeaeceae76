/** What stands in OVER: named windows, partitions, order and frames. */
import type { FrameBound, Name, Window } from '../ast.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { isInteger, isNumeric, type SqlType, typeText } from '../types.ts';
import { mismatch } from './coerce.ts';
import { type Env, typed } from './env.ts';
import { groupKey, sortedBy } from './sorting.ts';

type Named = ReadonlyMap<string, Window>;

/** The text within the parentheses of OVER. */
export function overText(over: Window | Name, env: Env, named: Named): string {
  const window = 'partitionBy' in over ? extended(over, named) : windowNamed(over, named);
  const partition = window.partitionBy.map((of) => groupKey(typed(of, env), of.at));
  const keys = window.orderBy.map((item) => typed(item.of, env));
  const order = window.orderBy.map((item, index) => sortedBy(keys[index] as (typeof keys)[0], item));
  return [
    partition.length > 0 ? `PARTITION BY ${partition.join(', ')}` : '',
    order.length > 0 ? `ORDER BY ${order.join(', ')}` : '',
    frameText(
      window,
      keys.map(({ type }) => type),
      env,
    ),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** A window that takes over the partition and the order of a named one. */
function extended(window: Window, named: Named): Window {
  if (!window.base) return window;
  const base = windowNamed(window.base, named);
  if (window.partitionBy.length > 0 || base.frame || (base.orderBy.length > 0 && window.orderBy.length > 0))
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at: window.at,
      en: 'WINDOW clause with an existing window reference can neither repeat its partition and order nor its frame',
      zh: '引用已有窗口时不能重复其 PARTITION BY、ORDER BY 或窗框',
    });
  const { base: _, ...own } = window;
  return {
    ...own,
    partitionBy: base.partitionBy,
    orderBy: window.orderBy.length > 0 ? window.orderBy : base.orderBy,
  };
}

function windowNamed({ text, at }: Name, named: Named): Window {
  const window = named.get(text.toLowerCase());
  if (!window)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: `Cannot resolve WINDOW name ${text}`,
      zh: `没有窗口 ${text}`,
    });
  return extended(window, named);
}

function frameText({ frame, orderBy, at }: Window, keys: readonly SqlType[], env: Env): string {
  if (!frame) return '';
  const end = frame.end ?? { kind: 'current-row' as const };
  const valued = frame.start.value ?? end.value;
  if (frame.unit === 'groups' && orderBy.length === 0) throw missingOrder('GROUPS', at);
  if (frame.unit === 'range' && valued && orderBy.length !== 1) throw missingOrder('RANGE', at);
  refuseOrder(frame.start, end, at);
  const bound = ({ kind, value }: FrameBound): string => {
    const words = kind.replace('-', ' ').toUpperCase();
    return value ? `${boundValue(value, frame.unit, keys[0], env)} ${words}` : words;
  };
  return `${frame.unit.toUpperCase()} BETWEEN ${bound(frame.start)} AND ${bound(end)}`;
}

const missingOrder = (unit: string, at: number): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: `Window frame of type ${unit} requires one ORDER BY item`,
    zh: `${unit} 窗框须有一个 ORDER BY 项`,
  });

const bounds = ['unbounded-preceding', 'preceding', 'current-row', 'following', 'unbounded-following'];

/** A frame must not end before it starts. */
function refuseOrder(start: FrameBound, end: FrameBound, at: number): void {
  const wrong =
    start.kind === 'unbounded-following' ||
    end.kind === 'unbounded-preceding' ||
    bounds.indexOf(start.kind) > bounds.indexOf(end.kind);
  if (wrong)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: `Window frame starting from ${start.kind.replace('-', ' ')} cannot end with ${end.kind.replace('-', ' ')}`,
      zh: '窗框的起点不能在终点之后',
    });
}

/** Only what is known before the query runs: of columns Trino would look at each row's. */
function boundValue(
  node: NonNullable<FrameBound['value']>,
  unit: 'rows' | 'range' | 'groups',
  key: SqlType | undefined,
  env: Env,
): string {
  const value = typed(node, env);
  if (unit === 'range' && value.type.name.startsWith('interval') && node.kind === 'interval')
    return intervalOf(value.sql, value.type, key, node.at);
  const number = node.kind === 'literal' && node.of === 'decimal' ? Number(node.text) : value.constant;
  if (typeof number !== 'number') throw notSupported(node.at, 'a window frame bound that is no literal');
  if (number < 0)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at: node.at,
      en: 'Window frame offset value must not be negative or null',
      zh: '窗框的偏移不能为负',
    });
  if (unit !== 'range' ? !isInteger(value.type) : !key || !isNumeric(key))
    throw mismatch(
      node.at,
      `Window frame ${unit.toUpperCase()} of ${typeText(value.type)}`,
      '窗框的类型不合',
    );
  return value.sql;
}

function intervalOf(sql: string, type: SqlType, key: SqlType | undefined, at: number): string {
  const months = type.name === 'interval year to month';
  if (key?.name !== 'date' && key?.name !== 'timestamp')
    throw notSupported(at, `RANGE of an interval over ${key ? typeText(key) : 'nothing'}`);
  return months ? `to_months(CAST(${sql} AS INTEGER))` : `to_microseconds(${sql} * 1000)`;
}
