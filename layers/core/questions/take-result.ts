/**
 * Takes what a department's store hands in: only an answer to the version that is approved now, signed under a
 * certificate of that department which is good now, once a period. The same again is answered with what is there.
 */
import type { Question } from '../../../schemas/question.ts';
import type { HandedResult, Result } from '../../../schemas/result.ts';
import { canonicalJson } from '../canonical-json.ts';
import { type Signatory, verifyWithCertificate } from '../certificates/index.ts';
import { Forbidden, IntegrityError, InvalidInput, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import { sha256 } from '../ledger/merkle.ts';
import { bytesOfBase64 } from '../pinned-root.ts';
import type { Ports } from '../ports/index.ts';
import { find, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { approvedVersion, questionBytes } from './decide-question.ts';
import { budgets, questions, results } from './kinds.ts';

const step = 'take-result';
/** A record takes 400 kB. */
const largest = 300_000;

export const resultBytes = (document: HandedResult['document']): Uint8Array =>
  new TextEncoder().encode(canonicalJson(document));

export interface HandedIn {
  readonly question: string;
  readonly department: string;
  readonly actor: string;
  readonly result: HandedResult;
}

/** @throws IntegrityError for a signature or a certificate that does not fit; Refused for another version, a second result, or a question that may not run */
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
      const signer = await signerOf(ports, given, bytes);
      await keep(ports, question, given, { digest, signer });
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

/** The department itself, not one of its people or applications. */
async function signerOf(
  ports: Ports,
  { department, result }: HandedIn,
  bytes: Uint8Array,
): Promise<Signatory> {
  const { signature, chain } = result;
  const at = ports.clock.now();
  const signed = { bytes, signature: bytesOfBase64(signature), chain, at };
  const signer = await verifyWithCertificate(ports)(signed);
  const { owner, serial } = signer.certificate.value;
  if (owner.kind === 'department' && owner.department === department) return signer;
  throw new IntegrityError(
    `certificate ${serial} is not of department ${department} itself; nothing was taken, sign with the store’s own`,
    `证书 ${serial} 不属于部门 ${department} 本身，未接收结果，请用数据仓自己的证书签名`,
  );
}

async function keep(
  ports: Ports,
  question: Held<Question>,
  { department, actor, result }: HandedIn,
  { digest, signer }: { digest: string; signer: Signatory },
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
    chain: [...signer.chain],
    digest,
    receivedAt: transaction.at,
  };
  transaction
    .check(question)
    .check(signer.certificate)
    .put(results, { key, version: 0, value: undefined }, value, {
      action: 'result taken',
      digest,
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
