/** A batch in a few lines for a person. */
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

/** The command to confirm what is proposed; columns are counted from 0. */
const exampleAnswers = (batch: BatchView): string =>
  (batch.questions ?? [])
    .map(({ column, candidates }) => `--answer ${column}=${candidates[0]?.item ?? '-'}`)
    .join(' ');

export function describeBatch(batch: BatchView): string {
  const lines = [
    `${inBoth('批次', 'batch')} ${batch.batch}  ${describeState(batch.state)}`,
    `${batch.department} · ${batch.resource} · ${batch.period} · ${batch.fileName}`,
    describeRows(batch.rows),
    batch.reason ? `${inBoth('原因', 'reason')}: ${batch.reason.message} (${batch.reason.code})` : '',
    ...(batch.questions ?? []).map(
      ({ column, header, candidates }) =>
        `  ${inBoth('列', 'column')} ${column} ${header || inBoth('（无列名）', '(no name)')}: ${candidates.map((one) => `${one.item} ${one.name}`).join(', ') || '-'}`,
    ),
    batch.state === 'asks'
      ? `${inBoth('确认', 'answer')}: shuiyuan batch mapping ${batch.batch} ${exampleAnswers(batch)}`
      : '',
    batch.hasRejects
      ? `${inBoth('被拒绝的行', 'refused rows')}: shuiyuan batch rejects ${batch.batch} -o rejects.xlsx`
      : '',
  ];
  return lines.filter((line) => line !== '').join('\n');
}
