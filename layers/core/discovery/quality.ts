/** How good what came was: rates of the last batches, and how often each item is empty in the rows looked at. */
import type { Batch } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import type { Ports } from '../ports/index.ts';
import { batches } from '../records.ts';

/** Batches that are looked at. */
const lastBatches = 20;

export interface BatchQuality {
  readonly batch: string;
  readonly department: string;
  readonly period: string;
  readonly state: Batch['stage'];
  readonly at: string;
  readonly read: number;
  readonly accepted: number;
  readonly refused: number;
  /** Warnings over its rows; a row may have several. */
  readonly warnings: number;
}

/** The newest batches of a resource, by their place. The index may lag: it shows, it does not decide. */
export async function lastBatchesOf(ports: Pick<Ports, 'records'>, code: string): Promise<readonly Batch[]> {
  const page = await ports.records.query('topic', `batches-of/${code}`, {
    limit: lastBatches,
    descending: true,
  });
  const found = await ports.records.getMany(page.items.map(({ key }) => key));
  return found.filter((one) => one !== undefined).map(({ value }) => batches.schema.parse(value));
}

export const qualityOf = (batch: Batch): BatchQuality => ({
  batch: batch.id,
  department: batch.department,
  period: batch.period,
  state: batch.stage,
  at: batch.changedAt,
  read: batch.rows?.read ?? 0,
  accepted: batch.rows?.accepted ?? 0,
  refused: batch.rows?.refused ?? 0,
  warnings: batch.findings.filter(({ level }) => level === 'warn').reduce((sum, one) => sum + one.rows, 0),
});

export interface Rates {
  readonly accepted: number;
  readonly refused: number;
  /** Warnings to rows read. */
  readonly warnings: number;
  readonly quarantined: number;
}

/** Shares from 0 to 1 over all rows of the batches; undefined when nothing has been read. */
export function ratesOf(list: readonly BatchQuality[]): Rates | undefined {
  const sum = (pick: (one: BatchQuality) => number) => list.reduce((total, one) => total + pick(one), 0);
  const read = sum((one) => one.read);
  if (list.length === 0) return undefined;
  const share = (count: number) => (read === 0 ? 0 : Math.round((count / read) * 10_000) / 10_000);
  const quarantined = list.filter(({ state }) => state === 'quarantined').length;
  return {
    accepted: share(sum((one) => one.accepted)),
    refused: share(sum((one) => one.refused)),
    warnings: share(sum((one) => one.warnings)),
    quarantined: Math.round((quarantined / list.length) * 10_000) / 10_000,
  };
}

/** Share of rows that lack each item. */
export const missingRates = (
  { items }: Resource,
  rows: readonly Readonly<Record<string, unknown>>[],
): { item: string; name: string; missing: number }[] =>
  items.map(({ code, name }) => {
    const missing = rows.filter((row) => row[code] === null || row[code] === undefined || row[code] === '');
    const share = rows.length === 0 ? 0 : missing.length / rows.length;
    return { item: code, name, missing: Math.round(share * 10_000) / 10_000 };
  });
