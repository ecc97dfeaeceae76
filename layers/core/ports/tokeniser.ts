/**
 * The tokeniser (令牌服务) puts tokens in the place of identifiers. It is a principal of its own: it alone can open the
 * key, and the key never leaves it. It decides nothing about who may ask: see `layers/core/desensitise/`.
 */
import type { TokeniserStatus, TokenOrder } from '../../../schemas/token.ts';

export type { TokeniserStatus, TokenKind, TokenOrder, TokenUse } from '../../../schemas/token.ts';

export interface Tokeniser {
  /**
   * A token for each value, in their order: 64 hexadecimal digits, HMAC-SHA-256 of the value as UTF-8. The same value
   * always has the same token, of whatever kind it is said to be. Each call is logged: for whom, how many, never what.
   * @throws InvalidInput for too many values, or one that is empty or not normalised
   */
  tokens(order: TokenOrder): Promise<readonly string[]>;
  status(): Promise<TokeniserStatus>;
  /** Wraps the key anew. Tokens stay, and calls on their way are answered. */
  rotate(): Promise<TokeniserStatus>;
}
