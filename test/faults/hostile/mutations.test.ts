/**
 * Thousands of damaged files, from a seed. Each ends in a named refusal or in rows that add up, and leaves nothing
 * behind. SHUIYUAN_HOSTILE says how many (400 unless told otherwise), SHUIYUAN_SEED which.
 */
import { tellFigures } from '../tell-figures.ts';
import {
  type HostileHome,
  loadResource,
  memoryLimitMebibytes,
  type Outcome,
  openHostileHome,
} from './hostile-home.ts';
import { makeInnerMutant, makeMutant } from './mutations.ts';
import { personal, rowCount, validFiles } from './valid-files.ts';

function countFrom(name: string, usual: number): number {
  const value = Number(process.env[name] ?? usual);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number above 0`);
  return value;
}

const mutants = countFrom('SHUIYUAN_HOSTILE', 400);
const seed = countFrom('SHUIYUAN_SEED', 20150101);
/** Mutants that once ended as a fault. */
const known: [seed: number, index: number][] = [
  [20150101, 355],
  [20150101, 2890],
  [20150101, 4991],
  [20150101, 5392],
  [4711, 32],
];
const atOnce = 2;
/** A mutant takes some 0.1 s on an idle machine. */
const patience = 60_000 + mutants * 3000;

describe('damaged files', () => {
  let home: HostileHome;
  let valid: ReadonlyMap<string, Buffer>;
  beforeAll(async () => {
    valid = await validFiles();
    home = await openHostileHome(atOnce);
  });
  const begun = performance.now();
  const ended = { inputs: 0, refused: 0, asked: 0, read: 0, flaws: 0 };
  afterAll(async () => {
    await home.close();
    tellFigures('hostile inputs', { ...ended, seed }, begun);
  });

  function flawOf(outcome: Outcome): string | undefined {
    if (outcome.kind === 'asked') return undefined;
    const told = outcome.kind === 'refused' ? outcome.text : JSON.stringify(outcome.refined.findings);
    if (personal.some((value) => told.includes(value))) return 'a personal value is told';
    if (outcome.kind === 'read') return undefined;
    const bilingual = /[a-z]{3}/.test(told) && /\p{Script=Han}{2}/u.test(told);
    return bilingual && /^[a-z]+(-[a-z]+)*$/.test(outcome.reason) ? undefined : 'the refusal is not named';
  }

  async function judge(index: number, from = seed, make = makeMutant): Promise<string | undefined> {
    const mutant = make(valid, from, index);
    ended.inputs += 1;
    const failed = (error: unknown): string => {
      ended.flaws += 1;
      return `${mutant.recipe}: ${error}`;
    };
    try {
      const outcome = await home.take(mutant);
      ended[outcome.kind] += 1;
      const flaw = flawOf(outcome);
      return flaw && failed(flaw);
    } catch (error) {
      return failed(error);
    }
  }

  test('have a resource that asks for what they hold', async () => {
    expect((await loadResource('DEATH')).items.map((item) => item.name)).toContain('记录号');
  });

  test(
    'undamaged, are read the same from every format',
    async () => {
      const read: Record<string, unknown> = {};
      for (const [fileName, content] of valid) {
        const outcome = await home.take({ fileName, content });
        const ofInterest = ({ row_id, pid, name, death_date }: Record<string, unknown>) => [
          row_id,
          pid,
          name,
          death_date,
        ];
        read[fileName] = outcome.kind === 'read' ? outcome.rows.map(ofInterest) : outcome;
      }
      const reference = read['a.csv'] as unknown[];
      expect(reference).toHaveLength(rowCount);
      expect(read).toEqual(Object.fromEntries([...valid.keys()].map((fileName) => [fileName, reference])));
    },
    patience,
  );

  test.each([
    ['as they are', makeMutant, Math.ceil(mutants / 2)],
    ['inside a sound wrapper', makeInnerMutant, Math.ceil(mutants / 2)],
  ])(
    'end in a named refusal or in rows that add up: %s',
    async (_, make, count) => {
      const flaws: string[] = [];
      for (let index = 0; index < count; index += atOnce) {
        const some = Array.from({ length: atOnce }, (_, i) => judge(index + i, seed, make));
        flaws.push(...(await Promise.all(some)).filter((flaw) => flaw !== undefined));
      }
      expect(flaws).toEqual([]);
    },
    patience,
  );

  test.each(known)('end so where a fault was found before: seed %i, mutant %i', async (from, index) => {
    expect(await judge(index, from)).toBeUndefined();
  });

  test('leave no file outside its place, and memory within its limit', async () => {
    expect(await home.strays()).toEqual([]);
    expect(await home.peakMebibytes()).toBeLessThan(memoryLimitMebibytes);
  });
});
