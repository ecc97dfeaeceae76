import { join } from 'node:path';
import { type NewEntry, openJournal } from '../../../cli/bridge/journal.ts';
import { makeFolder } from '../../acceptance/files.ts';

const entry = (position: string): NewEntry => ({
  job: 'trade',
  file: `trade-${position}.csv`,
  fileName: `trade-${position}.csv`,
  rows: 2,
  bytes: 10,
  sha256: position,
  coverage: 'increment',
  position,
  madeAt: '2026-11-25T00:00:00.000Z',
});

test('reading goes on behind the last entry; accepted is only what is done; what is dropped is read anew', async () => {
  const path = join(await makeFolder(), 'journal.sqlite');
  const journal = openJournal(path);
  const first = journal.add(entry('1'));
  expect(journal.add(entry('2')).number).toBe(2);
  expect([journal.position('trade'), journal.acceptedPosition('trade')]).toEqual(['2', undefined]);
  journal.change(first, { state: 'done' });
  expect(journal.acceptedPosition('trade')).toBe('1');
  journal.close();

  const again = openJournal(path);
  expect(again.id).toBe(journal.id);
  expect(again.open('trade').map(({ number }) => number)).toEqual([2]);
  expect(again.drop('trade')).toEqual(['trade-2.csv']);
  expect(again.position('trade')).toBe('1');
  again.forget('trade');
  expect(again.position('trade')).toBeUndefined();
  again.close();
});

test('a parcel is remembered with what was refused of it', async () => {
  const journal = openJournal(join(await makeFolder(), 'journal.sqlite'));
  const parcel = { parcel: 'p', job: 'in', sha256: 's', rows: 3, rejected: 1, rejects: 'r.csv', at: 'now' };
  journal.addParcel(parcel);
  journal.addParcel(parcel);
  expect(journal.parcel('p')).toEqual(parcel);
  expect(journal.parcels()).toEqual([{ job: 'in', parcels: 1, rows: 3, rejected: 1 }]);
  journal.close();
});
