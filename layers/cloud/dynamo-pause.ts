/** The wait before a call of the records table is repeated. */
import { TransientError } from '../core/errors.ts';

/** Waits longer each time, never in step with others. @throws TransientError after eight times */
export async function pause(attempt: number): Promise<void> {
  if (attempt > 8)
    throw new TransientError(
      'the records table is too busy; the work is tried again later',
      '记录表繁忙，稍后将自动重试',
    );
  const milliseconds = Math.random() * Math.min(1_000, 15 * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
