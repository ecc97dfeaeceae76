/**
 * Messages to people. Here nobody is called or mailed: what they were told is kept among the records, where the API
 * shows it, and the log has a line that holds no text of theirs.
 */
import { ConditionFailed } from '../core/errors.ts';
import type { Records } from '../core/ports/records.ts';
import type { Clock, Notifier } from '../core/ports/surroundings.ts';

/** One structured line of the log. */
export type Log = (line: Readonly<Record<string, string | number>>) => void;

export const logToStandardError: Log = (line) => void process.stderr.write(`${JSON.stringify(line)}\n`);

/** Makes the port. That a notice was logged is kept as a record: the same notice is logged once. */
export function embeddedNotifier(records: Records, clock: Clock, log: Log): Notifier {
  return {
    async notify({ id, severity }) {
      const at = clock.now().toISOString();
      try {
        const value = { schema: 'notice/1' };
        await records.commit([{ put: `notice/${id}`, value, expect: 0 }], { lossy: true });
      } catch (error) {
        if (error instanceof ConditionFailed) return;
        throw error;
      }
      // Subject, text and address may name a person.
      log({ event: 'notice', notice: id, severity, at });
    },
  };
}
