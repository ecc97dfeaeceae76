/** What a home that keeps sign-ins itself lets the API do with them. A home whose people sign in elsewhere has none. */
import type { Officer } from '../../layers/core/identity/officer.ts';
import type { InvitationCode, InvitationLink, Session, SignInState } from '../../schemas/sign-in-api.ts';

export interface SignInDoor {
  /** Where an account is signed in, newest first. `request`: the one whose own is marked. */
  sessions(account: string, request: Request): Promise<Session[]>;
  /** False: the account has no such sign-in. */
  endSession(account: string, id: string): Promise<boolean>;
  /** @returns how many ended */
  endAllSessions(account: string): Promise<number>;
  stateOf(account: string): Promise<SignInState>;
  /** A link, used once, to set the first password or a new one. */
  invite(wish: {
    readonly account: string;
    readonly actor: string;
    readonly resets: 'password' | 'all';
  }): Promise<InvitationLink>;
  /** A code for the open invitation, by an officer who did not make it. */
  vouch(wish: { readonly account: string; readonly officer: Officer }): Promise<InvitationCode>;
  /** Failed tries are forgotten. */
  unlock(wish: { readonly account: string; readonly actor: string }): Promise<void>;
  /** What the request's token says of its sign-in, if it came with one of ours. */
  levelOf(request: Request): Promise<{ readonly acr: string; readonly amr: readonly string[] } | undefined>;
}
