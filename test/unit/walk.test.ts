/** Lists are gone through to their end, however few a page holds. */

import { z } from 'zod';
import { kind } from '../../layers/core/records.ts';
import { objectsUnder, readAgain, shown } from '../../layers/core/walk.ts';

const stored = (key: string, value: unknown = key) => ({ key, version: 1, value });

/** Pages of two, the second of them empty, as an index may answer. */
function paged(asked: unknown[] = []) {
  const pages = [[stored('a'), stored('b')], [], [stored('c')]];
  return {
    query: async (...query: unknown[]) => {
      asked.push(query);
      const after = Number((query[2] as { after?: string }).after ?? 0);
      const next = after + 1 < pages.length ? { next: String(after + 1) } : {};
      return { items: pages[after] ?? [], ...next };
    },
    getMany: async (keys: readonly string[]) =>
      keys.map((key) => (key === 'b' ? undefined : stored(key, key.toUpperCase()))),
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test('an index is gone through over empty pages, with the range that was asked', async () => {
  const asked: unknown[] = [];
  const items = await all(shown(paged(asked), ['owner', 'p'], { from: 'a', limit: 2 }));
  expect(items.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  expect(asked[1]).toEqual(['owner', 'p', { from: 'a', limit: 2, after: '1' }]);
});

test('a page is asked for only when it is wanted', async () => {
  const asked: unknown[] = [];
  for await (const { key } of shown(paged(asked), ['topic', 'p'])) if (key === 'b') break;
  expect(asked).toHaveLength(1);
});

test('records are read again by their key, and what is gone is left out', async () => {
  const letters = kind({ name: 'letter', key: (key: string) => key, schema: z.string() });
  const held = await all(readAgain(paged(), letters, ['topic', 'p']));
  expect(held.map(({ value }) => value)).toEqual(['A', 'C']);
});

test('objects are listed to the last', async () => {
  const object = (key: string) => ({ key, size: 1, putAt: new Date(0) });
  const pages: Record<string, { objects: ReturnType<typeof object>[]; next?: string }> = {
    '': { objects: [object('x/1')], next: 'x/1' },
    'x/1': { objects: [object('x/2')] },
  };
  const list = async (_prefix: string, { after = '' }: { after?: string } = {}) =>
    pages[after] ?? { objects: [] };
  expect((await all(objectsUnder({ list }, 'x/'))).map(({ key }) => key)).toEqual(['x/1', 'x/2']);
});
