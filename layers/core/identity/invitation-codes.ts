/**
 * The second of the four eyes on an invitation. Whoever makes the link could use it himself; so it takes a code too,
 * which another officer makes and hands to the account's owner. Neither of the two holds both.
 */
import type { Account } from '../../../schemas/account.ts';
import type { Invitation, SignIn } from '../../../schemas/sign-in.ts';
import { NotFound, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { accounts } from './kinds.ts';
import { mayTend, notOneself, type Officer } from './officer.ts';
import { enoughOfficers, inOffice, readOfficers } from './officers.ts';
import { invitations, signIns } from './sign-in-kinds.ts';

const step = 'tend-sign-in';

/** Officers looked at: so many more than are enough that no city has them. */
const mostOfficers = 20;

/**
 * Is there a second officer to ask? Two of the city have to be in office and able to sign in: until then one sets the
 * home up alone, as he gives roles alone.
 * @returns with what it was decided by
 */
export async function needsSecond(
  ports: Pick<Ports, 'records' | 'clock'>,
): Promise<{ readonly needed: boolean; readonly read: readonly Held<unknown>[] }> {
  const officers = await readOfficers(ports);
  const names = inOffice(officers.value, ports.clock.now().toISOString()).slice(0, mostOfficers);
  const ways = await Promise.all(
    names.map(async (name) => (await find(ports.records, signIns, name)) ?? absent(signIns.key(name))),
  );
  const able = ways.filter(({ value }) => value !== undefined && hasWay(value));
  return { needed: able.length >= enoughOfficers, read: [officers, ...ways] };
}

const hasWay = ({ password, passkeys }: SignIn): boolean => password !== undefined || passkeys.length > 0;

export interface Vouching {
  readonly officer: Officer;
  readonly account: string;
  /** Digest of the code. */
  readonly digest: string;
}

/**
 * Keeps the code an officer gives for an account's open invitation; an earlier one fits no more.
 * @throws NotFound without an invitation that may be used; Forbidden for one's own account or one over which the
 * officer has no say; Refused `same-officer` to who made the invitation, `no-code-needed`
 */
export const vouchForInvitation =
  (ports: Ports) =>
  async ({ officer, account: name, digest }: Vouching): Promise<{ account: Account; expires: string }> => {
    notOneself(officer, name);
    const account = (await must(ports.records, accounts, name)).value;
    mayTend(officer, account);
    const ends: string[] = [];
    await repeatOnConflict(async () => {
      const { signIn, invitation } = await openInvitation(ports, name);
      if (invitation.value.by === officer.name) throw sameEyes();
      if (!invitation.value.needsCode) throw noneNeeded(name);
      const transaction = new Transaction(ports, {
        step,
        department: account.department ?? 'platform',
        actor: officer.name,
      });
      const code = { digest, by: officer.name, at: transaction.at };
      await transaction
        .put(invitations, invitation, { ...invitation.value, code }, { action: 'invitation code given' })
        .check(signIn)
        .commit();
      ends.push(invitation.value.expires);
    });
    return { account, expires: ends[0] as string };
  };

async function openInvitation(ports: Ports, account: string) {
  const signIn = await find(ports.records, signIns, account);
  const digest = signIn?.value.invitation;
  const invitation = digest === undefined ? undefined : await find(ports.records, invitations, digest);
  const now = ports.clock.now().toISOString();
  if (signIn && invitation && invitation.value.usedAt === undefined && invitation.value.expires > now)
    return { signIn, invitation };
  throw new NotFound(
    `there is no invitation of ${account} that may be used; have one made first: shuiyuan user invite ${account}`,
    `账号 ${account} 没有可用的邀请，请先由一名安全管理员签发：shuiyuan user invite ${account}`,
  );
}

/** @throws Refused `code-wrong` when the invitation needs a code and this is not it */
export function mustFit({ needsCode, code }: Invitation, shown: string | undefined): void {
  if (!needsCode || (code !== undefined && code.digest === shown)) return;
  throw new Refused(
    'code-wrong',
    'this code is not the one for this invitation; ask a security officer other than the one who gave you the link',
    '邀请码不正确或尚未签发，请向给您链接之外的另一名安全管理员索取',
  );
}

const sameEyes = (): Refused =>
  new Refused(
    'same-officer',
    'who made the invitation does not give its code; ask another security officer',
    '签发邀请的人不能给出邀请码，请由另一名安全管理员办理',
  );

const noneNeeded = (account: string): Refused =>
  new Refused(
    'no-code-needed',
    `the invitation of ${account} needs no code: it was made while fewer than two security officers could sign in`,
    `账号 ${account} 的邀请不需要邀请码：签发时能登录的市级安全管理员不足两名`,
  );
