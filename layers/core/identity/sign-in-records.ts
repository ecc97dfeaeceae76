/**
 * Changes of how an account signs in. Each is one transaction with its ledger entry, which says what was changed and
 * never to what. Invitations are used once: of two at the same moment one finds the record moved.
 */
import type { Invitation, Passkey, PasswordHash, SignIn } from '../../../schemas/sign-in.ts';
import { InvalidInput, NotFound, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, findOr, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { mustFit, needsSecond } from './invitation-codes.ts';
import { accounts } from './kinds.ts';
import { invitations, signIns } from './sign-in-kinds.ts';

export interface Changer {
  readonly account: string;
  /** Who does it: the account itself, or a security officer. */
  readonly actor: string;
}

const empty = (account: string): SignIn => ({ schema: 'sign-in/1', account, recovery: [], passkeys: [] });

/** @returns how an account signs in; an account that never did has nothing */
export const readSignIn =
  (ports: Pick<Ports, 'records'>) =>
  async (account: string): Promise<SignIn> =>
    (await findOr(ports.records, signIns, empty(account), account)).value;

/** All of it is one step: how an account signs in goes on by a version. */
const step = 'tend-sign-in';

interface Entered {
  readonly action: string;
  readonly detail?: Record<string, unknown>;
}

async function change(
  ports: Ports,
  { account, actor }: Changer,
  entry: Entered,
  next: (now: SignIn, at: string) => SignIn,
): Promise<void> {
  const { department = 'platform' } = (await must(ports.records, accounts, account)).value;
  await repeatOnConflict(async () => {
    const held = await findOr(ports.records, signIns, empty(account), account);
    const transaction = new Transaction(ports, { step, department, actor });
    await transaction.put(signIns, held, next(held.value, transaction.at), entry).commit();
  });
}

export const setPassword =
  (ports: Ports) =>
  (input: Changer & { password: PasswordHash }): Promise<void> =>
    change(ports, input, { action: 'password changed' }, (now, setAt) => ({
      ...now,
      password: { ...input.password, setAt },
    }));

/** `sealed`: the secret, sealed; `recovery`: digests of new recovery codes, in place of the old. */
export const addCodes =
  (ports: Ports) =>
  (input: Changer & { sealed: string; recovery: readonly string[] }): Promise<void> =>
    change(ports, input, { action: 'one-time codes set up' }, (now, addedAt) => ({
      ...now,
      totp: { sealed: input.sealed, addedAt },
      recovery: [...input.recovery],
    }));

export const renewRecovery =
  (ports: Ports) =>
  (input: Changer & { recovery: readonly string[] }): Promise<void> =>
    change(ports, input, { action: 'recovery codes renewed' }, (now) => ({
      ...now,
      recovery: [...input.recovery],
    }));

export const removeCodes =
  (ports: Ports) =>
  (input: Changer): Promise<void> =>
    change(ports, input, { action: 'one-time codes removed' }, ({ totp: _, ...now }) => ({
      ...now,
      recovery: [],
    }));

/** @returns was it one of those left? It is none from now on: of two who show it at once one is believed. */
export const useRecovery =
  (ports: Ports) =>
  async (input: Changer & { digest: string }): Promise<boolean> => {
    const entry = { action: 'recovery code used' };
    try {
      await change(ports, input, entry, (now) => {
        if (!now.recovery.includes(input.digest)) throw noSuchCode();
        return { ...now, recovery: now.recovery.filter((one) => one !== input.digest) };
      });
      return true;
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
  };

const noSuchCode = (): Refused => new Refused('no-such-code', 'there is no such code left', '没有此恢复码');

const mostPasskeys = 20;

export const addPasskey =
  (ports: Ports) =>
  (input: Changer & { passkey: Omit<Passkey, 'addedAt'> }): Promise<void> =>
    change(ports, input, { action: 'passkey added' }, (now, addedAt) => {
      if (now.passkeys.length >= mostPasskeys)
        throw new Refused('too-many-passkeys', 'remove a passkey first', '通行密钥已达上限，请先移除不用的');
      const others = now.passkeys.filter(({ id }) => id !== input.passkey.id);
      return { ...now, passkeys: [...others, { ...input.passkey, addedAt }] };
    });

export const renamePasskey =
  (ports: Ports) =>
  (input: Changer & { id: string; name: string }): Promise<void> =>
    change(ports, input, { action: 'passkey renamed' }, (now) => ({
      ...now,
      passkeys: now.passkeys.map((one) => (one.id === input.id ? { ...one, name: input.name } : one)),
    }));

export const removePasskey =
  (ports: Ports) =>
  (input: Changer & { id: string }): Promise<void> =>
    change(ports, input, { action: 'passkey removed' }, (now) => ({
      ...now,
      passkeys: now.passkeys.filter(({ id }) => id !== input.id),
    }));

export interface Inviting extends Changer {
  /** SHA-256 of the link's secret, hex. */
  readonly digest: string;
  readonly resets: Invitation['resets'];
  /** How long the link may be used. */
  readonly hours: number;
}

/** Keeps an invitation; an earlier one of the account cannot be used any more. */
export const inviteAccount =
  (ports: Ports) =>
  async ({ account, actor, digest, resets, hours }: Inviting): Promise<Invitation> => {
    const { department = 'platform' } = (await must(ports.records, accounts, account)).value;
    if (account === actor)
      throw new InvalidInput(
        'nobody invites himself; another security officer does it',
        '不得为自己签发邀请，请由其他安全管理员办理',
      );
    const expires = new Date(ports.clock.now().getTime() + hours * 3_600_000).toISOString();
    const made: Invitation[] = [];
    await repeatOnConflict(async () => {
      const held = await findOr(ports.records, signIns, empty(account), account);
      const transaction = new Transaction(ports, { step, department, actor });
      const kept = (await find(ports.records, invitations, digest)) ?? absent(invitations.key(digest));
      const { needed: needsCode, read } = await needsSecond(ports);
      const entry = { action: 'invited', detail: { resets, expires, needsCode } };
      const invitation = { account, by: actor, at: transaction.at, expires, resets, needsCode };
      transaction
        .put(signIns, held, { ...held.value, invitation: digest }, entry)
        .put(invitations, kept, invitation, entry);
      for (const one of read) if (one.key !== held.key) transaction.check(one);
      await transaction.commit();
      made.push(invitation);
    });
    return made[0] as Invitation;
  };

/** @returns the invitation, while it can be used. @throws NotFound otherwise, always in the same words */
export const readInvitation =
  (ports: Pick<Ports, 'records' | 'clock'>) =>
  async (digest: string): Promise<Invitation> => {
    const held = await find(ports.records, invitations, digest);
    const now = ports.clock.now().toISOString();
    const current = held && (await readSignIn(ports)(held.value.account)).invitation === digest;
    if (!held || !current || held.value.usedAt !== undefined || held.value.expires <= now)
      throw noInvitation();
    return held.value;
  };

export interface Accepting {
  readonly digest: string;
  readonly password: PasswordHash;
  /** Digest of the code that was shown, where one is needed. */
  readonly code?: string | undefined;
}

/**
 * Sets the first password, or a new one, and uses the invitation up.
 * @throws NotFound when it cannot be used; Refused `code-wrong` without the code it needs
 */
export const acceptInvitation =
  (ports: Ports) =>
  async ({ digest, password, code }: Accepting): Promise<string> => {
    const { account } = await readInvitation(ports)(digest);
    const { department = 'platform' } = (await must(ports.records, accounts, account)).value;
    await repeatOnConflict(async () => {
      await readInvitation(ports)(digest);
      const invitation = await must(ports.records, invitations, digest);
      mustFit(invitation.value, code);
      const { resets } = invitation.value;
      const held = await must(ports.records, signIns, account);
      const transaction = new Transaction(ports, { step, department, actor: account });
      const { invitation: _, ...rest } = resets === 'all' ? empty(account) : held.value;
      const entry = { action: 'invitation accepted', detail: { resets } };
      await transaction
        .put(signIns, held, { ...rest, password: { ...password, setAt: transaction.at } }, entry)
        .put(invitations, invitation, { ...invitation.value, usedAt: transaction.at }, entry)
        .commit();
    });
    return account;
  };

const noInvitation = (): NotFound =>
  new NotFound(
    'this invitation was used, has ended or was replaced; ask the security officer for a new one',
    '该邀请已使用、已过期或已被替换，请向安全管理员申请新的邀请',
  );

/** That somebody let the account try again stands in the ledger; the tries are counted elsewhere. */
export const noteUnlock =
  (ports: Ports) =>
  (input: Changer): Promise<void> =>
    change(ports, input, { action: 'sign-in unlocked' }, (now) => now);
