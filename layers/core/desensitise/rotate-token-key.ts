/** Wraps the tokeniser's key anew. The ledger says who had it done and when; tokens stay. */
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import type { TokeniserStatus } from '../ports/tokeniser.ts';
import { findOr } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { tokeniserStates } from './kinds.ts';

export const rotateTokenKey =
  (ports: Ports) =>
  async (actor: string): Promise<TokeniserStatus> => {
    const status = await ports.tokeniser.rotate();
    await repeatOnConflict(async () => {
      const held = await findOr(ports.records, tokeniserStates, status);
      const account = { action: 'token key wrapped anew', detail: { wrapping: status.wrapping } };
      await new Transaction(ports, { step: 'rotate-token-key', department: 'platform', actor })
        .put(tokeniserStates, held, status, account)
        .commit();
    });
    return status;
  };
