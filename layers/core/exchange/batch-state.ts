/** What the stages of a batch mean. */

import type { Batch } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';

const ended = new Set<Batch['stage']>(['withdrawn', 'replaced', 'quarantined']);

/** Ended batches change no more; nobody sees their rows. */
export const isEnded = (stage: Batch['stage']): boolean => ended.has(stage);

/** May the platform keep and show the file as it was sent? Not where anything in it is desensitised. */
export const keepsClearText = (resource: Resource): boolean =>
  resource.grade === 1 && resource.items.every((item) => item.desensitise === 'none');

/** Accepted, and still on its way to the lake. */
export const isUnderway = (stage: Batch['stage']): boolean => stage !== 'committed' && !isEnded(stage);
