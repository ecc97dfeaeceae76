/** Which columns part what a statement writes, and into how many parts. */
import type { RunObject } from '../ports/sql-runner.ts';
import { QueryRefused } from '../sql/refused.ts';
import type { TableColumn } from './columns.ts';
import type { Property } from './properties.ts';
import { QueryFailed } from './query-failed.ts';

/** They are the last columns, in this order. */
export function partitionColumns(
  property: Property | undefined,
  columns: readonly TableColumn[],
): readonly string[] {
  if (!property) return [];
  const names = [property.value].flat().map((name) => name.toLowerCase());
  const last = columns.slice(columns.length - names.length).map(({ name }) => name);
  if (names.length > 0 && names.length < columns.length && names.every((name, index) => name === last[index]))
    return names;
  throw new QueryRefused('INVALID_ARGUMENTS', {
    at: property.name.at,
    en: 'Partition keys must be the last columns in the table and in the same order as the table properties',
    zh: '分区列须为查询的最后几列，且顺序与 partitioned_by 一致',
  });
}

/** Athena's limit of partitions that one statement writes. */
const mostPartitions = 100;

/** @throws QueryFailed TOO_MANY_PARTITIONS */
export function checkPartitions(objects: readonly RunObject[]): void {
  const { size } = new Set(objects.map(({ partition }) => JSON.stringify(partition)));
  if (size <= mostPartitions) return;
  throw new QueryFailed(
    'TOO_MANY_PARTITIONS',
    `a statement writes at most ${mostPartitions} partitions, this one ${size}; write it in pieces`,
    `一条语句至多写入 ${mostPartitions} 个分区，本次为 ${size} 个；请分次写入`,
  );
}
