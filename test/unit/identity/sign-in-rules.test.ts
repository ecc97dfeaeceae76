import fc from 'fast-check';
import { levelOf, levels, methodsOf, needsStrong } from '../../../layers/core/identity/sign-in-factors.ts';
import { type KeyTimes, planKeys } from '../../../layers/core/identity/sign-in-key-plan.ts';
import { accountRule, countTry, openAgainAt } from '../../../layers/core/identity/sign-in-lock-out.ts';
import { checkPassword } from '../../../layers/core/identity/sign-in-password.ts';

describe('a password', () => {
  test.each([
    ['violet kettle orbit'],
    ['长江黄河珠江淮河辽河松花江'],
    ['correct horse battery staple'],
    ['kX7!mQ2#vL9z'],
    ['下雨天在家看书写字喝茶'.padEnd(12, '好')],
  ])('may be %s', (password) => {
    expect(() => checkPassword(password, 'zhang.san')).not.toThrow();
  });

  test.each([
    ['short', 'short words'],
    ['of common words', 'password123456'],
    ['of common words and a year', 'Shuiyuan@2026!!'],
    ['in signs for letters', 'P@ssw0rd!P@ssw0rd'],
    ['of one character', 'aaaaaaaaaaaaaa'],
    ['of few characters', 'abababababababab'],
    ['a walk along the keys', 'qwertyuiop123456'],
    ['counting', 'abcdefghijklmnop'],
    ['the account’s own name', 'zhang.san.zhang.san'],
    ['the account’s name and a year', 'zhangsan-zhang-1988'],
    ['too long', 'x'.repeat(129)],
  ])('may not be %s', (_, password) => {
    expect(() => checkPassword(password, 'zhang.san')).toThrow();
  });

  test('is not quoted by the error that refuses it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3, maxLength: 11 }), (word) => {
        let said = '';
        try {
          checkPassword(`#${word}#`, 'zhang.san');
        } catch (error) {
          said = String((error as Error).message);
        }
        expect(said).not.toContain(`#${word}#`);
      }),
    );
  });
});

describe('failed tries', () => {
  const waitAfter = (failures: number, lastAt = 0) => openAgainAt({ failures, lastAt }, accountRule) - lastAt;

  test('cost nothing at first, then more and more, and never more than the longest wait', () => {
    expect([1, 4].map((failures) => openAgainAt({ failures, lastAt: 9 }, accountRule))).toEqual([0, 0]);
    expect([5, 6, 7].map((failures) => waitAfter(failures))).toEqual([30_000, 60_000, 120_000]);
    expect(waitAfter(5000)).toBe(accountRule.longestWait);
  });

  test('are forgotten after a day', () => {
    const old = { failures: 7, lastAt: 0 };
    expect(countTry(old, accountRule.forget, accountRule).failures).toBe(8);
    expect(countTry(old, accountRule.forget + 1, accountRule).failures).toBe(1);
    expect(countTry(undefined, 5, accountRule)).toEqual({ failures: 1, lastAt: 5 });
  });
});

describe('a sign-in', () => {
  test.each([
    [['pwd'], levels.one],
    [['otp'], levels.one],
    [['pwd', 'otp'], levels.two],
    [['hwk'], levels.two],
    [['pwd', 'hwk'], levels.two],
  ] as const)('with %j is of level %s', (factors, level) => {
    expect(levelOf(factors)).toBe(level);
    expect(methodsOf(factors).includes('mfa')).toBe(level === levels.two);
  });

  test('has to be strong for those who oversee', () => {
    expect(needsStrong(['provider', 'receiver'])).toBe(false);
    for (const role of ['operator', 'security-officer', 'auditor'] as const)
      expect(needsStrong([role])).toBe(true);
    expect(needsStrong(['official'], ['official'])).toBe(true);
  });
});

describe('signing keys', () => {
  const rhythm = { life: 100, ahead: 20, after: 10 };
  const key = (kid: string, made: number): KeyTimes => ({ kid, made });
  const plan = (keys: readonly KeyTimes[], now: number) => {
    const { make, shown, remove } = planKeys(keys, now, rhythm);
    return { make, shown: shown.map(({ kid }) => kid), remove: remove.map(({ kid }) => kid) };
  };

  test('begin with one that signs at once', () => {
    expect(plan([], 0).make).toBe(true);
    expect(plan([key('a', 0)], 0)).toEqual({ make: false, shown: ['a'], remove: [] });
  });

  test('follow each other: shown before use, kept until the last token has ended', () => {
    const two = [key('a', 0), key('b', 100)];
    expect(plan([key('a', 0)], 99).make).toBe(false);
    expect(plan([key('a', 0)], 100).make).toBe(true);
    expect(plan(two, 119)).toEqual({ make: false, shown: ['a', 'b'], remove: [] });
    expect(plan(two, 120)).toEqual({ make: false, shown: ['b', 'a'], remove: [] });
    expect(plan(two, 129)).toEqual({ make: false, shown: ['b', 'a'], remove: [] });
    expect(plan(two, 130)).toEqual({ make: false, shown: ['b'], remove: ['a'] });
  });

  test('keep these promises however irregularly the clock is looked at', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 5, maxLength: 80 }), (pauses) => {
        let keys: KeyTimes[] = [];
        let [now, names] = [0, 0];
        const shownSince = new Map<string, number>();
        const signedUntil = new Map<string, number>();
        for (const pause of pauses) {
          now += pause;
          if (planKeys(keys, now, rhythm).make) keys.push(key(`k${names++}`, now));
          const { shown, remove } = planKeys(keys, now, rhythm);
          for (const { kid } of remove) expect(now - (signedUntil.get(kid) ?? now)).toBeGreaterThanOrEqual(0);
          keys = keys.filter((one) => !remove.includes(one));
          for (const { kid } of shown) if (!shownSince.has(kid)) shownSince.set(kid, now);
          const [signing] = shown;
          expect(signing).toBeDefined();
          if (signing?.kid !== 'k0')
            expect(now - (shownSince.get(signing?.kid ?? '') ?? now)).toBeGreaterThanOrEqual(rhythm.ahead);
          signedUntil.set(signing?.kid ?? '', now);
        }
      }),
    );
  });
});
