/** Takes a file into the store: cleaned as the platform would, kept in the clear, as Parquet. Nothing is sent. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { currentPeriod } from '../../layers/core/exchange/period.ts';
import { proposeMapping } from '../../layers/core/mapping/propose-mapping.ts';
import { monotonicIds } from '../../layers/embedded/surroundings.ts';
import type { RowCounts } from '../../schemas/refinery.ts';
import type { Resource } from '../../schemas/resource.ts';
import { RefusedCommand, WrongUsage } from '../failures.ts';
import type { DepartmentStore } from './open-store.ts';

export interface Loaded {
  readonly load: string;
  readonly period: string;
  readonly rows: RowCounts;
}

/** As it stays at home: nothing is masked, nothing is a token. */
export const inTheClear = (resource: Resource): Resource => ({
  ...resource,
  items: resource.items.map((item) => ({ ...item, desensitise: 'none' })),
});

/** @throws RefusedCommand when a column is not certain; PoisonError for what is never taken */
export async function loadFile(
  store: DepartmentStore,
  path: string,
  described: Resource,
  asked: { period?: string | undefined; now?: Date } = {},
): Promise<Loaded> {
  const resource = inTheClear(described);
  const now = asked.now ?? new Date();
  const period = asked.period ?? currentPeriod(resource, now);
  const load = monotonicIds().next();
  if (!(await isFile(path))) throw new WrongUsage(`无法读取文件 ${path}`, `the file ${path} cannot be read`);
  const key = `incoming/${load}`;
  const { size, sha256 } = await store.files.takeIn(key, path);
  try {
    const source = { key, fileName: basename(path), size };
    const survey = await store.refinery.survey(source, resource);
    const proposal = proposeMapping({ resource, survey });
    if (!proposal.certain)
      throw uncertain(
        proposal.questions.map((one) => one.header),
        proposal.missing,
      );
    const { layout, mapping } = proposal;
    const of = { resource, department: store.settings.department, batch: load, attempt: load, period };
    const refined = await store.refinery.refine({ source, survey, layout, mapping, ...of });
    const at = now.toISOString();
    store.state.addLoad({
      id: load,
      resource: resource.code,
      period,
      file: source.fileName,
      digest: sha256,
      parts: refined.parts,
      at,
    });
    return { load, period, rows: refined.rows };
  } finally {
    await store.files.remove(key);
  }
}

const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

const uncertain = (headers: readonly string[], missing: readonly string[]): RefusedCommand =>
  new RefusedCommand(
    'uncertain-columns',
    `表头无法确定：${[...headers, ...missing].join('、')}；请改为资源目录中的名称后重新载入`,
    `these columns are not certain: ${[...headers, ...missing].join(', ')}; name them as the catalog does and load again`,
  );
