import { createHash, randomBytes } from 'node:crypto';
import { sha256 } from '../../../layers/core/ledger/merkle.ts';
import { shortSha256 } from '../../../layers/core/ledger/short-sha256.ts';

const expected = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('is SHA-256, for every length over some blocks', () => {
  for (let length = 0; length <= 400; length += 1) {
    const bytes = randomBytes(length);
    expect(shortSha256(bytes)).toBe(expected(bytes));
  }
  for (const length of [4095, 4096, 5000, 70_000]) {
    const bytes = randomBytes(length);
    expect(shortSha256(bytes)).toBe(expected(bytes));
  }
});

test('a digest is the same by whichever way it is made', async () => {
  for (const length of [0, 65, 4096, 4097, 100_000]) {
    const bytes = randomBytes(length);
    expect(await sha256(bytes)).toBe(expected(bytes));
  }
});
