import { chooseKept, readRetention } from '../../../layers/core/backup/choose-kept.ts';

const hourly = (from: string, hours: number) =>
  Array.from({ length: hours }, (_, hour) => {
    const at = new Date(Date.parse(from) + hour * 3_600_000).toISOString();
    return { id: at, at };
  });

test('keeps the newest of each day by the calendar of China', () => {
  const snapshots = hourly('2026-03-01T00:00:00Z', 72);
  const kept = chooseKept(snapshots, { days: 3, weeks: 0, months: 0 });
  expect([...kept].sort()).toEqual([
    '2026-03-02T15:00:00.000Z',
    '2026-03-03T15:00:00.000Z',
    '2026-03-03T23:00:00.000Z',
  ]);
});

test('keeps the newest of each week, which begins on Monday, and of each month', () => {
  const snapshots = hourly('2026-01-01T04:00:00Z', 24 * 60).filter((_, hour) => hour % 24 === 0);
  const weeks = chooseKept(snapshots, { days: 0, weeks: 2, months: 0 });
  // 2026-03-01 is a Sunday.
  expect([...weeks].sort()).toEqual(['2026-02-22T04:00:00.000Z', '2026-03-01T04:00:00.000Z']);
  const months = chooseKept(snapshots, { days: 0, weeks: 0, months: 12 });
  expect([...months].map((id) => id.slice(0, 10)).sort()).toEqual(['2026-01-31', '2026-02-28', '2026-03-01']);
});

test('spans without a snapshot do not count, and the newest always stays', () => {
  const snapshots = [...hourly('2025-01-01T04:00:00Z', 1), ...hourly('2026-05-05T04:00:00Z', 1)];
  expect(chooseKept(snapshots, { days: 2, weeks: 0, months: 0 }).size).toBe(2);
  expect(chooseKept([], { days: 2, weeks: 0, months: 0 }).size).toBe(0);
});

test('a retention is days, weeks and months, and keeps something', () => {
  expect(readRetention('7d,5w,12m')).toEqual({ days: 7, weeks: 5, months: 12 });
  expect(readRetention(' 3m ')).toEqual({ days: 0, weeks: 0, months: 3 });
  for (const wrong of ['', '7', '7y', '7d,,5w', '0d', '-1d'])
    expect(() => readRetention(wrong)).toThrow('7d,5w,12m');
});
