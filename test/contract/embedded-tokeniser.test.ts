/** The tokeniser's contract on the embedded home's, which is a process of its own. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TransientError } from '../../layers/core/errors.ts';
import type { Tokeniser } from '../../layers/core/ports/tokeniser.ts';
import { type EmbeddedTokeniser, embeddedTokeniser } from '../../layers/embedded/tokeniser.ts';
import { makeTokens } from '../../layers/tokeniser/make-tokens.ts';
import { describeTokeniser } from './tokeniser.ts';

describeTokeniser('embedded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shuiyuan-tokeniser-'));
  const started = [embeddedTokeniser(folder)];
  const keys = join(folder, 'keys', 'tokeniser');
  return {
    tokeniser: started[0] as Tokeniser,
    async again() {
      const other = embeddedTokeniser(folder);
      started.push(other);
      return other;
    },
    stored: async () => Promise.all((await readdir(keys)).map((name) => readFile(join(keys, name)))),
    async close() {
      for (const one of started) await one.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});

describe('the embedded tokeniser', () => {
  const order = {
    use: { actor: 'clerk', department: 'police', resource: 'POP' },
    kind: 'identifier' as const,
    item: 'pid',
    values: ['11010519491231002X'],
  };
  let folder: string;
  let tokeniser: EmbeddedTokeniser;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shuiyuan-tokeniser-'));
    tokeniser = embeddedTokeniser(folder);
  });
  afterEach(async () => {
    await tokeniser.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('takes over the key of a home from before, so that its tokens stay', async () => {
    const key = randomBytes(32);
    await mkdir(join(folder, 'keys'));
    await writeFile(join(folder, 'keys', 'tokens.key'), key);
    expect(await tokeniser.tokens(order)).toEqual([makeTokens(key, order.values)]);
    expect(existsSync(join(folder, 'keys', 'tokens.key'))).toBe(false);
  }, 30_000);

  test('keeps the key wrapped, in files nobody else may read', async () => {
    const key = randomBytes(32);
    await mkdir(join(folder, 'keys'));
    await writeFile(join(folder, 'keys', 'tokens.key'), key);
    await tokeniser.tokens(order);
    const names = await readdir(join(folder, 'keys', 'tokeniser'));
    expect(names.sort()).toEqual(['token-1', 'wrapping-1']);
    for (const name of names) {
      const path = join(folder, 'keys', 'tokeniser', name);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect((await readFile(path)).includes(key)).toBe(false);
    }
  }, 30_000);

  test('refuses to make another key where one is lost', async () => {
    await tokeniser.tokens(order);
    await rm(join(folder, 'keys', 'tokeniser', 'wrapping-1'));
    const other = embeddedTokeniser(folder);
    await expect(other.tokens(order)).rejects.toThrow(TransientError);
    await other.close();
  }, 30_000);

  test('tells its log for whom and how many, never what', async () => {
    const lines: string[] = [];
    const other = embeddedTokeniser(folder, (event, fields) =>
      lines.push(JSON.stringify({ event, ...fields })),
    );
    await other.tokens(order);
    await other.close();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      event: 'tokens made',
      actor: 'clerk',
      department: 'police',
      resource: 'POP',
      kind: 'identifier',
      values: 1,
    });
  }, 30_000);
});
