/** A question's whole way over the platform: the store is certified, the question decided on, answered, withdrawn. */
import { sign } from 'node:crypto';
import { registerDepartment } from '../../../layers/core/catalog/apply-resource.ts';
import { sha256 } from '../../../layers/core/ledger/merkle.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { decideQuestion, questionBytes } from '../../../layers/core/questions/decide-question.ts';
import { proposeQuestion, withdrawQuestion } from '../../../layers/core/questions/propose-question.ts';
import { resultBytes, takeResult } from '../../../layers/core/questions/take-result.ts';
import type { QuestionSpec } from '../../../schemas/question.ts';
import type { ResultDocument } from '../../../schemas/result.ts';
import { certified } from './certify.ts';
import { meters, provider, receiver } from './sample-files.ts';

const actor = 'clerk';
const period = '201501';
const spec: QuestionSpec = {
  kind: 'statistic',
  resource: meters.code,
  unit: meters.items[0]?.code ?? '',
  groupBy: [],
  measures: [{ measure: 'count' }],
  periods: { from: period, to: period },
};

export async function askStore(ports: Ports): Promise<void> {
  await registerDepartment(ports)({ code: provider, name: '提供部门', nameEn: 'provider' }, actor, false);
  const { certificate, privateKey } = await certified(ports, provider);
  const wish = { purpose: 'how many', basis: 'article 12', until: '2099-12-31', spec };
  const { id } = await proposeQuestion(ports)({ ...wish, receiver, actor });
  const decision = { id, version: 1, decision: 'approve', reason: 'fits' } as const;
  await decideQuestion(ports)({ ...decision, side: 'provider', actor: 'chief', department: provider });
  const approved = await decideQuestion(ports)({ ...decision, side: 'centre', actor: 'operator' });
  if (!approved.signed) throw new Error('two approvals did not sign the question');
  const document: ResultDocument = {
    schema: 'result/1',
    question: id,
    version: 1,
    questionDigest: await sha256(questionBytes(approved.signed.document)),
    department: provider,
    resource: meters.code,
    period,
    madeAt: ports.clock.now().toISOString(),
    withheld: 'too-few',
    cells: [],
  };
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const signature = sign('sha256', resultBytes(document), key).toString('base64url');
  const result = { document, signature, chain: [certificate] };
  await takeResult(ports)({ question: id, department: provider, actor, result });
  await withdrawQuestion(ports)({ id, receiver, actor, reason: 'answered' });
}
