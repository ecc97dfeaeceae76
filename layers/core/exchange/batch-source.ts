/** A batch's file and description, as the refinery is asked about them. */

import type { Batch } from '../../../schemas/records.ts';
import type { Layout, Mapping, Survey } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import type { Ports } from '../ports/index.ts';
import type { RefineJob } from '../ports/refinery.ts';
import { definitions, must } from '../records.ts';

/** The description a batch is bound to, whatever has been applied since. */
export async function boundResource(ports: Ports, batch: Batch): Promise<Resource> {
  const definition = await must(ports.records, definitions, batch.resource, batch.definition);
  return definition.value.resource;
}

export const sourceOf = (batch: Batch) => ({ key: batch.source, fileName: batch.fileName, size: batch.size });

export const jobOf = (
  batch: Batch,
  survey: Survey,
  { layout, mapping }: { layout: Layout; mapping: Mapping },
  resource: Resource,
): Omit<RefineJob, 'attempt'> => ({
  source: sourceOf(batch),
  survey,
  layout,
  mapping,
  resource,
  department: batch.department,
  batch: batch.id,
  period: batch.period,
});
