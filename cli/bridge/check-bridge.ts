/** Looks whether a configuration can work: every place is reached, every column told what becomes of it. */
import { CommandFailure } from '../failures.ts';
import { type BridgeWork, describedResource } from './bridge-work.ts';
import { isOfFiles, type OutJob, type Place } from './config.ts';
import { openFileSource, openTableSource } from './sources/open-source.ts';
import { type Finding, mapColumns, type SourceColumn } from './type-map.ts';

export interface CheckedJob {
  readonly job: string;
  readonly resource: string;
  readonly columns: readonly { readonly item: string; readonly column: string; readonly declared: string }[];
  readonly findings: readonly Finding[];
}

type Looking = Pick<BridgeWork, 'loaded' | 'client'>;

const atJob = (level: Finding['level'], zh: string, en: string): Finding => ({
  item: '',
  column: '',
  level,
  zh,
  en,
});

/** All jobs, whatever becomes of one. */
export async function checkBridge(work: Looking): Promise<readonly CheckedJob[]> {
  const checked: CheckedJob[] = [];
  for (const job of work.loaded.config.out)
    checked.push(await guarded(job.name, job.resource, () => checkOut(work, job)));
  for (const job of work.loaded.config.in)
    checked.push(
      await guarded(job.name, job.resource, async () => {
        const { items } = await describedResource(work, job.resource);
        const known = new Set(items.map(({ code }) => code));
        const unknown = [...job.keys, ...Object.keys(job.columns)].filter((code) => !known.has(code));
        const findings = unknown.map((item) => ({
          ...atJob('wrong', '资源没有该信息项', 'the resource has no such item'),
          item,
        }));
        return { columns: [], findings };
      }),
    );
  return checked;
}

async function guarded(
  job: string,
  resource: string,
  look: () => Promise<Pick<CheckedJob, 'columns' | 'findings'>>,
): Promise<CheckedJob> {
  try {
    return { job, resource, ...(await look()) };
  } catch (error) {
    const { code, name } = error as { code?: unknown; name: string };
    const text = String(code ?? name);
    const finding =
      error instanceof CommandFailure
        ? atJob('wrong', error.zh, error.message)
        : atJob('wrong', `无法连接或读取（${text}）`, `it cannot be reached or read (${text})`);
    return { job, resource, columns: [], findings: [finding] };
  }
}

async function checkOut(work: Looking, job: OutJob): Promise<Pick<CheckedJob, 'columns' | 'findings'>> {
  const resource = await describedResource(work, job.resource);
  const place = work.loaded.config.places[job.from] as Place;
  if (isOfFiles(place.kind)) {
    const source = await openFileSource(place as Parameters<typeof openFileSource>[0], work.loaded);
    const waiting = await source.list(job.files).finally(() => source.close());
    const told = atJob('warning', `有 ${waiting.length} 个文件等待上传`, `${waiting.length} files wait`);
    return { columns: [], findings: [told] };
  }
  const source = await openTableSource(place as Parameters<typeof openTableSource>[0], work.loaded);
  try {
    const columns = await source.columns(job.table ?? '');
    const { columns: mapped, findings } = mapColumns(resource.items, columns, job.columns);
    const shown = mapped.map(({ item, column }) => ({
      item,
      column: column.name,
      declared: column.declared,
    }));
    return {
      columns: shown,
      findings: [...findings, ...orderFindings(job, columns), ...modeFindings(job, resource)],
    };
  } finally {
    await source.close();
  }
}

const named = (level: Finding['level'], column: string, zh: string, en: string): Finding => ({
  ...atJob(level, zh, en),
  column,
});

/** Of the columns that rows are told apart and ordered by. */
function orderFindings({ read }: OutJob, columns: readonly SourceColumn[]): Finding[] {
  const names =
    read.by === 'full' ? read.order : read.by === 'watermark' ? [read.column, ...read.key] : read.key;
  return names.flatMap((name) => {
    const column = columns.find((one) => one.name === name);
    if (!column) return [named('wrong', name, '表中没有该列', 'the table has no such column')];
    if (column.kind === 'binary' || column.kind === 'other')
      return [named('wrong', name, '该列的类型不能用来排序', 'rows cannot be ordered by its type')];
    if (read.by === 'watermark' && column.kind === 'float')
      return [named('wrong', name, '浮点列不能作水位或键', 'a floating column can be no mark and no key')];
    if (read.by === 'watermark' && column.nullable && name === read.column)
      return [named('warning', name, '该列为空的行不会被读取', 'rows without a value in it are never read')];
    return [];
  });
}

/** What the way of reading cannot do for the resource. */
function modeFindings({ read }: OutJob, resource: { mode: string; tombstone?: unknown }): Finding[] {
  const isIncrement = resource.mode.startsWith('increment');
  if (read.by !== 'full' && !isIncrement)
    return [
      atJob(
        'wrong',
        `资源为 ${resource.mode}，每批是全部数据，只能按 full 读取`,
        `the resource is ${resource.mode}: a batch is everything, so it is read by full`,
      ),
    ];
  if (read.by === 'changes' && resource.tombstone === undefined)
    return [
      atJob(
        'warning',
        '资源没有删除标记（tombstone），删除的行无法传递',
        'the resource has no tombstone: that a row was deleted cannot be said',
      ),
    ];
  return [];
}
