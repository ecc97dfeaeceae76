/**
 * What is known of a file that is passed on as it is, and its text, taken out by the refinery and put beside the batch.
 * That a file has no text, or one that cannot be read, is said in its record and stops nothing.
 */
import type { Document, DocumentText } from '../../../schemas/document.ts';
import type { Batch } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { isDesensitised } from '../desensitise/desensitised-form.ts';
import { PoisonError } from '../errors.ts';
import { sourceOf } from '../exchange/batch-source.ts';
import type { Ports } from '../ports/index.ts';
import { textKey } from './kinds.ts';

const step = 'take-unstructured';

/** Generation of the extractor: a later one that finds more has a higher number. */
const generation = 1;

/** Writes the text's object. @returns the record that is to be committed with the batch */
export async function describeDocument(
  ports: Ports,
  batch: Batch,
  resource: Resource,
  attempt: string,
): Promise<Omit<Document, 'committedAt'>> {
  const masked = resource.grade >= 2 || isDesensitised(resource);
  const taken = await takeText(ports, batch, masked);
  await ports.probe.at(`${step}: text taken`);
  const key = taken.text === undefined ? undefined : textKey(batch.resource, batch.id, attempt);
  if (key !== undefined && taken.text !== undefined)
    await ports.objects.put(key, new TextEncoder().encode(taken.text), { lossy: true });
  await ports.probe.at(`${step}: text written`);
  return {
    schema: 'document/1',
    batch: batch.id,
    resource: batch.resource,
    department: batch.department,
    period: batch.period,
    fileName: batch.fileName,
    type: taken.type,
    size: batch.size,
    pages: taken.pages,
    sha256: batch.sha256,
    text: {
      state: taken.state,
      why: taken.why,
      generation,
      key,
      length: taken.text?.length ?? 0,
      cut: taken.cut,
      masked,
    },
  };
}

async function takeText(ports: Ports, batch: Batch, masked: boolean): Promise<DocumentText> {
  try {
    return await ports.refinery.text({ source: sourceOf(batch), masked });
  } catch (error) {
    // What ends the reader every time ends only the reading.
    if (error instanceof PoisonError)
      return { type: 'unknown', state: 'failed', why: error.code, cut: false };
    throw error;
  }
}
