/** Hostile files known by name: each ends in its own refusal, or in exactly the rows that are in it. */
import type { Classic } from './classic.ts';
import { archives } from './classic-archives.ts';
import { structures } from './classic-structures.ts';
import { texts } from './classic-texts.ts';
import { workbooks } from './classic-workbooks.ts';
import {
  type HostileHome,
  memoryLimitMebibytes,
  type Outcome,
  openHostileHome,
  timeLimitSeconds,
} from './hostile-home.ts';

/** Names in files that no message may repeat. */
const namesOfPeople = /赵某|钱某|孙某|李某/;

function summary(outcome: Outcome, ends: Classic['ends']) {
  if (outcome.kind === 'refused') return { refused: outcome.reason };
  if (outcome.kind === 'asked') return { asked: true };
  const { accepted, refused, ignored } = outcome.refined.rows;
  const counts: Record<string, unknown> = { accepted, refused, ignored };
  const first = 'first' in ends && ends.first ? Object.keys(ends.first) : [];
  if (first.length > 0)
    counts.first = Object.fromEntries(first.map((name) => [name, outcome.rows[0]?.[name]]));
  return counts;
}

function expected(ends: Classic['ends']): Record<string, unknown> {
  return 'accepted' in ends ? { refused: 0, ...ends } : ends;
}

describe('a hostile file ends in its refusal or in its rows', () => {
  let home: HostileHome;
  beforeAll(async () => {
    home = await openHostileHome();
  });
  afterAll(() => home.close());
  const groups: [string, () => Classic[] | Promise<Classic[]>][] = [
    ['archives', archives],
    ['workbooks', workbooks],
    ['texts', texts],
    ['structures', structures],
  ];

  test.each(groups)(
    '%s',
    async (_, make) => {
      const found: Record<string, unknown> = {};
      const wanted: Record<string, unknown> = {};
      for (const classic of await make()) {
        const outcome = await home
          .take(classic)
          .catch((error) => ({ kind: 'refused', reason: `not a refusal: ${error}`, text: '' }) as const);
        found[classic.name] = summary(outcome, classic.ends);
        wanted[classic.name] = expect.objectContaining(expected(classic.ends));
        if (outcome.kind === 'refused') expect(outcome.text).not.toMatch(namesOfPeople);
      }
      expect(found).toEqual(wanted);
      expect(await home.strays()).toEqual([]);
      expect(await home.peakMebibytes()).toBeLessThan(memoryLimitMebibytes);
    },
    timeLimitSeconds * 6000,
  );
});
