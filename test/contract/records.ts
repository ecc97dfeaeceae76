/** What every record store keeps to: all or nothing, versions as conditions, the cloud's limits, late indexes. */
import { randomBytes } from 'node:crypto';
import { ConditionFailed, InvalidInput } from '../../layers/core/errors.ts';
import type { Records, Write } from '../../layers/core/ports/records.ts';
import { eventually } from './eventually.ts';

interface RecordsHome {
  readonly records: Records;
  close(): Promise<void>;
}

/** Runs the suite against one store; `make` is called once. */
export function describeRecords(name: string, make: () => Promise<RecordsHome>): void {
  describe(`records: ${name}`, () => {
    let home: RecordsHome;
    let records: Records;
    let prefix: string;
    beforeAll(async () => {
      home = await make();
      records = home.records;
    }, 60_000);
    afterAll(() => home.close());
    beforeEach(() => {
      prefix = `test-${randomBytes(6).toString('hex')}`;
    });

    const at = (suffix: string | number) => `${prefix}/${suffix}`;
    const puts = (count: number, expect = 0): Write[] =>
      Array.from({ length: count }, (_, index) => ({ put: at(index), value: { index }, expect }));
    const failure = (writes: readonly Write[]): Promise<unknown> =>
      records.commit(writes).then(
        () => undefined,
        (error: unknown) => error,
      );

    test('counts versions from 1, one more with each change', async () => {
      await records.commit([{ put: at('a'), value: { n: 1 }, expect: 0 }]);
      await records.commit([{ put: at('a'), value: { n: 2 }, expect: 1 }]);
      expect(await records.get(at('a'))).toEqual({ key: at('a'), version: 2, value: { n: 2 } });
      expect(await records.get(at('b'))).toBeUndefined();
    });

    test('gives values back as JSON keeps them', async () => {
      const value = {
        text: '税源 \u0000 " \\ 💧',
        empty: '',
        whole: 9007199254740991,
        part: 0.1,
        none: null,
        list: [1, [2, { deep: true }], []],
        object: {},
      };
      await records.commit([{ put: at('json 键'), value, expect: 0 }]);
      expect((await records.get(at('json 键')))?.value).toEqual(value);
    });

    test('does not share what a caller changes afterwards', async () => {
      const value = { list: [1] };
      await records.commit([{ put: at('a'), value, expect: 0 }]);
      value.list.push(2);
      const read = (await records.get(at('a')))?.value as { list: number[] };
      read.list.push(3);
      expect((await records.get(at('a')))?.value).toEqual({ list: [1] });
    });

    test('reads up to 100 keys in the order asked, holes included', async () => {
      await records.commit(puts(99));
      const keys = [at('none'), ...Array.from({ length: 99 }, (_, index) => at(98 - index))];
      const found = await records.getMany(keys);
      expect(found.map((one) => one?.key)).toEqual([undefined, ...keys.slice(1)]);
      await expect(records.getMany([...keys, at('more')])).rejects.toThrow(InvalidInput);
    });

    test('lets one of ten writers on the same version win, and names the record to the others', async () => {
      await records.commit([{ put: at('a'), value: 0, expect: 0 }]);
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, index) => failure([{ put: at('a'), value: index, expect: 1 }])),
      );
      const lost = outcomes.filter((error) => error !== undefined);
      expect(lost).toHaveLength(9);
      for (const error of lost) {
        expect(error).toBeInstanceOf(ConditionFailed);
        expect((error as ConditionFailed).keys).toEqual([at('a')]);
      }
      expect(await records.get(at('a'))).toMatchObject({ version: 2, value: outcomes.indexOf(undefined) });
    });

    test('writes nothing when one condition fails, and names every record that had moved', async () => {
      await records.commit(puts(3));
      const error = await failure([
        { put: at(0), value: 'changed', expect: 1 },
        { put: at(1), value: 'changed', expect: 7 },
        { remove: at(2), expect: 2 },
        { check: at('none'), expect: 1 },
        { put: at('new'), value: 'new', expect: 0 },
      ]);
      expect(error).toBeInstanceOf(ConditionFailed);
      expect((error as ConditionFailed).keys.toSorted()).toEqual([at(1), at(2), at('none')].toSorted());
      expect(await records.get(at(0))).toMatchObject({ version: 1 });
      expect(await records.get(at('new'))).toBeUndefined();
    });

    test('holds a commit to records it only checks, present or absent', async () => {
      await records.commit(puts(1));
      await records.commit([
        { check: at(0), expect: 1 },
        { check: at('none'), expect: 0 },
        { put: at('b'), value: 1, expect: 0 },
      ]);
      const error = await failure([
        { check: at(0), expect: 0 },
        { put: at('c'), value: 1, expect: 0 },
      ]);
      expect((error as ConditionFailed).keys).toEqual([at(0)]);
      expect(await records.get(at(0))).toMatchObject({ version: 1 });
    });

    test('removes, also what is not there, and counts from 1 again', async () => {
      await records.commit(puts(1));
      await records.commit([{ remove: at(0), expect: 1 }]);
      await records.commit([{ remove: at(0) }]);
      expect(await records.get(at(0))).toBeUndefined();
      await records.commit(puts(1));
      expect(await records.get(at(0))).toMatchObject({ version: 1 });
    });

    test('takes 100 writes and refuses 101', async () => {
      await records.commit(puts(100));
      expect(await records.get(at(99))).toMatchObject({ version: 1 });
      expect(await failure(puts(101, 1))).toBeInstanceOf(InvalidInput);
      expect(await records.get(at(0))).toMatchObject({ version: 1 });
    });

    test('takes an item just under 400 kB and refuses one over it, and over 4 MB in all', async () => {
      await records.commit([{ put: at('big'), value: 'x'.repeat(399_000), expect: 0 }]);
      expect((await records.get(at('big')))?.value).toBe('x'.repeat(399_000));
      const over: Write = { put: at('over'), value: '水'.repeat(134_000), expect: 0 };
      expect(await failure([over])).toBeInstanceOf(InvalidInput);
      expect(await records.get(at('over'))).toBeUndefined();
      const many = puts(11).map((write) => ({ ...write, value: 'x'.repeat(390_000) }) as Write);
      expect(await failure(many)).toBeInstanceOf(InvalidInput);
    });

    test('refuses one key twice, keys that are none, and values that are not JSON', async () => {
      expect(
        await failure([
          { put: at('a'), value: 1, expect: 0 },
          { check: at('a'), expect: 0 },
        ]),
      ).toBeInstanceOf(InvalidInput);
      for (const put of ['', 'x'.repeat(1025), '\ud800'])
        expect(await failure([{ put, value: 1, expect: 0 }])).toBeInstanceOf(InvalidInput);
      expect(await failure([{ put: at('a'), value: undefined, expect: 0 }])).toBeInstanceOf(InvalidInput);
      expect(await records.get(at('a'))).toBeUndefined();
    });

    describe('indexes', () => {
      const stand = (suffix: string, sort: string, expect = 0): Write => ({
        put: at(suffix),
        value: { suffix },
        expect,
        indexes: { due: [prefix, sort], owner: [`${prefix}/owner`, suffix] },
      });
      const keysOf = async (options?: Parameters<Records['query']>[2]) =>
        (await records.query('due', prefix, options)).items.map(({ key }) => key.slice(prefix.length + 1));

      test('show in time what stands in them, in the order of their bytes', async () => {
        const sorts = ['b', '中', 'a', '💧', 'B', '\uffee'];
        await records.commit(sorts.map((sort, index) => stand(String(index), sort)));
        const order = sorts
          .map((sort, index) => ({ sort: Buffer.from(sort), index: String(index) }))
          .sort((one, other) => Buffer.compare(one.sort, other.sort))
          .map(({ index }) => index);
        await eventually(async () => expect(await keysOf()).toEqual(order));
        expect(await keysOf({ descending: true })).toEqual(order.toReversed());
        const [item] = (await records.query('due', prefix, { limit: 1 })).items;
        expect(item).toEqual({ key: at(order[0] ?? ''), version: 1, value: { suffix: order[0] } });
        expect((await records.query('topic', prefix)).items).toEqual([]);
      });

      test('follow a record that moves, leaves or is removed', async () => {
        await records.commit([stand('a', '1'), stand('b', '2'), stand('c', '3')]);
        await eventually(async () => expect(await keysOf()).toEqual(['a', 'b', 'c']));
        await records.commit([
          stand('a', '9', 1),
          { put: at('b'), value: 'stands nowhere', expect: 1 },
          { remove: at('c'), expect: 1 },
        ]);
        await eventually(async () => expect(await keysOf()).toEqual(['a']));
        // Each index lags by itself.
        await eventually(async () => {
          const owners = await records.query('owner', `${prefix}/owner`);
          expect(owners.items.map(({ version }) => version)).toEqual([2]);
        });
      });

      test('give ranges with both ends, and pages with no item twice or left out', async () => {
        const sorts = Array.from({ length: 25 }, (_, index) => String(index).padStart(3, '0'));
        await records.commit(sorts.map((sort) => stand(sort, sort)));
        await records.commit([stand('same 1', '010'), stand('same 2', '010')]);
        await eventually(async () => expect(await keysOf()).toHaveLength(27));
        expect(await keysOf({ from: '009', to: '011' })).toHaveLength(5);
        expect(await keysOf({ from: '024' })).toEqual(['024']);
        expect(await keysOf({ to: '000' })).toEqual(['000']);
        for (const descending of [false, true]) {
          const seen: string[] = [];
          for (let after: string | undefined, more = true; more; ) {
            const page = await records.query('due', prefix, { limit: 4, after, descending });
            seen.push(...page.items.map(({ key }) => key));
            after = page.next;
            more = after !== undefined;
          }
          expect(seen).toHaveLength(27);
          expect(new Set(seen).size).toBe(27);
        }
      });
    });
  });
}
