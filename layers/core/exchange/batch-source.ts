/** A batch's file and description, as the refinery is asked about them. */

import type { Batch } from '../../../schemas/records.ts';
import type { Layout, Mapping, Survey } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { desensitisedForm } from '../desensitise/desensitised-form.ts';
import { PoisonError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { RefineJob } from '../ports/refinery.ts';
import { definitions, must } from '../records.ts';

/** The description a batch is bound to, whatever has been applied since. */
export async function boundResource(ports: Ports, batch: Batch): Promise<Resource> {
  const definition = await must(ports.records, definitions, batch.resource, batch.definition);
  return definition.value.resource;
}

/** What the file is read as: the description, or its form when it was desensitised before the upload. */
export function readAs({ desensitised, fileName, department, id }: Batch, described: Resource): Resource {
  if (desensitised === undefined) return described;
  if (desensitised === described.version) return desensitisedForm(described);
  throw new PoisonError(
    'stale-description',
    `${fileName} was desensitised by version ${desensitised} of ${described.code}; version ${described.version} came in force meanwhile, upload it again`,
    `${fileName} 按第 ${desensitised} 版说明脱敏，其间 ${described.code} 已变更为第 ${described.version} 版，请重新上传`,
    { place: { department, resource: described.code, batch: id } },
  );
}

export const sourceOf = (batch: Batch) => ({ key: batch.source, fileName: batch.fileName, size: batch.size });

export const jobOf = (
  batch: Batch,
  survey: Survey,
  { layout, mapping }: { layout: Layout; mapping: Mapping },
  described: Resource,
): Omit<RefineJob, 'attempt'> => ({
  source: sourceOf(batch),
  survey,
  layout,
  mapping,
  resource: readAs(batch, described),
  ...(batch.desensitised === undefined ? {} : { described }),
  ...(batch.channel ? { keepsRepeats: true } : {}),
  department: batch.department,
  batch: batch.id,
  period: batch.period,
});
