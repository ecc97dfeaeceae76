/** What a security officer does with accounts. Each is one transaction; the same again is refused or changes nothing. */
import type { Account } from '../../../schemas/account.ts';
import { Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, type Held, must } from '../records.ts';
import { commitAccount, type Done, type Grounds } from './commit-tended.ts';
import { accounts, placeOf } from './kinds.ts';
import { checkPlace, checkTerm, mayGive, mayTend, notOneself, type Officer } from './officer.ts';
import { enoughOfficers, inOffice, readOfficers } from './officers.ts';
import { type Role, roleNames } from './principal.ts';
import { confirmed } from './separation.ts';
import { endedAlready, taken } from './tended-refusals.ts';

export interface NewAccount {
  readonly name: string;
  readonly displayName: string;
  readonly department?: string | undefined;
  readonly district?: string | undefined;
  readonly roles: readonly Role[];
  /** Now, unless given. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly reason: string;
}

/** What is absent stays; `until: null` takes the end away. A place is given as a whole. */
export interface AccountChange {
  readonly displayName?: string | undefined;
  readonly place?:
    | { readonly department?: string | undefined; readonly district?: string | undefined }
    | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly from?: string | undefined;
  readonly until?: string | null | undefined;
  readonly reason: string;
}

/** @throws Refused, Forbidden, NotFound saying which rule it breaks */
export const addAccount =
  (ports: Ports) =>
  async (officer: Officer, asked: NewAccount): Promise<Account> => {
    const { roles, ...who } = asked;
    notOneself(officer, asked.name);
    mayGive(officer, roles);
    await checkPlace(ports, asked);
    const now = ports.clock.now().toISOString();
    const from = asked.from ?? now;
    checkTerm({ from, until: asked.until }, now);
    const marks = { createdAt: now, createdBy: officer.name, reviewedAt: now, reviewedBy: officer.name };
    const bare = {
      schema: 'account/1' as const,
      ...who,
      roles: [],
      from,
      status: 'active' as const,
      ...marks,
    };
    const done = { action: 'account added', actor: officer.name, reason: asked.reason };
    return untilSettled(async () => {
      if (await find(ports.records, accounts, asked.name)) throw taken('account', asked.name);
      const grounds = { held: absent(accounts.key(asked.name)), officers: await readOfficers(ports) };
      const next = give({ ports, officer, grounds }, bare, roles, asked.reason);
      return commitAccount(ports, grounds, next, done);
    });
  };

/** @throws Refused, Forbidden, NotFound saying which rule it breaks */
export const changeAccount =
  (ports: Ports) =>
  async (officer: Officer, name: string, change: AccountChange): Promise<Account> =>
    tend(ports, officer, name, async (grounds) => {
      const { value } = grounds.held;
      const roles = change.roles ?? value.roles;
      const { department, district } = change.place ?? value;
      const moved: Account = {
        ...value,
        displayName: change.displayName ?? value.displayName,
        department,
        district,
        from: change.from ?? value.from,
        until: change.until === undefined ? value.until : (change.until ?? undefined),
        reason: change.reason,
      };
      mayGive(officer, roles);
      await checkPlace(ports, { department, district, roles });
      if (change.from !== undefined || change.until !== undefined)
        checkTerm(moved, ports.clock.now().toISOString());
      if (placeOf(moved) !== placeOf(value)) checkMovable(value.roles, roles);
      const asksRoles = change.roles !== undefined;
      const next = asksRoles ? give({ ports, officer, grounds }, moved, roles, change.reason) : moved;
      return { next, done: { action: 'account changed', actor: officer.name, reason: change.reason } };
    });

/** Puts asked roles in force, or leaves them to a second officer to confirm. Those held already stay meanwhile. */
function give<T extends Omit<Account, 'changedAt' | 'changedBy'>>(
  { ports, officer, grounds }: { ports: Ports; officer: Officer; grounds: Grounds },
  account: T,
  roles: readonly Role[],
  reason: string,
): T {
  const fresh = roles.filter((role) => confirmed.includes(role) && !account.roles.includes(role));
  const now = ports.clock.now().toISOString();
  const alone = inOffice(grounds.officers.value, now).length < enoughOfficers;
  if (fresh.length === 0 || alone) return { ...account, roles: [...roles], proposed: undefined };
  return { ...account, proposed: { roles: [...roles], by: officer.name, at: now, reason } };
}

/** The second of the four eyes. @throws Refused when nothing waits; Forbidden to who asked */
export const confirmAccount =
  (ports: Ports) =>
  async (officer: Officer, name: string): Promise<Account> =>
    tend(ports, officer, name, async ({ held: { value } }) => {
      const proposed = proposalOf(value);
      if (proposed.by === officer.name) throw sameEyes();
      await checkPlace(ports, { ...value, roles: proposed.roles });
      const next = { ...value, roles: proposed.roles, proposed: undefined, reason: proposed.reason };
      return { next, done: { action: 'roles confirmed', actor: officer.name, reason: proposed.reason } };
    });

/** Whoever may confirm may say no, and who asked may take it back. @throws Refused when nothing waits */
export const declineAccount =
  (ports: Ports) =>
  async (officer: Officer, name: string, reason: string): Promise<Account> =>
    tend(ports, officer, name, async ({ held: { value } }) => {
      proposalOf(value);
      const next = { ...value, proposed: undefined, reason };
      return { next, done: { action: 'roles declined', actor: officer.name, reason } };
    });

/** Suspends, resumes or ends; an ended account stays ended. @throws Refused for a status it cannot have from here */
export const setAccountStatus =
  (ports: Ports) =>
  async (officer: Officer, name: string, status: Account['status'], reason: string): Promise<Account> =>
    tend(ports, officer, name, async ({ held: { value } }) => {
      if (value.status === status) throw alreadySo(name, status);
      if (status === 'active') checkTerm(value, ports.clock.now().toISOString());
      const proposed = status === 'ended' ? undefined : value.proposed;
      // Who resumes an account has looked at it.
      const reviewed = status === 'active' ? reviewedBy(ports, officer) : {};
      const next = { ...value, ...reviewed, status, proposed, reason };
      return { next, done: { action: `account ${said[status]}`, actor: officer.name, reason } };
    });

const said = { active: 'resumed', suspended: 'suspended', ended: 'ended' } as const;

/** Says that an account is still needed as it is. */
export const reviewAccount =
  (ports: Ports) =>
  async (officer: Officer, name: string): Promise<Account> =>
    tend(ports, officer, name, async ({ held: { value } }) => ({
      next: { ...value, ...reviewedBy(ports, officer) },
      done: { action: 'account reviewed', actor: officer.name },
    }));

const reviewedBy = (ports: Ports, { name }: Officer) => ({
  reviewedAt: ports.clock.now().toISOString(),
  reviewedBy: name,
});

type Tended = { readonly next: Account; readonly done: Done };

async function tend(
  ports: Ports,
  officer: Officer,
  name: string,
  decide: (grounds: Grounds & { held: Held<Account> }) => Promise<Tended>,
): Promise<Account> {
  notOneself(officer, name);
  return untilSettled(async () => {
    const grounds = { held: await must(ports.records, accounts, name), officers: await readOfficers(ports) };
    mayTend(officer, grounds.held.value);
    if (grounds.held.value.status === 'ended') throw endedAlready('account', name);
    const { next, done } = await decide(grounds);
    return commitAccount(ports, grounds, next, done);
  });
}

async function untilSettled(attempt: () => Promise<Account>): Promise<Account> {
  const settled: Account[] = [];
  await repeatOnConflict(async () => settled.push(await attempt()));
  return settled[0] as Account;
}

/** Roles a second officer confirmed for one place hold for no other. @throws Refused */
function checkMovable(...held: readonly (readonly Role[])[]): void {
  const fixed = held.flat().find((role) => confirmed.includes(role));
  if (fixed === undefined) return;
  throw new Refused(
    'place-fixed',
    `the role ${fixed} holds for one place; end this account and add one there`,
    `${roleNames[fixed]}角色不随账号调动，请终止该账号后在新单位另建`,
  );
}

function proposalOf({ name, proposed }: Account): NonNullable<Account['proposed']> {
  if (proposed) return proposed;
  throw new Refused(
    'nothing-to-confirm',
    `no roles of ${name} wait to be confirmed; see its account`,
    `账号 ${name} 没有待确认的角色，请查看该账号`,
  );
}

const sameEyes = (): Refused =>
  new Refused(
    'same-officer',
    'who asked for these roles does not confirm them; ask another security officer of the city',
    '提出授予的人不能自行确认，请由另一名市级安全管理员确认',
  );

const alreadySo = (name: string, status: Account['status']): Refused =>
  new Refused(
    'status-unchanged',
    `the account ${name} is ${status} already; nothing was changed`,
    `账号 ${name} 已是该状态，未作变更`,
  );
