/** Rows of a period as the table a statistic asks for: units, classes, capped amounts. */
import { keyedDraw } from '../../layers/core/disclosure/noise.ts';
import {
  type Measure,
  makeRelease,
  type Release,
  type Shown,
  type ShownNumber,
  type Table,
} from '../../layers/core/disclosure/release.ts';
import type { Rules } from '../../layers/core/disclosure/rules.ts';
import { classOf } from '../../layers/core/questions/class-of.ts';
import type { Statistic } from '../../schemas/question.ts';
import type { Resource } from '../../schemas/resource.ts';
import type { ResultCell, ResultNumber } from '../../schemas/result.ts';
import { lineOf, type StoreRow } from './current-rows.ts';
import type { DepartmentStore } from './open-store.ts';

interface Unit {
  readonly name: string;
  readonly row: StoreRow;
}

/**
 * A contributor's rows in a fixed order: the first keeps its name through all periods, others get a number. So what
 * one person has this month and had last month is known to be the same person's.
 */
function unitsOf(
  store: DepartmentStore,
  resource: Resource,
  unit: string,
  rows: readonly StoreRow[],
): Unit[] {
  const texts = resource.items.filter((item) => item.type === 'text' && item.key !== 'primary');
  const order = (row: StoreRow) => texts.map((item) => String(row[item.code] ?? '')).join('\u0000');
  const mine = Map.groupBy(
    rows.filter((row) => row[unit] !== null && row[unit] !== undefined),
    (row) => store.nameOf(String(row[unit])),
  );
  return [...mine].flatMap(([name, own]) =>
    own
      .map((row) => ({ row, order: order(row) }))
      .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
      .map(({ row }, index) => ({ name: index === 0 ? name : `${name}#${index}`, row })),
  );
}

/** What each unit adds: from 0 on, a contributor's units together at most the cap. */
function cappedAmounts(units: readonly Unit[], item: string, cap: number): Map<string, number> {
  const left = new Map<string, number>();
  return new Map(
    units.map(({ name, row }) => {
      const who = name.split('#')[0] as string;
      const rest = left.get(who) ?? cap;
      const amount = Math.min(rest, Math.max(0, Number(row[item] ?? 0)));
      left.set(who, rest - amount);
      return [name, amount];
    }),
  );
}

/** The measures that are drawn; a mean is made of a sum and a count. */
function measuresOf(spec: Statistic): Measure[] {
  const counted = spec.measures.some((one) => one.measure !== 'sum');
  const amounts = new Map(
    spec.measures.flatMap((one) => (one.measure === 'count' ? [] : [[one.item, one.cap]])),
  );
  return [
    ...(counted ? [{ name: 'count', cap: 1 }] : []),
    ...[...amounts].map(([name, cap]) => ({ name: String(name), cap: Number(cap) })),
  ];
}

export interface Answer {
  readonly release: Release;
  readonly cells: ResultCell[];
  readonly caps: ReadonlyMap<string, number>;
}

export async function answerStatistic(
  store: DepartmentStore,
  rules: Rules,
  asked: {
    spec: Statistic;
    resource: Resource;
    period: string;
    release: string;
    at: string;
    left: number;
    all: readonly StoreRow[];
    wanted: readonly StoreRow[];
  },
): Promise<Answer> {
  const { spec, resource, period } = asked;
  const units = unitsOf(store, resource, spec.unit, asked.all);
  const measures = measuresOf(spec);
  const amounts = measures.filter((one) => one.name !== 'count');
  const through = new Set(asked.wanted.map(lineOf));
  const table: Table = {
    release: asked.release,
    period,
    at: asked.at,
    measures,
    amounts: new Map(amounts.map(({ name, cap }) => [name, cappedAmounts(units, name, cap)])),
    cells: [
      ...Map.groupBy(
        units.filter(({ row }) => through.has(lineOf(row))),
        ({ row }) => classes(spec, row),
      ),
    ].map(([name, own]) => ({
      classes: [JSON.parse(name) as string[]],
      units: own.map((unit) => unit.name),
    })),
  };
  const draw = await keyedDraw(store.noiseKey);
  const history = store.state.given(resource.code);
  const release = await makeRelease(rules, draw)(table, history, asked.left);
  const cells = 'withheld' in release ? [] : release.shown.map((one) => cellOf(spec, one));
  return { release, cells, caps: new Map(amounts.map(({ name, cap }) => [name, cap])) };
}

const classes = (spec: Statistic, row: StoreRow): string =>
  JSON.stringify(spec.groupBy.map(({ item, band }) => classOf(row[item], band)));

/** The numbers in the order they were asked for. */
function cellOf(spec: Statistic, { classes: of, numbers }: Shown): ResultCell {
  const drawn = (measure: string) => numbers.find((one) => one.measure === measure) as ShownNumber;
  const asked = spec.measures.map((one): ResultNumber => {
    if (one.measure === 'count') return drawn('count');
    const sum = drawn(one.item);
    if (one.measure === 'sum') return { ...sum, measure: `sum:${one.item}` };
    return meanOf(one.item, sum, drawn('count'));
  });
  return { classes: of.map((labels) => [...labels]), numbers: asked };
}

/** The quotient of two published numbers tells nothing that they do not; its error is the furthest that theirs allow. */
function meanOf(item: string, sum: ShownNumber, count: ShownNumber): ResultNumber {
  const value = sum.value / Math.max(1, count.value);
  const high = (sum.value + sum.error) / Math.max(1, count.value - count.error);
  const low = Math.max(0, sum.value - sum.error) / (count.value + count.error);
  return { measure: `mean:${item}`, value, error: Math.max(high - value, value - low) };
}
