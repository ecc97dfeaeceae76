/** What became of the sample, as a table a person reads. */
import { alignTable } from '../../cli/terminal.ts';
import type { BatchView, ParcelView } from '../../schemas/api-answers.ts';

/** A refused row as the API's JSON gives it. */
export interface RefusedLine {
  readonly line: number;
  readonly problems: readonly { readonly level?: string; readonly zh: string; readonly en: string }[];
}

export interface Account {
  readonly batch: BatchView;
  /** How many columns the department was asked about. */
  readonly asked: number;
  readonly receiver: string;
  readonly parcel: ParcelView | undefined;
  readonly refused: readonly RefusedLine[];
}

const head = [
  '文件 file',
  '资源 resource',
  '读取 read',
  '接受 accepted',
  '拒绝 refused',
  '忽略 ignored',
  '送达 delivered to',
  '确认 acknowledged',
];

function fileRow({ batch, receiver, parcel, asked }: Account): string[] {
  const { read = 0, accepted = 0, refused = 0, ignored = 0 } = batch.rows ?? {};
  const question = asked > 0 ? `（问 ${asked} 列，已答 / ${asked} columns asked, answered）` : '';
  return [
    batch.fileName + question,
    batch.resource,
    String(read),
    String(accepted),
    String(refused),
    String(ignored),
    parcel ? `${receiver}（${parcel.rows ?? 0} 行 rows）` : batch.state,
    parcel?.state === 'acknowledged' ? '✓ 签名已核验 verified' : '-',
  ];
}

const refusedRows = ({ batch, refused }: Account): string[][] =>
  refused.map(({ line, problems }) => {
    const [first] = problems;
    return [batch.resource, `第 ${line} 行 line ${line}`, first ? `${first.zh} / ${first.en}` : ''];
  });

/** Files, the lines that were refused and why, and the ledger. */
export function describeAccount(
  accounts: readonly Account[],
  ledger: { sound: boolean; entries: number },
): string {
  const refused = accounts.flatMap(refusedRows);
  return [
    '',
    alignTable([head, ...accounts.map(fileRow)]),
    '',
    '被拒绝的行 refused lines',
    alignTable(refused),
    '',
    ledger.sound
      ? `台账已核验 ledger verified: ${ledger.entries} 条 entries`
      : '台账核验不通过，请运行 npx shuiyuan audit verify / the ledger does not verify, run npx shuiyuan audit verify',
  ].join('\n');
}
