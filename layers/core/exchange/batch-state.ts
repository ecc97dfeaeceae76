/** What the stages of a batch mean. */
import type { Batch } from '../../../schemas/records.ts';

const ended = new Set<Batch['stage']>(['withdrawn', 'replaced', 'quarantined']);

/** Ended batches change no more; nobody sees their rows. */
export const isEnded = (stage: Batch['stage']): boolean => ended.has(stage);

/** Accepted, and still on its way to the lake. */
export const isUnderway = (stage: Batch['stage']): boolean => stage !== 'committed' && !isEnded(stage);
