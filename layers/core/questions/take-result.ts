/**
 * Takes what a department's store hands in: only an answer to the version that is approved now, signed by that
 * department's store, once a period. The same again is answered with what is there.
 */
import type { Question } from '../../../schemas/question.ts';
import type { Result, SignedResult } from '../../../schemas/result.ts';
import { canonicalJson } from '../canonical-json.ts';
import { Forbidden, IntegrityError, InvalidInput, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import { sha256 } from '../ledger/merkle.ts';
import type { Ports } from '../ports/index.ts';
import { find, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { approvedVersion, questionBytes } from './decide-question.ts';
import { budgets, questions, results, stores } from './kinds.ts';
import { fitsKey } from './store-key.ts';

const step = 'take-result';
/** A record takes 400 kB. */
const largest = 300_000;

export const resultBytes = (document: SignedResult['document']): Uint8Array =>
  new TextEncoder().encode(canonicalJson(document));

export interface HandedIn {
  readonly question: string;
  readonly department: string;
  readonly actor: string;
  readonly result: SignedResult;
}

/** @throws IntegrityError for a bad signature; Refused for another version, a second result, or a question that may not run */
export const takeResult =
  (ports: Ports) =>
  async (given: HandedIn): Promise<Result> => {
    const { document } = given.result;
    const bytes = resultBytes(document);
    if (bytes.length > largest) throw tooLarge();
    const digest = await sha256(bytes);
    const key = [given.question, document.version, document.period] as const;
    await repeatOnConflict(async () => {
      const question = await must(ports.records, questions, given.question);
      const before = await find(ports.records, results, ...key);
      if (before?.value.digest === digest && question.value.provider === given.department) return;
      await checkAnswer(ports, question.value, given);
      if (before) throw second(document.period);
      const publicKey = await checkedKey(ports, given, bytes);
      await keep(ports, question, given, { digest, publicKey });
    });
    return (await must(ports.records, results, ...key)).value;
  };

async function checkAnswer(ports: Ports, question: Question, given: HandedIn): Promise<void> {
  const { document } = given.result;
  if (question.provider !== given.department || document.department !== given.department)
    throw new Forbidden(
      'this question is to another department’s store',
      '该查询面向其他部门的数据，本部门不能提交结果',
    );
  const { document: approved } = approvedVersion(question, ports.clock.now());
  const digest = await sha256(questionBytes(approved));
  if (
    document.question !== question.id ||
    document.questionDigest !== digest ||
    document.version !== approved.version
  )
    throw new Refused(
      'other-version',
      'the result answers another version than the approved one; fetch the approved version and run that',
      '结果对应的不是已批准的版本，请取得已批准的版本后重新执行',
    );
  const { from, to } = approved.spec.periods;
  const wanted = approved.spec.kind === 'match' ? document.cells === undefined : document.hits === undefined;
  if (
    !wanted ||
    document.resource !== approved.spec.resource ||
    document.period < from ||
    document.period > to
  )
    throw new InvalidInput(
      'the result is not of the kind, resource or periods that were approved',
      '结果的类型、资源或期间与批准的不符',
    );
}

async function checkedKey(
  ports: Ports,
  { department, result }: HandedIn,
  bytes: Uint8Array,
): Promise<string> {
  const { publicKey } = (await must(ports.records, stores, department)).value;
  if (await fitsKey(bytes, result.signature, publicKey)) return publicKey;
  throw new IntegrityError(
    'the signature is not by the registered key of the department’s store; nothing was taken',
    '签名与本部门登记的密钥不符，未接收结果',
  );
}

async function keep(
  ports: Ports,
  question: Held<Question>,
  { department, actor, result }: HandedIn,
  proof: { digest: string; publicKey: string },
): Promise<void> {
  const { document } = result;
  const { receiver, owner, spec } = question.value;
  const transaction = new Transaction(ports, { step, department, actor });
  const key = results.key(document.question, document.version, document.period);
  const id = `${document.question}-${document.version}-${document.period}`;
  const value: Result = {
    id,
    receiver,
    owner,
    kind: spec.kind,
    ...result,
    ...proof,
    receivedAt: transaction.at,
  };
  transaction.check(question).put(results, { key, version: 0, value: undefined }, value, {
    action: 'result taken',
    digest: proof.digest,
    detail: { question: document.question, version: document.version, period: document.period },
  });
  if (document.budget) {
    const { resource } = document;
    const held = await find(ports.records, budgets, department, resource);
    const place = held ?? { key: budgets.key(department, resource), version: 0, value: undefined };
    const budget = { ...document.budget, department, resource };
    transaction.put(budgets, place, budget, { action: 'budget told', detail: { left: budget.left } });
  }
  await transaction.commit();
}

const tooLarge = (): InvalidInput =>
  new InvalidInput(
    'the result is over 300,000 bytes; ask for fewer classes or a narrower rule',
    '结果超过 300000 字节，请减少分类或收窄条件',
  );

const second = (period: string): Refused =>
  new Refused(
    'result-exists',
    `there is another result for ${period} already; after a correction of the data, propose a new version`,
    `期间 ${period} 已有结果；数据更正后请提出新版本`,
  );
