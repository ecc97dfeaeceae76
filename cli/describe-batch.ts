/** A batch in a few lines for a person. */

import { columnName } from '../layers/core/mapping/column-name.ts';
import type { BatchSummary, BatchView } from '../schemas/api-answers.ts';
import { inBoth } from './terminal.ts';

const states: Record<BatchSummary['state'], readonly [string, string]> = {
  accepted: ['已接收，处理中', 'accepted, at work'],
  asks: ['待确认列对应', 'asks about its columns'],
  scanning: ['等待安全扫描', 'waits for the scanner'],
  chunked: ['分块处理中', 'at work in chunks'],
  ready: ['即将入库', 'about to be committed'],
  committed: ['已入库', 'committed'],
  withdrawn: ['已撤回', 'withdrawn'],
  replaced: ['已被替换', 'replaced'],
  quarantined: ['已隔离', 'quarantined'],
};

export const describeState = (state: BatchSummary['state']): string => inBoth(...states[state]);

/** `读 10 = 收 7 + 拒 2 + 略 1` */
export function describeRows(rows: BatchSummary['rows']): string {
  if (!rows) return '';
  const { read, accepted, refused, ignored } = rows;
  return inBoth(
    `读取 ${read}，接受 ${accepted}，拒绝 ${refused}，忽略 ${ignored}`,
    `read ${read}, accepted ${accepted}, refused ${refused}, ignored ${ignored}`,
  );
}

type Question = NonNullable<BatchView['questions']>[number];

/**
 * What confirms the first that is proposed; a unit that is not known needs a factor, which only a person can tell. In
 * quotes: to a shell a star alone means files.
 */
function exampleAnswer({ column, candidates, unit }: Question): string {
  const answer = `${column + 1}=${candidates[0]?.item ?? '-'}`;
  return `--answer ${unit === undefined ? answer : `"${answer}*FACTOR"`}`;
}

function describeQuestion(question: Question): string {
  const name = question.header || inBoth('（无列名）', '(no name)');
  return `  ${inBoth('列', 'column')} ${columnName(question.column)} ${name}: ${describeChoice(question, '-')}`;
}

/** What a column may be, best first, or `none`; and whether its unit needs a factor. */
export const describeChoice = ({ candidates, unit }: Question, none = ''): string =>
  (candidates.map((one) => `${one.item} ${one.name}`).join(', ') || none) +
  (unit === undefined ? '' : askFactor(unit));

/** The header's unit cannot be brought to the item's without being told how. */
const askFactor = (unit: string): string =>
  `（${inBoth(`单位 ${unit}：请写 信息项*系数`, `unit ${unit}: write ITEM*FACTOR`)}）`;

/** The word in brackets is the one the guide explains; a withdrawal's reason is its own explanation. */
const describeReason = (reason: BatchView['reason']): string => {
  if (!reason) return '';
  const word = reason.code === 'withdrawn' ? '' : ` (${reason.code})`;
  return `${inBoth('原因', 'reason')}: ${reason.message}${word}`;
};

/** The command that confirms what is proposed. */
export const answerCommand = (batch: string, questions: readonly Question[]): string =>
  `${inBoth('确认', 'answer')}: shuiyuan batch mapping ${batch} ${questions.map(exampleAnswer).join(' ')}`;

export function describeBatch(batch: BatchView): string {
  const lines = [
    `${inBoth('批次', 'batch')} ${batch.batch}  ${describeState(batch.state)}`,
    `${batch.department} · ${batch.resource} · ${batch.period} · ${batch.fileName}`,
    describeRows(batch.rows),
    describeReason(batch.reason),
    ...(batch.questions ?? []).map(describeQuestion),
    batch.state === 'asks' ? answerCommand(batch.batch, batch.questions ?? []) : '',
    batch.hasRejects
      ? `${inBoth('被拒绝的行', 'refused rows')}: shuiyuan batch rejects ${batch.batch} -o rejects.xlsx`
      : '',
  ];
  return lines.filter((line) => line !== '').join('\n');
}
