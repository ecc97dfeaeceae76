/** What became of messages, for their sender: receipts, and problems (RFC 9457) in the reader's language. */
import { type Language, ShuiyuanError } from '../../../layers/core/errors.ts';
import { describeFlaw, type Flaw } from '../../../layers/core/realtime/check-record.ts';
import type { Received } from '../../../layers/core/realtime/receive-records.ts';
import type { RecordsAnswer } from '../../../schemas/realtime.ts';

type Item = RecordsAnswer['items'][number];

export const viewFlaws = (flaws: readonly Flaw[], language: Language, before = '') =>
  flaws.map(({ pointer, rule }) => ({
    pointer: `${before}${pointer}`,
    rule,
    detail: describeFlaw(rule)[language],
  }));

export function viewReceived(received: readonly Received[], language: Language): RecordsAnswer {
  const items = received.map((one, index) => viewOne(one, index, language));
  const count = (status: Item['status']) => items.filter((item) => item.status === status).length;
  return { received: count('received'), repeated: count('repeated'), refused: count('refused'), items };
}

function viewOne(one: Received, index: number, language: Language): Item {
  if ('receipt' in one)
    return { id: one.id, index, status: one.repeated ? 'repeated' : 'received', receipt: one.receipt };
  const problem =
    'flaws' in one
      ? { ...invalidRecord(language), errors: viewFlaws(one.flaws, language, `/${index}`) }
      : problemOf(one.error, language);
  return { ...(one.id === undefined ? {} : { id: one.id }), index, status: 'refused', problem };
}

const titles = { zh: '记录不合格', en: 'The record does not fit' } as const;

const invalidRecord = (language: Language) => ({
  type: 'urn:shuiyuan:problem:invalid-record',
  title: titles[language],
  status: 422,
  detail:
    language === 'zh'
      ? '请按 errors 逐项改正后重新发送'
      : 'correct what errors names and send the record again',
  code: 'invalid-record',
});

/** @throws what nobody named: the whole request has failed */
function problemOf(error: unknown, language: Language) {
  if (!(error instanceof ShuiyuanError)) throw error;
  const { code, status } = error;
  const title = language === 'zh' ? '未接收' : 'Not received';
  return { type: `urn:shuiyuan:problem:${code}`, title, status, detail: error.in(language), code };
}
