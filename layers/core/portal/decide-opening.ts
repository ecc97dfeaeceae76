/** A person decides on what the check found, with a reason: bound to the version and the generation that were checked. */
import type { Opening } from '../../../schemas/portal.ts';
import { readWithdrawal } from '../catalog/in-force.ts';
import { Forbidden, Refused } from '../errors.ts';
import { currentGeneration } from '../exchange/live-list.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { isBlocked, mustBeOpenable, warningsOf } from './check-opening.ts';
import { openings } from './kinds.ts';

const step = 'decide-opening';

export interface OpeningDecision {
  readonly code: string;
  readonly verdict: 'open' | 'refuse' | 'close';
  readonly reason: string;
  /** Of the report that was read. */
  readonly version: number;
  readonly generation: number;
  readonly actor: string;
}

/**
 * @throws NotFound when it was not checked; Forbidden for who put the description in force; Refused `check-again` when
 * the check that was read is not the newest or the resource has moved, `disclosure` for what the check blocks,
 * `not-open`
 */
export const decideOpening =
  (ports: Ports) =>
  async (decision: OpeningDecision): Promise<Opening> => {
    await repeatOnConflict(async () => decideOnce(ports, decision));
    return (await must(ports.records, openings, decision.code)).value;
  };

async function decideOnce(ports: Ports, decision: OpeningDecision): Promise<void> {
  const { code, verdict, reason, version, generation, actor } = decision;
  const held = await must(ports.records, openings, code);
  const definition = await must(ports.records, definitions, code);
  if (definition.value.appliedBy === actor) throw sameHand(code);
  const { entry } = await readWithdrawal(ports.records, code);
  if (verdict === 'open') await mustStand(ports, held, decision);
  const { departments } = definition.value.resource;
  const transaction = new Transaction(ports, { step, department: departments[0] ?? '', actor });
  const accepted = warningsOf(held.value.report);
  const { published, held: _, ...rest } = held.value;
  const next: Opening = {
    ...rest,
    stage: verdict === 'open' ? 'open' : verdict === 'refuse' ? 'refused' : 'closed',
    decision: { verdict, by: actor, at: transaction.at, reason, version, generation, accepted },
    // What is closed or refused is out no more, at once.
    ...(verdict === 'open' ? { published } : {}),
    changedAt: transaction.at,
  };
  await transaction
    .put(openings, held, next, {
      action: verdict === 'open' ? 'opened to society' : verdict === 'refuse' ? 'opening refused' : 'closed',
      detail: { version, generation, reason },
    })
    .check(definition)
    .check(entry)
    .commit();
}

async function mustStand(
  ports: Ports,
  { value }: Held<Opening>,
  { code, version, generation }: OpeningDecision,
): Promise<void> {
  const resource = await mustBeOpenable(ports, code);
  const { report } = value;
  const now = await currentGeneration(ports, code);
  const isRead = report.version === version && report.generation === generation;
  if (!isRead || resource.version !== version || now !== generation) throw checkAgain(code);
  if (isBlocked(report))
    throw disclosure(
      code,
      report.findings.filter(({ level }) => level === 'block'),
    );
}

const sameHand = (code: string): Forbidden =>
  new Forbidden(
    `you put the description of ${code} in force, so another security officer decides`,
    `${code} 的目录由本人登记，请由其他安全管理员决定`,
  );

const checkAgain = (code: string): Refused =>
  new Refused(
    'check-again',
    `${code} has changed since the check you read: check it again and decide on that`,
    `${code} 在所依据的检查之后已有变化，请重新检查后再决定`,
    { place: { resource: code } },
  );

const disclosure = (code: string, findings: readonly { zh: string; en: string }[]): Refused =>
  new Refused(
    'disclosure',
    `${code} cannot be opened: ${findings.map(({ en }) => en).join('; ')}. Have its department describe or clean it, then check again`,
    `${code} 不能开放：${findings.map(({ zh }) => zh).join('；')}。请提供部门修正目录或数据后重新检查`,
    { place: { resource: code } },
  );
