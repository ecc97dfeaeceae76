/** What every tokeniser keeps to: the same value, the same token, whoever asks and however the key is wrapped. */
import { InvalidInput } from '../../layers/core/errors.ts';
import type { Tokeniser, TokenOrder } from '../../layers/core/ports/tokeniser.ts';
import { mostValues } from '../../schemas/token.ts';

interface TokeniserHome {
  readonly tokeniser: Tokeniser;
  /** The same home's tokeniser, started anew. */
  again(): Promise<Tokeniser>;
  /** All that is stored of the key, wherever it lies. */
  stored(): Promise<readonly Uint8Array[]>;
  close(): Promise<void>;
}

const use = { actor: 'clerk', department: 'police', resource: 'POP' };
const order = (...values: string[]): TokenOrder => ({ use, kind: 'identifier', item: 'pid', values });

/** Runs the suite against one tokeniser; `make` is called once. */
export function describeTokeniser(name: string, make: () => Promise<TokeniserHome>): void {
  describe(`tokeniser: ${name}`, () => {
    let home: TokeniserHome;
    beforeAll(async () => {
      home = await make();
    }, 60_000);
    afterAll(() => home?.close(), 30_000);

    test('gives each value its token, in order, the same one every time', async () => {
      const tokens = await home.tokeniser.tokens(order('11010519491231002X', '张三', '11010519491231002X'));
      expect(tokens).toHaveLength(3);
      for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{64}$/);
      expect(tokens[0]).toBe(tokens[2]);
      expect(tokens[0]).not.toBe(tokens[1]);
      expect(await home.tokeniser.tokens(order('张三'))).toEqual([tokens[1]]);
      expect(await home.tokeniser.tokens(order())).toEqual([]);
    }, 30_000);

    test('takes as many as are allowed in one call and no more, and only what is normalised', async () => {
      const many = Array.from({ length: mostValues }, (_, i) => `5201021990${String(i).padStart(8, '0')}`);
      expect(new Set(await home.tokeniser.tokens(order(...many))).size).toBe(mostValues);
      for (const wrong of ['', ' a', 'ＡＢＣ'])
        await expect(home.tokeniser.tokens(order(wrong))).rejects.toThrow(InvalidInput);
      await expect(home.tokeniser.tokens(order('a'.repeat(1_000_001)))).rejects.toThrow(InvalidInput);
    }, 60_000);

    test('wraps the key anew under load: calls on their way succeed, tokens stay', async () => {
      const values = Array.from({ length: 50 }, (_, i) => `值${i}`);
      const before = await home.tokeniser.tokens(order(...values));
      const { wrapping } = await home.tokeniser.status();
      const calls = Array.from({ length: 20 }, () => home.tokeniser.tokens(order(...values)));
      const rotated = home.tokeniser.rotate();
      const more = Array.from({ length: 20 }, () => home.tokeniser.tokens(order(...values)));
      for (const tokens of await Promise.all([...calls, ...more])) expect(tokens).toEqual(before);
      expect((await rotated).wrapping).toBeGreaterThan(wrapping);
      expect((await home.tokeniser.status()).wrapping).toBe((await rotated).wrapping);
      const again = await home.again();
      expect(await again.tokens(order(...values))).toEqual(before);
    }, 60_000);

    test('leaves nothing of an earlier wrapping behind', async () => {
      const before = await home.stored();
      await home.tokeniser.rotate();
      const after = (await home.stored()).map((bytes) => Buffer.from(bytes).toString('hex'));
      expect(after).toHaveLength(before.length);
      for (const bytes of before) expect(after).not.toContain(Buffer.from(bytes).toString('hex'));
    }, 30_000);
  });
}
