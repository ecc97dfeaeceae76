import { netChanges, UntoldValue, written } from '../../../cli/bridge/changes/net-changes.ts';
import { lsnValue, type Relation, readMessage } from '../../../cli/bridge/changes/pgoutput.ts';
import type { MappedColumn } from '../../../cli/bridge/type-map.ts';

const relation: Relation = {
  id: 1,
  schema: 'public',
  name: 'trade',
  columns: [
    { name: 'id', isKey: true },
    { name: 'v', isKey: false },
  ],
};
const mapped: MappedColumn[] = ['id', 'v', 'gone'].map((name) => ({
  item: name,
  column: { name: name === 'gone' ? 'none' : name, declared: 'text', kind: 'text', nullable: true },
  form: 'plain',
}));
const stone = { item: 'gone', value: 'Y', alive: undefined };
const changes = () => netChanges(mapped, ['id'], stone);

test('the last word on a key counts; a deleted one leaves its tombstone', () => {
  const net = changes();
  net.take({ tag: 'insert', relation: 1, fresh: ['1', 'a'] }, relation);
  net.take({ tag: 'insert', relation: 1, fresh: ['2', 'b'] }, relation);
  net.take({ tag: 'update', relation: 1, fresh: ['1', 'c'] }, relation);
  net.take({ tag: 'delete', relation: 1, old: ['2', 'b'] }, relation);
  expect(net.rows()).toEqual([
    ['1', 'c', null],
    ['2', 'b', 'Y'],
  ]);
});

test('a key that changes leaves a tombstone where it was', () => {
  const net = changes();
  net.take({ tag: 'update', relation: 1, old: ['1', 'a'], fresh: ['9', 'a'] }, relation);
  expect(net.rows()).toEqual([
    ['1', 'a', 'Y'],
    ['9', 'a', null],
  ]);
});

test('a large value that did not change is taken from the row before; without it nothing is made up', () => {
  const net = changes();
  net.take({ tag: 'update', relation: 1, old: ['1', 'large'], fresh: ['1', undefined] }, relation);
  expect(net.rows()).toEqual([['1', 'large', null]]);
  const untold = () => changes().take({ tag: 'update', relation: 1, fresh: ['1', undefined] }, relation);
  expect(untold).toThrow(UntoldValue);
});

test('days and months are cut from what the server writes', () => {
  expect(written('2015-02-03 04:05:06+08', 'day')).toBe('2015-02-03');
  expect(written('2015-02-03', 'month')).toBe('201502');
});

test('messages are read as the manual of PostgreSQL describes them', () => {
  const insert = Buffer.concat([
    Buffer.from('I'),
    Buffer.from([0, 0, 0, 1]),
    Buffer.from('N'),
    Buffer.from([0, 3]),
    Buffer.from('t'),
    Buffer.from([0, 0, 0, 3]),
    Buffer.from('税'),
    Buffer.from('nu'),
  ]);
  expect(readMessage(insert)).toEqual({ tag: 'insert', relation: 1, fresh: ['税', null, undefined] });
  const commit = Buffer.concat([
    Buffer.from('C'),
    Buffer.from([0]),
    Buffer.alloc(8),
    Buffer.from([0, 0, 0, 1, 0xab, 0, 0, 0]),
  ]);
  expect(readMessage(commit)).toEqual({ tag: 'commit', end: '1/AB000000' });
  expect(lsnValue('1/0') > lsnValue('0/FFFFFFFF')).toBe(true);
});
