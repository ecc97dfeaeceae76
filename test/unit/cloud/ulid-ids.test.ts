import { ulidIds } from '../../../layers/cloud/ulid-ids.ts';

describe('ids', () => {
  test('rise within a millisecond, and when the clock is put back', () => {
    let now = 1_764_000_000_000;
    const ids = ulidIds({ now: () => new Date(now) });
    const made = Array.from({ length: 1000 }, () => ids.next());
    now -= 3_600_000;
    made.push(...Array.from({ length: 10 }, () => ids.next()));
    now += 7_200_000;
    made.push(ids.next());
    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(made.length);
  });

  test('are 26 letters of Crockford base32 that tell their time', () => {
    const ids = ulidIds({ now: () => new Date(0) });
    expect(ids.next()).toMatch(/^0{10}[0-9A-HJKMNP-TV-Z]{16}$/);
  });
});
