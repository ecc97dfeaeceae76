/** A job's table: opened, its columns mapped to the resource's items. */
import type { Resource } from '../../schemas/resource.ts';
import { RefusedCommand } from '../failures.ts';
import type { BridgeWork } from './bridge-work.ts';
import { isOfFiles, type OutJob } from './config.ts';
import { openTableSource } from './sources/open-source.ts';
import type { TableSource } from './sources/table-source.ts';
import { type Finding, type MappedColumn, mapColumns, type SourceColumn } from './type-map.ts';

export interface TableJob {
  readonly job: OutJob & { readonly table: string };
  readonly resource: Resource;
  readonly source: TableSource;
  readonly columns: readonly SourceColumn[];
  readonly mapped: readonly MappedColumn[];
}

const unfit = (job: string, findings: readonly Finding[]): RefusedCommand => {
  const [zh, en] = (['zh', 'en'] as const).map((language) =>
    findings.map((one) => `${one.item} ← ${one.column}: ${one[language]}`).join('; '),
  ) as [string, string];
  return new RefusedCommand(
    'unfit-columns',
    `任务 ${job}：${zh}；请修改 columns 或表结构，用 shuiyuan bridge check 核对`,
    `job ${job}: ${en}; change columns or the table, and look with shuiyuan bridge check`,
  );
};

/** Opens the table and maps its columns. @throws RefusedCommand when one of them cannot be an item */
export async function withTable<T>(
  work: BridgeWork,
  job: OutJob,
  resource: Resource,
  use: (table: TableJob) => Promise<T>,
): Promise<T> {
  const place = work.loaded.config.places[job.from];
  if (place === undefined || isOfFiles(place.kind) || job.table === undefined)
    throw new Error(`job ${job.name} reads no table`);
  const source = await openTableSource(place as Parameters<typeof openTableSource>[0], work.loaded);
  try {
    const columns = await source.columns(job.table);
    const { columns: mapped, findings } = mapColumns(resource.items, columns, job.columns);
    const wrong = findings.filter(({ level }) => level === 'wrong');
    if (wrong.length > 0) throw unfit(job.name, wrong);
    return await use({ job: { ...job, table: job.table }, resource, source, columns, mapped });
  } finally {
    await source.close();
  }
}

/** Named by job and number: what a dead one left is replaced by who does it again. */
export function nextFile({ journal }: BridgeWork, job: string): string {
  return `${job}-${String((journal.last(job)?.number ?? 0) + 1).padStart(8, '0')}.csv`;
}
