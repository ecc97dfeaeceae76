import { killProbe, monotonicIds } from '../../../layers/embedded/surroundings.ts';

describe('ids', () => {
  test('are ULIDs that grow within a millisecond and when the clock is put back', () => {
    const times = [1_700_000_000_000, 1_700_000_000_000, 1_600_000_000_000, 1_700_000_000_001];
    let call = 0;
    const ids = monotonicIds({ now: () => new Date(times[call++ % times.length] ?? 0) });
    const made = Array.from({ length: 1000 }, () => ids.next());
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(1000);
    for (const id of made) expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  });

  test('begin with their time', () => {
    const ids = monotonicIds({ now: () => new Date(1_469_918_176_385) });
    expect(ids.next().slice(0, 10)).toBe('01ARYZ6S41');
  });
});

describe('the kill probe', () => {
  const killed = recordKills();

  /** Stands in for the process's own end. */
  function recordKills() {
    const calls: string[] = [];
    const original = process.kill;
    beforeEach(() => {
      calls.length = 0;
      process.kill = (pid, signal) => {
        calls.push(`${pid} ${signal}`);
        return true;
      };
    });
    afterEach(() => {
      process.kill = original;
    });
    return calls;
  }

  test('does nothing without a setting, or at another point', async () => {
    await killProbe(undefined).at('step: sent');
    await killProbe('step: committed').at('step: sent');
    expect(killed).toEqual([]);
  });

  test('ends the process at the point named, although it holds a colon', async () => {
    await killProbe('step: sent').at('step: sent');
    expect(killed).toEqual([`${process.pid} SIGKILL`]);
  });

  test('waits for the time named', async () => {
    const probe = killProbe('step: sent:3');
    await probe.at('step: sent');
    await probe.at('step: sent');
    expect(killed).toEqual([]);
    await probe.at('step: sent');
    expect(killed).toHaveLength(1);
  });
});
