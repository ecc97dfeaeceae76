/** `audit …`: the ledger proves that nothing was rewritten. */
import { encode } from '../api-client.ts';
import { type Command, wordAt } from '../command.ts';
import { exitStatus } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

interface Chain {
  readonly department: string;
  readonly trees: number;
  readonly entries: number;
  readonly waiting: number;
  readonly flaw?: { kind: string; tree?: number; entry?: string; message: string };
}

const describeFlaw = ({ department, flaw }: Chain): string =>
  `✗ ${department}  ${flaw?.entry ?? inBoth(`第 ${flaw?.tree} 棵树`, `tree ${flaw?.tree}`)}  ${flaw?.kind}: ${flaw?.message}`;

const verify: Command = {
  name: 'audit verify',
  usage: '',
  zh: '核验全部台账',
  en: 'verify the whole ledger',
  words: [0, 0],
  async run({ connection }) {
    const answer = await connection.as('auditor').get<{ sound: boolean; chains: Chain[] }>('/ledger/verify');
    const bad = answer.chains.filter((chain) => chain.flaw);
    const entries = answer.chains.reduce((sum, chain) => sum + chain.entries, 0);
    const waiting = answer.chains.reduce((sum, chain) => sum + chain.waiting, 0);
    const good = inBoth(
      `台账完好：已核验 ${entries} 条，待封存 ${waiting} 条`,
      `the ledger is sound: ${entries} entries verified, ${waiting} not sealed yet`,
    );
    const text = bad.length > 0 ? bad.map(describeFlaw).join('\n') : good;
    const first = bad[0]?.flaw;
    const json = {
      ...answer,
      entries,
      waiting,
      ...(first ? { firstBad: { department: bad[0]?.department, ...first } } : {}),
    };
    return { json, text, status: answer.sound ? exitStatus.done : exitStatus.refused };
  },
};

const anchor: Command = {
  name: 'audit anchor',
  usage: '',
  zh: '导出存证',
  en: 'export an anchor: the signed heads of all chains',
  words: [0, 0],
  async run({ connection }) {
    const made = await connection
      .as('auditor')
      .post<{ at: string; chains: { department: string; tree: number; hash: string }[] }>('/ledger/anchors');
    const rows = made.chains.map((chain) => [chain.department, String(chain.tree), chain.hash]);
    return { json: made, text: `${inBoth('存证', 'anchor')} ${made.at}\n${alignTable(rows)}` };
  },
};

const receipt: Command = {
  name: 'audit receipt',
  usage: 'RECORD VERSION',
  zh: '出具一条台账的凭据',
  en: 'a receipt for one entry, to be checked without us',
  words: [2, 2],
  async run({ connection, words }) {
    const [record, version] = [wordAt(words, 0, 'RECORD'), wordAt(words, 1, 'VERSION')];
    const path = `/ledger/receipts?record=${encode(record)}&version=${encode(version)}`;
    const made = await connection.as('auditor').get<Record<string, unknown>>(path);
    return { json: made, text: JSON.stringify(made, null, 2) };
  },
};

export const auditCommands = [verify, anchor, receipt] as const;
