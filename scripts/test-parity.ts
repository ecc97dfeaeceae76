/**
 * npm run test:parity: portable SQL in the embedded home against a real Trino. The battery whole, then as many made
 * expressions as are asked for. `--record` writes what Trino answers to the battery as goldens. See test/parity.
 */
import { parseArgs } from 'node:util';
import { isFailure } from '../test/parity/answer.ts';
import { openEmbedded } from '../test/parity/ask-embedded.ts';
import { askTrino, type TrinoSession } from '../test/parity/ask-trino.ts';
import { readSubject, subjects } from '../test/parity/battery.ts';
import { judge } from '../test/parity/compare.ts';
import { Documented, documentedSubject } from '../test/parity/documented.ts';
import { runGenerator } from '../test/parity/generator/run.ts';
import { listFunctions } from '../test/parity/generator/signatures.ts';
import { type Golden, writeGoldens } from '../test/parity/goldens.ts';
import { type Defect, Tally } from '../test/parity/tally.ts';
import { openTrino } from '../test/parity/under-test.ts';

const { values: given } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    subject: { type: 'string', multiple: true },
    battery: { type: 'boolean', default: true },
    seed: { type: 'string', default: '1' },
    expressions: { type: 'string', default: '20000' },
    minutes: { type: 'string', default: '3' },
  },
  allowNegative: true,
});

/** The partitions that a join of geometries makes for itself: in Trino's list, in no documentation. */
const internal = ['spatial_partitioning', 'spatial_partitions'];

const embedded = await openEmbedded();
const trino = await openTrino();
const tally = new Tally();
const documented = new Documented();
try {
  if (given.battery) await runBattery(trino.session);
  if (given.battery && !given.subject) await refuseMissing(trino.session);
  if (!given.record) await runExpressions(trino.session);
} finally {
  await trino.stop();
  embedded.close();
}
for (const defect of tally.defects) tell('✗', defect);
console.log(String(tally));
console.log(`${tally.agreed} passed, ${tally.defects.length} failed`);
process.exitCode = tally.defects.length === 0 && tally.agreed > 0 ? 0 : 1;

async function runBattery(session: TrinoSession): Promise<void> {
  for (const subject of given.subject ?? subjects()) {
    const goldens: Golden[] = [];
    const own = new Tally();
    for (const { name, sql } of readSubject(subject)) {
      const theirs = await askTrino(session, sql);
      const ours = await embedded.ask(sql);
      const judgement = judge(ours, theirs, ours.ordered === true);
      for (const each of [own, tally]) each.add(judgement, `${subject}, ${name}: ${sql}`);
      if (subject === documentedSubject) documented.add(name, judgement.verdict);
      goldens.push({ name, sql, theirs });
    }
    if (given.record) writeGoldens(subject, goldens);
    console.log(`${subject}: ${own}`);
    if (subject === documentedSubject) console.log(String(documented));
  }
}

/** A function that Trino lists must be among what is counted. */
async function refuseMissing(session: TrinoSession): Promise<void> {
  const answer = await askTrino(session, 'SHOW FUNCTIONS');
  if (isFailure(answer)) throw new Error(answer.message);
  const missing = documented
    .missing(answer.rows.map(([name]) => String(name)))
    .filter((name) => !internal.includes(name));
  if (missing.length > 0)
    throw new Error(`battery/${documentedSubject}.sql has no query for ${missing.join(', ')}`);
}

/**
 * As many as the minutes allow. One that fails here is told and does not count: Trino leaves an argument out when the
 * one before it is NULL, so that an error in it never comes to light there.
 */
async function runExpressions(session: TrinoSession): Promise<void> {
  const own = new Tally();
  const until = Date.now() + Number(given.minutes) * 60_000;
  const bounds = { seed: Number(given.seed), expressions: Number(given.expressions), until };
  const judged = await runGenerator({ embedded, session }, await listFunctions(session), bounds, own);
  const isSilent = ({ verdict }: Defect): boolean => verdict === 'different';
  for (const defect of own.defects) if (!isSilent(defect)) tell('!', defect);
  tally.join(own, isSilent);
  console.log(`${judged} expressions from seed ${given.seed}: ${own}`);
}

function tell(mark: string, { verdict, what, why }: Defect): void {
  console.log(`${mark} ${verdict}: ${what}\n    ${why}`);
}
