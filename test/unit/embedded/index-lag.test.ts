import type { DatabaseSync } from 'node:sqlite';
import { createCommitQueue } from '../../../layers/embedded/commit-queue.ts';
import { openDatabase } from '../../../layers/embedded/database.ts';
import { embeddedRecords } from '../../../layers/embedded/records.ts';

describe('late indexes', () => {
  let database: DatabaseSync;
  let now = 0;
  beforeEach(() => {
    database = openDatabase(':memory:');
  });
  afterEach(() => database.close());
  const wait = (milliseconds: number) => {
    now += milliseconds;
  };

  function open() {
    const records = embeddedRecords(database, createCommitQueue(database), { indexLag: 60, now: () => now });
    const shown = async () =>
      (await records.query('due', 'p')).items.map(({ key, version }) => `${key}@${version}`);
    const stand = (key: string, sort: string, expect: number) =>
      records.commit([{ put: key, value: sort, expect, indexes: { due: ['p', sort] } }]);
    return { records, shown, stand };
  }

  test('show what was there before, until the lag has passed', async () => {
    const { records, shown, stand } = open();
    await stand('a', '1', 0);
    expect(await shown()).toEqual([]);
    wait(80);
    expect(await shown()).toEqual(['a@1']);
    await stand('a', '2', 1);
    await records.commit([{ put: 'b', value: 0, expect: 0, indexes: { due: ['p', '0'] } }]);
    expect(await shown()).toEqual(['a@1']);
    wait(80);
    expect(await shown()).toEqual(['b@1', 'a@2']);
    await records.commit([{ remove: 'a' }]);
    expect(await shown()).toEqual(['b@1', 'a@2']);
    wait(80);
    expect(await shown()).toEqual(['b@1']);
  });

  test('never delay a read by key', async () => {
    const { records, stand } = open();
    await stand('a', '1', 0);
    await stand('a', '2', 1);
    expect(await records.get('a')).toEqual({ key: 'a', version: 2, value: '2' });
  });

  test('fill pages although some of the partition does not show yet', async () => {
    const { records, stand } = open();
    for (let n = 0; n < 6; n += 1) await stand(`old${n}`, `${n}`, 0);
    wait(80);
    for (let n = 0; n < 3; n += 1) await stand(`new${n}`, `${n}`, 0);
    await records.commit([{ remove: 'old1' }]);
    const page = await records.query('due', 'p', { limit: 3 });
    expect(page.items.map(({ key }) => key)).toEqual(['old0', 'old1', 'old2']);
    const rest = await records.query('due', 'p', { limit: 3, after: page.next });
    expect(rest.items.map(({ key }) => key)).toEqual(['old3', 'old4', 'old5']);
    expect(rest.next).toBeUndefined();
  });
});
