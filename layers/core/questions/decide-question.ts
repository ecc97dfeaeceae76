/**
 * The provider and the exchange centre each decide on a version. When both have approved it, the platform signs it:
 * the department's store runs what is signed and nothing else. A refusal after that ends it at once.
 */
import type { ApprovedQuestion, Question } from '../../../schemas/question.ts';
import { canonicalJson } from '../canonical-json.ts';
import { Forbidden, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { questions } from './kinds.ts';

const step = 'decide-question';

export interface Decided {
  readonly id: string;
  readonly version: number;
  readonly side: 'provider' | 'centre';
  readonly decision: 'approve' | 'refuse';
  readonly actor: string;
  /** Whose the actor is; of the exchange centre: nobody's. */
  readonly department?: string | undefined;
  readonly reason: string;
}

/** @throws Forbidden for who asked; Refused for another version, an ended question, or who has decided already */
export const decideQuestion =
  (ports: Ports) =>
  async (given: Decided): Promise<Question> => {
    await repeatOnConflict(async () => {
      const held = await must(ports.records, questions, given.id);
      const { value: question } = held;
      if (isSaid(question, given)) return;
      checkDecider(question, given);
      const transaction = new Transaction(ports, {
        step,
        department: question.receiver,
        actor: given.actor,
      });
      const { side, decision, actor, reason } = given;
      const decisions = [
        ...question.decisions.filter((one) => one.side !== side),
        { side, decision, actor, reason, at: transaction.at },
      ];
      const next = await settle(ports, { ...question, decisions, changedAt: transaction.at });
      await transaction
        .put(questions, held, next, {
          action: decision === 'approve' ? 'question approved' : 'question refused',
          detail: { side, version: question.version, state: next.state },
        })
        .commit();
    });
    return (await must(ports.records, questions, given.id)).value;
  };

/** The same decision by the same person again is no error. */
const isSaid = (question: Question, { version, side, decision, actor }: Decided): boolean =>
  question.version === version &&
  question.decisions.some((one) => one.side === side && one.decision === decision && one.actor === actor);

function checkDecider(question: Question, given: Decided): void {
  const { version, state, decisions } = question;
  if (given.actor === question.owner || given.department === question.receiver)
    throw new Forbidden(
      'who asks never approves; somebody of another department decides',
      '申请人不得审批本人或本部门提出的查询',
    );
  if (given.version !== version)
    throw new Refused(
      'other-version',
      `version ${given.version} is not the one in question, ${version} is; read it and decide on that`,
      `版本 ${given.version} 已不是当前版本（${version}），请阅读后就当前版本作出决定`,
    );
  const open = state === 'proposed' || (state === 'approved' && given.decision === 'refuse');
  if (!open)
    throw new Refused(
      'not-open',
      `this version is ${state}; nothing is to be decided`,
      `该版本状态为 ${state}，无需决定`,
    );
  if (decisions.some((one) => one.actor === given.actor && one.side !== given.side))
    throw new Forbidden('one person decides for one side only', '同一人不得代表双方作出决定');
}

async function settle(ports: Ports, question: Question): Promise<Question> {
  if (question.decisions.some((one) => one.decision === 'refuse'))
    return { ...question, state: 'refused', signed: undefined };
  if (question.decisions.length < 2) return question;
  const document = approvedDocument(question);
  const signature = await ports.signer.sign(questionBytes(document));
  await ports.probe.at(`${step}: question signed`);
  return { ...question, state: 'approved', signed: { document, signature } };
}

const approvedDocument = (question: Question): ApprovedQuestion => ({
  schema: 'question/1',
  question: question.id,
  version: question.version,
  receiver: question.receiver,
  provider: question.provider,
  owner: question.owner,
  purpose: question.purpose,
  basis: question.basis,
  spec: question.spec,
  until: question.until,
  approvedBy: question.decisions.map((one) => `${one.side}: ${one.actor}`).sort(),
  approvedAt: question.changedAt,
});

/** What the platform's signature is over. */
export const questionBytes = (document: ApprovedQuestion): Uint8Array =>
  new TextEncoder().encode(canonicalJson(document));

/**
 * The signed version that may run now.
 * @throws Refused when it is not approved, or its term is over
 */
export function approvedVersion(question: Question, now: Date): NonNullable<Question['signed']> {
  if (question.state !== 'approved' || !question.signed)
    throw new Refused(
      'not-approved',
      `question ${question.id} is ${question.state}; only an approved version runs`,
      `查询 ${question.id} 状态为 ${question.state}，只执行已批准的版本`,
    );
  if (question.until < now.toISOString().slice(0, 10))
    throw new Refused(
      'term-over',
      `the term of question ${question.id} ended on ${question.until}; propose a new version`,
      `查询 ${question.id} 的有效期已于 ${question.until} 届满，请提出新版本`,
    );
  return question.signed;
}
