/** All rows of the inputs in one object: nothing is resolved by key, batch and line are kept. */

import type { Part } from '../../schemas/refinery.ts';
import { InvalidInput } from '../core/errors.ts';
import type { MergeJob } from '../core/ports/refinery.ts';
import { withFiles } from './local-files.ts';
import { partKey } from './object-names.ts';
import { putPart, readParts, tightParquet } from './parquet.ts';
import type { RefineContext } from './refine.ts';
import { withSession } from './session.ts';

/** @throws InvalidInput when the inputs hold no row or are of another period */
export async function merge(context: RefineContext, job: MergeJob): Promise<Part> {
  const rows = job.parts.reduce((sum, part) => sum + part.rows, 0);
  if (rows === 0 || job.parts.some((part) => part.period !== job.period))
    throw new InvalidInput(
      `only parts of period ${job.period} with rows in them can be merged`,
      `只能合并所属期为 ${job.period} 且非空的数据文件`,
    );
  const keys = job.parts.map((part) => part.key);
  return withFiles(context.files, keys, (paths) =>
    context.files.scratch((folder) =>
      withSession({ folder, inputs: paths }, context.engine, async (session) => {
        const all = await readParts(session, job.resource, paths);
        const key = partKey({
          resource: job.resource.code,
          period: job.period,
          batch: 'merged',
          attempt: job.attempt,
          index: 0,
        });
        const select = `SELECT * FROM (${all}) ORDER BY _batch, _line`;
        return (await putPart(session, context.files, folder, {
          select,
          key,
          period: job.period,
          options: tightParquet,
        })) as Part;
      }),
    ),
  );
}
