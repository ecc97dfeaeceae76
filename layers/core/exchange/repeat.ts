/** What a step does when its transaction's condition fails. */
import { ConditionFailed, TransientError } from '../errors.ts';

const turns = 30;

/** Runs `attempt`, which reads afresh what it decides on, until its transaction goes through. */
export async function repeatOnConflict(attempt: () => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
  throw new TransientError(
    'too many others changed the same records at once; the step is tried again later',
    '同一记录被频繁修改，稍后重试',
  );
}

/** One attempt. undefined: somebody else changed what it decided on, and whoever comes next looks again. */
export async function unlessMoved<T>(attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof ConditionFailed) return undefined;
    throw error;
  }
}

/**
 * As `repeatOnConflict`, for a step that holds its own record at a version: when that one has moved, somebody else
 * has done or undone the step, and it stops; when only others moved, the transaction is repeated, not the work.
 */
export async function repeatWhileOwn(own: string, attempt: () => Promise<unknown>): Promise<void> {
  await repeatOnConflict(async () => {
    try {
      await attempt();
    } catch (error) {
      if (!(error instanceof ConditionFailed) || !error.keys.includes(own)) throw error;
    }
  });
}
