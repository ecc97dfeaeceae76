/** A grant's own account of itself. */
import type { Grant, GrantEvent } from '../../../schemas/grant.ts';

const longest = 60;

/** The newest stand with the grant, all of them in the ledger: a record has its limit. */
export const withEvent = (grant: Grant, event: GrantEvent): Grant => ({
  ...grant,
  history: [...grant.history, event].slice(-longest),
});
