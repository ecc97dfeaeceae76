import { currentState } from '../../../layers/core/exchange/current-state.ts';
import type { LiveBatch, LiveEntry, LiveList } from '../../../schemas/records.ts';
import { type ResourceMode, resourceSchema } from '../../../schemas/resource.ts';

const resource = (mode: ResourceMode) =>
  resourceSchema.parse({
    code: 'METER',
    name: '电表',
    nameEn: 'meters',
    departments: ['power', 'gas'],
    cycle: 'monthly',
    grade: 1,
    mode,
    items: [{ code: 'account_no', name: '户号', type: 'text', key: 'primary' }],
  });

const batch = (id: string, place: number, more: Partial<LiveBatch> = {}): LiveBatch => ({
  batch: id,
  department: 'power',
  period: '201503',
  coverage: 'full',
  place,
  definition: 1,
  ...more,
});
const entry = (id: string, ...batches: LiveBatch[]): LiveEntry => ({
  id,
  objects: { parts: [], rows: 1, bytes: 1 },
  batches,
});
const list = (...entries: LiveEntry[]): LiveList => ({
  schema: 'live-list/1',
  resource: 'METER',
  generation: 1,
  entries,
});

describe('the current state', () => {
  test('of a full resource is the last batch of each department, by place', () => {
    const state = currentState(
      list(
        entry('b', batch('b', 2)),
        entry('a', batch('a', 1)),
        entry('g', batch('g', 3, { department: 'gas' })),
      ),
      resource('full'),
    );
    expect(state.order).toEqual(['b', 'g']);
    expect(state.lastPerKey).toBe(false);
  });

  test('of a resource full per period keeps the last batch of each period', () => {
    const april = batch('c', 3, { period: '201504' });
    const state = currentState(
      list(entry('a', batch('a', 1)), entry('b', batch('b', 2)), entry('c', april)),
      resource('full-per-period'),
    );
    expect(state.order).toEqual(['b', 'c']);
  });

  test('of increments is the last write per key over all batches in the order of their places', () => {
    const late = batch('late', 1);
    const state = currentState(list(entry('b', batch('b', 2)), entry('late', late)), resource('increment'));
    expect(state.order).toEqual(['late', 'b']);
    expect(state.lastPerKey).toBe(true);
  });

  test('of increments with a full from time to time begins at the last full', () => {
    const step = (id: string, place: number) => batch(id, place, { coverage: 'increment' });
    const state = currentState(
      list(
        entry('1', step('1', 1)),
        entry('2', batch('2', 2)),
        entry('3', step('3', 3)),
        entry('0', step('0', 0)),
      ),
      resource('increment-with-full'),
    );
    expect(state.order).toEqual(['2', '3']);
  });

  test('leaves out of a merged object the batches that do not count', () => {
    const state = currentState(list(entry('m', batch('a', 1), batch('b', 2))), resource('full'));
    expect(state.entries.map((one) => one.batches.map((each) => each.batch))).toEqual([['b']]);
  });

  test('puts a replacement in the place of what it replaced', () => {
    const replacement = batch('r', 1);
    const state = currentState(list(entry('b', batch('b', 2)), entry('r', replacement)), resource('full'));
    expect(state.order).toEqual(['b']);
  });
});
