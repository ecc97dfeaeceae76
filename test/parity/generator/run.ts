/**
 * Judges made expressions. Ours is asked for each alone; those it answers go to Trino together, and a pack that Trino
 * refuses is split until each stands alone. A defect is made as simple as it can be while it stays a defect.
 */
import { isFailure, type Outcome } from '../answer.ts';
import type { Embedded } from '../ask-embedded.ts';
import { askTrino, type TrinoSession } from '../ask-trino.ts';
import { type Judgement, judge, type Verdict } from '../compare.ts';
import { randomOf } from '../fixtures/random.ts';
import { isDefect, type Tally } from '../tally.ts';
import { plainest } from './expressions.ts';
import { type Made, render, simpler } from './made.ts';
import type { Functions } from './signatures.ts';
import { makePack, statementOf, type Task } from './statements.ts';

export interface Sides {
  readonly embedded: Embedded;
  readonly session: TrinoSession;
}

export interface Bounds {
  readonly seed: number;
  readonly expressions: number;
  /** Ends before it has them all when this moment has come. */
  readonly until: number;
}

const packSize = 25;

/** @returns how many expressions were judged */
export async function runGenerator(
  sides: Sides,
  functions: Functions,
  bounds: Bounds,
  tally: Tally,
): Promise<number> {
  let judged = 0;
  for (let pack = 0; judged < bounds.expressions && Date.now() < bounds.until; pack += 1) {
    const seed = bounds.seed * 1_000_003 + pack;
    const tasks = makePack(randomOf(seed), functions, packSize);
    await judgePack(sides, tasks, seed, tally);
    judged += tasks.length;
  }
  return judged;
}

async function judgePack(sides: Sides, tasks: readonly Task[], seed: number, tally: Tally): Promise<void> {
  const answered: { task: Task; ours: Outcome }[] = [];
  for (const task of tasks) {
    const ours = await sides.embedded.ask(statementOf(task.frame, [task.expression]));
    if (!isFailure(ours)) answered.push({ task, ours });
    else if (ours.failure === 'refused') tally.add({ verdict: 'refused', why: ours.code }, '');
    else await settle(sides, task, judge(ours, await theirs(sides, task), false), seed, tally);
  }
  await judgeAnswered(sides, answered, seed, tally);
}

const theirs = ({ session }: Sides, { frame, expression }: Task): Promise<Outcome> =>
  askTrino(session, statementOf(frame, [expression]));

async function judgeAnswered(
  sides: Sides,
  answered: readonly { task: Task; ours: Outcome }[],
  seed: number,
  tally: Tally,
): Promise<void> {
  const [first] = answered;
  if (!first) return;
  const expressions = answered.map(({ task }) => task.expression);
  const together = await askTrino(sides.session, statementOf(first.task.frame, expressions));
  if (isFailure(together) && answered.length > 1) {
    const half = Math.ceil(answered.length / 2);
    await judgeAnswered(sides, answered.slice(0, half), seed, tally);
    return judgeAnswered(sides, answered.slice(half), seed, tally);
  }
  for (const [index, { task, ours }] of answered.entries())
    await settle(sides, task, judge(ours, columnOf(together, index), false), seed, tally);
}

/** The key and one column of a pack's answer, as if it had been asked for alone. */
function columnOf(together: Outcome, index: number): Outcome {
  if (isFailure(together)) return together;
  const own = <T>(all: readonly T[]): T[] => all.filter((_, at) => at === 0 || at === index + 1);
  const [key, column] = own(together.columns);
  return {
    columns: key && column ? [key, { ...column, name: 'c1' }] : [],
    rows: together.rows.map(own),
  };
}

async function settle(
  sides: Sides,
  task: Task,
  judgement: Judgement,
  seed: number,
  tally: Tally,
): Promise<void> {
  if (!isDefect(judgement.verdict)) return tally.add(judgement, '');
  const whole = render(task.expression);
  if (tally.known.some((one) => shows(whole, one))) return tally.repeat();
  const least = await shrink(sides, task, judgement);
  const text = render(least.expression);
  if (tally.known.includes(text)) return tally.repeat();
  tally.known.push(text);
  tally.add(least.judgement, `seed ${seed}: ${statementOf(task.frame, [least.expression])}`);
}

/** A column or a literal alone says nothing about what contains it. */
const shows = (whole: string, known: string): boolean =>
  whole === known || (known.includes('(') && whole.includes(known));

/** Whether Trino need be asked: what fails here goes on failing, what differs goes on answering. */
const isStill = (verdict: Verdict, ours: Outcome): boolean =>
  verdict === 'different' ? !isFailure(ours) : isFailure(ours) && ours.failure === 'failed';

async function shrink(
  sides: Sides,
  { frame, expression }: Task,
  judgement: Judgement,
): Promise<{ expression: Made; judgement: Judgement }> {
  let least = { expression, judgement };
  const most = judgement.verdict === 'different' ? 60 : 15;
  let asked = 0;
  for (let found = true; found && asked < most; ) {
    found = false;
    for (const one of simpler(least.expression, plainest)) {
      asked += 1;
      if (asked > most) break;
      const task = { frame, expression: one };
      const ours = await sides.embedded.ask(statementOf(frame, [one]));
      if (!isStill(judgement.verdict, ours)) continue;
      const again = judge(ours, await theirs(sides, task), false);
      if (again.verdict !== judgement.verdict) continue;
      least = { expression: one, judgement: again };
      found = true;
      break;
    }
  }
  return least;
}
