/** Small things kept for minutes (how far somebody's sign-in has come, challenges), and marks that only rise. */
import type { DatabaseSync } from 'node:sqlite';

export interface KeptOnce {
  keep(kind: string, id: string, value: unknown, seconds: number): void;
  read<T>(kind: string, id: string): T | undefined;
  /** Reads and removes: of two who ask, one gets it. */
  take<T>(kind: string, id: string): T | undefined;
  drop(kind: string, id: string): void;
  /** Raises a mark. False: it stood as high before, so what it marks was used. */
  raise(kind: string, id: string, value: number): boolean;
  mark(kind: string, id: string): number;
  /** Removes what has run out. */
  tidy(): void;
}

const seconds = (): number => Math.floor(Date.now() / 1000);

export function keepOnce(database: DatabaseSync): KeptOnce {
  const write = database.prepare('insert or replace into kept(kind, id, value, expires) values (?, ?, ?, ?)');
  const read = database.prepare('select value from kept where kind = ? and id = ? and expires > ?');
  const take = database.prepare('delete from kept where kind = ? and id = ? and expires > ? returning value');
  const drop = database.prepare('delete from kept where kind = ? and id = ?');
  const raise = database.prepare(
    `insert into marks(kind, id, value) values (?, ?, ?)
     on conflict do update set value = excluded.value where excluded.value > marks.value`,
  );
  const mark = database.prepare('select value from marks where kind = ? and id = ?');
  const parse = <T>(row: unknown): T | undefined =>
    row === undefined ? undefined : (JSON.parse((row as { value: string }).value) as T);
  return {
    keep: (kind, id, value, lasts) => void write.run(kind, id, JSON.stringify(value), seconds() + lasts),
    read: (kind, id) => parse(read.get(kind, id, seconds())),
    take: (kind, id) => parse(take.get(kind, id, seconds())),
    drop: (kind, id) => void drop.run(kind, id),
    raise: (kind, id, value) => Number(raise.run(kind, id, value).changes) === 1,
    mark: (kind, id) => (mark.get(kind, id) as { value: number } | undefined)?.value ?? -1,
    tidy() {
      database.exec(`delete from kept where expires <= ${seconds()}; delete from artifacts where expires <= ${seconds()};
        delete from attempts where last_at < ${Date.now() - 7 * 24 * 3_600_000};
        delete from sign_ins where seen < ${Date.now() - 400 * 24 * 3_600_000};`);
    },
  };
}
