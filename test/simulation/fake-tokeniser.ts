/** A tokeniser in memory. */
import type { Tokeniser } from '../../layers/core/ports/tokeniser.ts';
import { makeTokens, splitTokens } from '../../layers/tokeniser/make-tokens.ts';

export function fakeTokeniser(gate: () => Promise<void> = async () => {}): Tokeniser {
  const key = new Uint8Array(32).fill(7);
  let wrapping = 1;
  const status = () => ({ wrapping, wrappedAt: '2026-01-01T00:00:00.000Z' });
  return {
    tokens: ({ values }) => gate().then(() => splitTokens(makeTokens(key, values))),
    status: () => gate().then(status),
    rotate: () =>
      gate().then(() => {
        wrapping += 1;
        return status();
      }),
  };
}
