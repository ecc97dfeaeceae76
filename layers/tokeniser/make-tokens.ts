/** Tokens from a key, where the key is: inside a tokeniser. Both homes' tokenisers make them here, so they agree. */
import { hash } from 'node:crypto';
import { mostCharacters, mostValues, type TokenOrder } from '../../schemas/token.ts';
import { InvalidInput } from '../core/errors.ts';

const blockSize = 64;
const digestSize = 32;

/** @throws InvalidInput for what `Tokeniser.tokens` does not take */
export function checkOrder({ values }: Pick<TokenOrder, 'values'>): void {
  if (values.length > mostValues) throw tooMany();
  let characters = 0;
  for (const value of values) {
    characters += value.length;
    if (value === '' || value !== value.trim() || value !== value.normalize('NFKC')) throw notNormal();
  }
  if (characters > mostCharacters) throw tooMany();
}

const tooMany = (): InvalidInput =>
  new InvalidInput(
    `at most ${mostValues} values with ${mostCharacters} characters together in one call; send them in several`,
    `一次最多 ${mostValues} 个值、合计 ${mostCharacters} 个字符，请分次请求`,
  );

const notNormal = (): InvalidInput =>
  new InvalidInput(
    'a value is empty or not normalised (NFKC, no blanks around it); normalise all values first',
    '有的值为空或未规范化（NFKC，首尾无空白），请先规范化',
  );

/**
 * HMAC-SHA-256 of each value as hexadecimal text, all in one string of 64 characters a value. The two blocks of the
 * key are laid out once: for short values that is most of what an HMAC costs.
 */
export function makeTokens(key: Uint8Array, values: readonly string[]): string {
  const longest = Math.max(0, ...values.map((value) => Buffer.byteLength(value)));
  const inner = Buffer.alloc(blockSize + longest);
  const outer = Buffer.alloc(blockSize + digestSize);
  for (let at = 0; at < blockSize; at += 1) {
    inner[at] = (key[at] ?? 0) ^ 0x36;
    outer[at] = (key[at] ?? 0) ^ 0x5c;
  }
  const tokens = values.map((value) => {
    const end = blockSize + inner.write(value, blockSize);
    hash('sha256', inner.subarray(0, end), 'buffer').copy(outer, blockSize);
    return hash('sha256', outer, 'hex');
  });
  inner.fill(0);
  outer.fill(0);
  return tokens.join('');
}

/** The tokens of `makeTokens`, one by one. */
export const splitTokens = (joined: string): string[] => joined.match(/.{64}/g) ?? [];
