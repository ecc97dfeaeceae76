/** Who is signed in where: browsers, and applications that hold tokens. Ending one is a deletion, and counts at once. */
import type { DatabaseSync } from 'node:sqlite';

export interface SignedIn {
  readonly id: string;
  readonly account: string;
  /** browser: the provider's own session. application: tokens of a client, like the command line. */
  readonly kind: 'browser' | 'application';
  readonly client: string;
  readonly agent: string;
  readonly address: string;
  /** Milliseconds. */
  readonly since: number;
  readonly seen: number;
}

export interface Sessions {
  /** Notes a sign-in, or that it was seen again. */
  note(signedIn: Omit<SignedIn, 'since' | 'seen'>): void;
  /** Those that have not ended, newest first. */
  list(account: string): SignedIn[];
  /** Does a grant stand, and the browser session it hangs on, if it does? */
  stands(grant: string, session: string | undefined): boolean;
  /** False: the account has no such sign-in. */
  end(account: string, id: string): boolean;
  /** Ends all of an account but those named. @returns how many */
  endAll(account: string, but?: readonly string[]): number;
}

const seconds = (): number => Math.floor(Date.now() / 1000);

/** A sign-in is alive while what it stands for is. */
const alive = `(kind = 'application' and exists (
    select 1 from artifacts where model = 'RefreshToken' and grant_id = sign_ins.id and consumed is null and expires > ?1)
    and exists (select 1 from artifacts where model = 'Grant' and id = sign_ins.id and expires > ?1)
  or kind = 'browser' and exists (
    select 1 from artifacts where model = 'Session' and uid = sign_ins.id and expires > ?1))`;

export function openSessions(database: DatabaseSync): Sessions {
  const note = database.prepare(
    `insert into sign_ins(id, account, kind, client, agent, address, since, seen) values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict do update set seen = excluded.seen, agent = excluded.agent, address = excluded.address`,
  );
  const list = database.prepare(
    `select * from sign_ins where account = ?2 and ${alive} order by since desc, id limit 200`,
  );
  const grant = database.prepare(`select 1 from artifacts where model = 'Grant' and id = ? and expires > ?`);
  const session = database.prepare(
    `select 1 from artifacts where model = 'Session' and uid = ? and expires > ?`,
  );
  const sessionOf = database.prepare(`select payload from artifacts where model = 'Session' and uid = ?`);
  const removeSession = database.prepare(`delete from artifacts where model = 'Session' and uid = ?`);
  const removeGrant = database.prepare(
    `delete from artifacts where grant_id = ?1 or model = 'Grant' and id = ?1`,
  );
  const remove = database.prepare('delete from sign_ins where id = ?');

  /** Grants that end with a browser's session: those of applications that asked to outlive it do not. */
  function grantsOf(uid: string): string[] {
    const row = sessionOf.get(uid) as { payload: string } | undefined;
    const { authorizations = {} } = JSON.parse(row?.payload ?? '{}') as {
      authorizations?: Record<string, { grantId?: string; persistsLogout?: boolean }>;
    };
    return Object.values(authorizations).flatMap((one) =>
      one.grantId !== undefined && !one.persistsLogout ? [one.grantId] : [],
    );
  }

  function endOne({ id, kind }: SignedIn): void {
    database.exec('begin immediate');
    try {
      if (kind === 'browser') {
        for (const one of grantsOf(id)) removeGrant.run(one);
        removeSession.run(id);
      } else removeGrant.run(id);
      remove.run(id);
      database.exec('commit');
    } catch (error) {
      database.exec('rollback');
      throw error;
    }
  }

  const listOf = (account: string) => list.all(seconds(), account) as unknown as SignedIn[];
  return {
    note({ id, account, kind, client, agent, address }) {
      const now = Date.now();
      note.run(id, account, kind, client, agent.slice(0, 200), address, now, now);
    },
    list: listOf,
    stands: (id, uid) =>
      grant.get(id, seconds()) !== undefined &&
      (uid === undefined || session.get(uid, seconds()) !== undefined),
    end(account, id) {
      const found = listOf(account).find((one) => one.id === id);
      if (found) endOne(found);
      return found !== undefined;
    },
    endAll(account, but = []) {
      const ending = listOf(account).filter(({ id }) => !but.includes(id));
      for (const one of ending) endOne(one);
      return ending.length;
    },
  };
}
