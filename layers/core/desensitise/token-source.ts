/** What the refinery asks tokens of: counted against the department's day before they are made. */
import type { TokenOrder, TokenUse } from '../ports/tokeniser.ts';

/** How many values of each kind, as they stand in the ledger. */
export type TokenCounts = Readonly<Partial<Record<TokenOrder['kind'], number>>>;

export interface TokenSource {
  /** @throws PoisonError token-budget when the department's day is used up */
  reserve(use: TokenUse, counts: TokenCounts): Promise<void>;
  /** As `Tokeniser.tokens`. */
  tokens(order: TokenOrder): Promise<readonly string[]>;
}
