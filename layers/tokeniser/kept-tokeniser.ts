/** A tokeniser over its keys, as the function that holds them runs it. */
import type { Tokeniser, TokeniserStatus } from '../core/ports/tokeniser.ts';
import { checkOrder, makeTokens, splitTokens } from './make-tokens.ts';

/** What holds the key; the key is opened at the first use. */
export interface KeptKeys {
  key(): Promise<Uint8Array>;
  status(): Promise<TokeniserStatus>;
  rotate(): Promise<TokeniserStatus>;
}

type Log = (event: string, fields: Record<string, unknown>) => void;

/** Each call is logged: for whom, for which resource, how many, never what. */
export function keptTokeniser(keys: KeptKeys, log: Log = () => {}): Tokeniser {
  return {
    async tokens(order) {
      checkOrder(order);
      const joined = makeTokens(await keys.key(), order.values);
      log('tokens made', { ...order.use, kind: order.kind, values: order.values.length });
      return splitTokens(joined);
    },
    status: () => keys.status(),
    async rotate() {
      const status = await keys.rotate();
      log('token key wrapped anew', { ...status });
      return status;
    },
  };
}
