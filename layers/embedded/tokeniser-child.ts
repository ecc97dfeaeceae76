/**
 * Entry of the tokeniser's process: see `tokeniser.ts`. It alone opens the key, and may touch no file but those of
 * the key; what it answers to the host is tokens.
 */
import { join } from 'node:path';
import { tokeniserCallSchema } from '../../schemas/token.ts';
import { checkOrder, makeTokens } from '../tokeniser/make-tokens.ts';
import { encodeError, outcomeOf } from './refinery-wire.ts';
import { openTokenKeys, type TokenKeys } from './tokeniser-keys.ts';
import type { FromTokeniser, ToTokeniser } from './tokeniser-wire.ts';

const tell = (message: FromTokeniser): void => void process.send?.(message);

async function answer(keys: TokenKeys, asked: ToTokeniser['ask']): Promise<unknown> {
  if (asked.want === 'tidy') return keys.tidy();
  const ask = tokeniserCallSchema.parse(asked);
  if (ask.want === 'status') return keys.status();
  if (ask.want === 'rotate') return keys.rotate();
  checkOrder(ask.order);
  return makeTokens(keys.key, ask.order.values);
}

/** An error nobody caught may quote a value: only its kind and place are told. */
process.on('uncaughtException', (error) => {
  const { name, en, frames } = encodeError(error);
  process.stderr.write(`${JSON.stringify({ event: 'tokeniser-died', name, en, frames })}\n`);
  process.exit(1);
});
process.on('disconnect', () => process.exit(0));

const folder = process.argv[2] as string;
const keys = openTokenKeys(join(folder, 'tokeniser'), join(folder, 'tokens.key'));
process.on('message', async ({ call, ask }: ToTokeniser) => {
  tell({ kind: 'answer', call, outcome: await outcomeOf(() => answer(keys, ask)) });
});
tell({ kind: 'ready' });
