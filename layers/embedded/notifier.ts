/** Messages to people: kept in a table the console shows, and a line in the log that holds no text of theirs. */
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Notice, Notifier } from '../core/ports/surroundings.ts';
import type { CommitQueue } from './commit-queue.ts';

type KeptNotice = Notice & { readonly at: Date };

/** One structured line of the log. */
export type Log = (line: Readonly<Record<string, string | number>>) => void;

export interface EmbeddedNotifier extends Notifier {
  /** The newest notices, newest first. */
  recent(limit: number): Promise<readonly KeptNotice[]>;
}

export const logToStandardError: Log = (line) => void process.stderr.write(`${JSON.stringify(line)}\n`);

interface Row {
  id: string;
  recipient: string;
  subject: string;
  body: string;
  severity: Notice['severity'];
  at: number;
}

/** Makes the port. */
export function embeddedNotifier(
  database: DatabaseSync,
  commits: CommitQueue,
  clock: Clock,
  log: Log,
): EmbeddedNotifier {
  const insert = database.prepare(
    `insert into notices(id, recipient, subject, body, severity, at) values (?, ?, ?, ?, ?, ?)
     on conflict(id) do nothing`,
  );
  const select = database.prepare('select * from notices order by at desc, id desc limit ?');
  return {
    async notify({ id, to, subject, body, severity }) {
      const at = clock.now();
      const { changes } = await commits.run(() => insert.run(id, to, subject, body, severity, at.getTime()));
      // Subject, text and address may name a person.
      if (Number(changes) > 0) log({ event: 'notice', notice: id, severity, at: at.toISOString() });
    },
    recent: async (limit) =>
      (select.all(limit) as unknown as Row[]).map(({ recipient, at, ...row }) => ({
        ...row,
        to: recipient,
        at: new Date(at),
      })),
  };
}
