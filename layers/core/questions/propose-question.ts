/**
 * A question is proposed, and changed, by its receiver. Each change is a new version that is decided on anew; what was
 * approved before no longer runs.
 */
import type { Question, QuestionSpec } from '../../../schemas/question.ts';
import { Forbidden, InvalidInput, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { absent, definitions, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { checkSpec } from './check-spec.ts';
import { questions } from './kinds.ts';

const step = 'propose-question';

export interface Proposed {
  readonly receiver: string;
  readonly actor: string;
  readonly provider?: string | undefined;
  readonly purpose: string;
  readonly basis: string;
  readonly spec: QuestionSpec;
  readonly until: string;
}

/** @throws InvalidInput for what does not fit the resource; Refused when it asks its own store, or for a past term */
export const proposeQuestion =
  (ports: Ports) =>
  async (asked: Proposed): Promise<Question> => {
    const provider = await chooseProvider(ports, asked);
    const transaction = new Transaction(ports, { step, department: asked.receiver, actor: asked.actor });
    checkTerm(asked.until, transaction.at);
    const question: Question = {
      id: ports.ids.next(),
      version: 1,
      receiver: asked.receiver,
      provider,
      owner: asked.actor,
      purpose: asked.purpose,
      basis: asked.basis,
      spec: asked.spec,
      until: asked.until,
      state: 'proposed',
      decisions: [],
      proposedAt: transaction.at,
      changedAt: transaction.at,
    };
    await transaction
      .put(questions, absent(questions.key(question.id)), question, {
        action: 'question proposed',
        detail: { resource: asked.spec.resource, provider, version: 1 },
      })
      .commit();
    return question;
  };

export interface Revised extends Omit<Proposed, 'provider'> {
  readonly id: string;
}

/** The next version. @throws as `proposeQuestion`; Forbidden for anybody but its owner; Refused after it was withdrawn */
export const reviseQuestion =
  (ports: Ports) =>
  async ({ id, actor, receiver, ...asked }: Revised): Promise<Question> => {
    await repeatOnConflict(async () => {
      const held = await must(ports.records, questions, id);
      mustOwn(held.value, receiver, actor);
      if (held.value.state === 'withdrawn') throw ended(id);
      await chooseProvider(ports, { ...asked, actor, receiver, provider: held.value.provider });
      const transaction = new Transaction(ports, { step, department: receiver, actor });
      checkTerm(asked.until, transaction.at);
      const version = held.value.version + 1;
      const next: Question = {
        ...held.value,
        ...asked,
        version,
        state: 'proposed',
        decisions: [],
        signed: undefined,
        changedAt: transaction.at,
      };
      await transaction
        .put(questions, held, next, { action: 'question changed', detail: { version } })
        .commit();
    });
    return (await must(ports.records, questions, id)).value;
  };

/** The asker takes it back; it never runs again. Taking back what is taken back is no error. */
export const withdrawQuestion =
  (ports: Ports) =>
  async (asked: { id: string; receiver: string; actor: string; reason: string }): Promise<Question> => {
    await repeatOnConflict(async () => {
      const held = await must(ports.records, questions, asked.id);
      mustOwn(held.value, asked.receiver, asked.actor);
      if (held.value.state === 'withdrawn') return;
      const transaction = new Transaction(ports, { step, department: asked.receiver, actor: asked.actor });
      const next: Question = {
        ...held.value,
        state: 'withdrawn',
        signed: undefined,
        changedAt: transaction.at,
      };
      await transaction
        .put(questions, held, next, { action: 'question withdrawn', detail: { reason: asked.reason } })
        .commit();
    });
    return (await must(ports.records, questions, asked.id)).value;
  };

async function chooseProvider(ports: Ports, asked: Proposed): Promise<string> {
  const resource = (await must(ports.records, definitions, asked.spec.resource)).value.resource;
  checkSpec(asked.spec, resource);
  const provider =
    asked.provider ?? (resource.departments.length === 1 ? resource.departments[0] : undefined);
  if (provider === undefined || !resource.departments.includes(provider))
    throw new InvalidInput(
      `say whose store with \`provider\`: one of ${resource.departments.join(', ')}`,
      `请以 provider 指明提供部门：${resource.departments.join('、')}`,
    );
  if (provider === asked.receiver)
    throw new Refused(
      'own-store',
      `${provider} asks its own store without a question; nobody has to approve it`,
      `${provider} 查询本部门数据无需提出查询`,
    );
  return provider;
}

function checkTerm(until: string, now: string): void {
  if (until >= now.slice(0, 10)) return;
  throw new InvalidInput(
    `the term ${until} is over; give a last day from today on`,
    `有效期 ${until} 已过，请填写今日或以后的日期`,
  );
}

function mustOwn(question: Question, receiver: string, actor: string): void {
  if (question.receiver === receiver && question.owner === actor) return;
  throw new Forbidden('only who proposed a question changes or withdraws it', '只有提出人可以修改或撤回查询');
}

const ended = (id: string): Refused =>
  new Refused(
    'question-ended',
    `question ${id} was withdrawn; propose a new one`,
    `查询 ${id} 已撤回，请另行提出`,
  );
