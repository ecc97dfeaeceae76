/** Is this what both sides approved? The store asks the pinned root key, not the platform's word. */
import { fitsRoot } from '../../layers/core/pinned-root.ts';
import { questionBytes } from '../../layers/core/questions/decide-question.ts';
import type { SignedQuestion } from '../../schemas/question.ts';
import { RefusedCommand } from '../failures.ts';

/** @throws RefusedCommand `bad-signature`, `other-store`, `term-over` */
export async function checkQuestion(
  { document, signature }: SignedQuestion,
  expected: { question: string; department: string; rootKey: string; now: Date },
): Promise<void> {
  const { approvedAt } = document;
  const sound = await fitsRoot(questionBytes(document), signature, approvedAt, expected.rootKey);
  if (!sound)
    throw new RefusedCommand(
      'bad-signature',
      `查询 ${expected.question} 的签名与固定的平台根密钥不符，未执行`,
      `the signature of question ${expected.question} does not fit the pinned root key; it was not run`,
    );
  if (document.question !== expected.question || document.provider !== expected.department)
    throw new RefusedCommand(
      'other-store',
      `查询 ${expected.question} 不是面向本部门数据仓的，未执行`,
      `question ${expected.question} is not to this store; it was not run`,
    );
  if (document.until < expected.now.toISOString().slice(0, 10))
    throw new RefusedCommand(
      'term-over',
      `查询 ${expected.question} 的有效期已届满，未执行`,
      `the term of question ${expected.question} is over; it was not run`,
    );
}
