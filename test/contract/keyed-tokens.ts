/** Tokens from a key in memory, unlimited: for tests of what asks for tokens. */
import type { TokenSource } from '../../layers/core/desensitise/token-source.ts';
import { checkOrder, makeTokens, splitTokens } from '../../layers/tokeniser/make-tokens.ts';

export function keyedTokens(key: Uint8Array = new Uint8Array(32).fill(7)): TokenSource {
  return {
    reserve: async () => {},
    async tokens(order) {
      checkOrder(order);
      return splitTokens(makeTokens(key, order.values));
    },
  };
}
