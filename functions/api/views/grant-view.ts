/** A grant as everybody inside the platform sees it, with what it gives at this moment and whom it waits for. */
import type { Language } from '../../../layers/core/errors.ts';
import { undecided } from '../../../layers/core/grants/approvers.ts';
import { isOver } from '../../../layers/core/grants/kinds.ts';
import { type Given, leaveUnder } from '../../../layers/core/grants/leave.ts';
import type { Grant } from '../../../schemas/grant.ts';
import type { GrantView } from '../../../schemas/grant-api.ts';

/** @param at ISO 8601 in UTC */
export function viewGrant(grant: Grant, resource: Given, at: string, language: Language): GrantView {
  const { leave, denial } = leaveUnder(grant, resource, at);
  return {
    ...grant,
    waitsFor: isOver(grant.stage) ? [] : undecided(grant, resource),
    inForce: leave !== undefined,
    gives: leave && { items: [...leave.items], filter: leave.filter },
    why: denial && { code: denial.why, message: denial[language] },
  };
}
