/** Failed tries, counted durably: a restart gives nobody new ones. Names and addresses are kept as digests. */
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import {
  type Attempts,
  accountRule,
  addressRule,
  countTry,
  type LockRule,
  openAgainAt,
} from '../../core/identity/sign-in-lock-out.ts';

export interface TryCounter {
  /**
   * Counts a try before it is judged.
   * @returns milliseconds to wait; 0: it may be judged. `failures`: of the account name, with this one
   */
  begin(account: string, address: string): { readonly wait: number; readonly failures: number };
  /** It was right: the account's count begins anew, and the address is given its try back. */
  succeed(account: string, address: string): void;
  unlock(account: string): void;
  /** Milliseconds until the account name may be tried again; 0: now. */
  waitOf(account: string): number;
}

export function countTries(database: DatabaseSync, now: () => number = Date.now): TryCounter {
  const read = database.prepare('select failures, last_at as lastAt from attempts where name = ?');
  const write = database.prepare('insert or replace into attempts(name, failures, last_at) values (?, ?, ?)');
  const remove = database.prepare('delete from attempts where name = ?');
  const nameOf = (kind: 'account' | 'address', of: string): string =>
    createHash('sha256').update(`${kind}/${of}`).digest('base64url');
  const held = (name: string) => read.get(name) as Attempts | undefined;

  const waitOf = (name: string, rule: LockRule): number => {
    const attempts = held(name);
    return attempts ? Math.max(0, openAgainAt(attempts, rule) - now()) : 0;
  };
  const count = (name: string, rule: LockRule): number => {
    const { failures, lastAt } = countTry(held(name), now(), rule);
    write.run(name, failures, lastAt);
    return failures;
  };
  return {
    begin(account, address) {
      const [one, other] = [nameOf('account', account), nameOf('address', address)];
      const wait = Math.max(waitOf(one, accountRule), waitOf(other, addressRule));
      if (wait > 0) return { wait, failures: held(one)?.failures ?? 0 };
      count(other, addressRule);
      return { wait: 0, failures: count(one, accountRule) };
    },
    succeed(account, address) {
      remove.run(nameOf('account', account));
      const name = nameOf('address', address);
      const attempts = held(name);
      if (attempts) write.run(name, Math.max(0, attempts.failures - 1), attempts.lastAt);
    },
    unlock: (account) => void remove.run(nameOf('account', account)),
    waitOf: (account) => waitOf(nameOf('account', account), accountRule),
  };
}
