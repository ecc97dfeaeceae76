/** The embedded home's SQL gives what a real Trino gave, cell by cell, or is refused by name. */
import { type Embedded, openEmbedded } from './ask-embedded.ts';
import { readSubject, subjects } from './battery.ts';
import { judge } from './compare.ts';
import { Documented, documentedSubject } from './documented.ts';
import { readGoldens } from './goldens.ts';
import { Tally } from './tally.ts';

let embedded: Embedded;
const all = new Tally();

beforeAll(async () => {
  embedded = await openEmbedded();
});

afterAll(() => {
  embedded.close();
  process.stderr.write(`parity with the goldens: ${all}\n`);
});

describe.each(subjects())('%s', (subject) => {
  const goldens = new Map(readGoldens(subject).map((golden) => [golden.name, golden]));

  it('has a golden for each query: else run npm run test:parity -- --record', () => {
    const missing = readSubject(subject).filter(({ name, sql }) => goldens.get(name)?.sql !== sql);
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('differs nowhere, and fails nowhere without being refused', async () => {
    const tally = new Tally();
    for (const { name, sql, theirs } of goldens.values()) {
      const ours = await embedded.ask(sql);
      const judgement = judge(ours, theirs, ours.ordered === true);
      for (const each of [tally, all]) each.add(judgement, `${name}: ${sql}`);
    }
    expect(tally.defects).toEqual([]);
  });
});

/** In hundredths: what Athena documents for SELECT, but for the functions of geometry. */
const leastShare = 97;

it(`at least ${leastShare} % of what is documented for SELECT agrees`, async () => {
  const documented = new Documented();
  for (const { name, sql, theirs } of readGoldens(documentedSubject)) {
    const ours = await embedded.ask(sql);
    documented.add(name, judge(ours, theirs, ours.ordered === true).verdict);
  }
  const { agree, of, refused } = documented.share(false);
  expect({ enough: 100 * agree >= leastShare * of, refused }).toEqual({ enough: true, refused });
});
