/** `open …`: what is opened to society. */
import type { Opening } from '../../schemas/portal.ts';
import { allPages } from '../all-pages.ts';
import { encode } from '../api-client.ts';
import { type Command, type CommandInput, type Outcome, textOf, wordAt } from '../command.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

const stages = {
  checked: ['已检查，待决定', 'checked, to be decided'],
  open: ['已开放', 'open'],
  held: ['新数据暂缓', 'new data held back'],
  refused: ['不予开放', 'refused'],
  closed: ['已停止', 'closed'],
} as const;

const stageOf = ({ stage }: Opening): string => inBoth(stages[stage][0], stages[stage][1]);

function describe(opening: Opening): string {
  const { report, published, held, decision } = opening;
  const findings = report.findings.map(({ level, zh, en }) => [
    level === 'block' ? inBoth('不可开放', 'blocks') : inBoth('请斟酌', 'to weigh'),
    inBoth(zh, en),
  ]);
  const withheld = report.withheld.map(({ item, zh, en }) => [item, inBoth(zh, en)]);
  return [
    `${opening.resource}  ${stageOf(opening)}`,
    inBoth(
      `检查：目录版本 ${report.version}，版次 ${report.generation}，${report.rows} 行，公开 ${report.items.length} 项`,
      `checked: version ${report.version}, generation ${report.generation}, ${report.rows} rows, ${report.items.length} items to be seen`,
    ),
    ...(findings.length > 0 ? [alignTable(findings)] : [inBoth('未发现问题', 'nothing was found')]),
    ...(withheld.length > 0 ? [inBoth('不公开的信息项', 'items withheld'), alignTable(withheld)] : []),
    ...(decision
      ? [`${inBoth('决定', 'decided')}: ${decision.verdict}  ${decision.by}  ${decision.reason}`]
      : []),
    ...(held ? [`${inBoth('暂缓', 'held back')}: ${inBoth(held.zh, held.en)}`] : []),
    ...(published
      ? [
          inBoth(
            `已发布：版次 ${published.version}.${published.generation}，${published.rows} 行`,
            `out: edition ${published.version}.${published.generation}, ${published.rows} rows`,
          ),
        ]
      : []),
  ].join('\n');
}

const outcome = (opening: Opening): Outcome => ({ json: opening, text: describe(opening) });

const list: Command = {
  name: 'open list',
  usage: '',
  zh: '开放审查一览',
  en: 'openings and where they stand',
  words: [0, 0],
  async run({ connection }) {
    const items = await allPages<Opening>(connection.as('security-officer'), '/openings');
    const rows = items.map((one) => [
      one.resource,
      stageOf(one),
      one.published ? `${one.published.version}.${one.published.generation}` : '',
    ]);
    const text = rows.length > 0 ? alignTable(rows) : inBoth('没有', 'none');
    return { json: { items }, text };
  },
};

const show: Command = {
  name: 'open show',
  usage: 'CODE',
  zh: '一项资源的开放审查',
  en: 'one opening',
  words: [1, 1],
  async run({ connection, words }) {
    const path = `/openings/${encode(wordAt(words, 0, 'CODE'))}`;
    return outcome(await connection.as('security-officer').get<Opening>(path));
  },
};

const check: Command = {
  name: 'open check',
  usage: 'CODE',
  zh: '披露检查',
  en: 'check a resource for disclosure',
  words: [1, 1],
  async run({ connection, words }) {
    const path = `/openings/${encode(wordAt(words, 0, 'CODE'))}/check`;
    return outcome(await connection.as('security-officer').post<Opening>(path));
  },
};

/** Decides on the check as it stands: the server refuses when that is not the newest. */
async function decide(
  verdict: 'open' | 'refuse' | 'close',
  { connection, words, values }: CommandInput,
): Promise<Outcome> {
  const reason = textOf(values, 'reason');
  if (reason === undefined) throw new WrongUsage('请以 --reason 写明理由', 'give a reason with --reason');
  const client = connection.as('security-officer');
  const path = `/openings/${encode(wordAt(words, 0, 'CODE'))}`;
  const { report } = await client.get<Opening>(path);
  const { version, generation } = report;
  return outcome(await client.post<Opening>(`${path}/decisions`, { verdict, reason, version, generation }));
}

const decision = (name: string, verdict: Parameters<typeof decide>[0], zh: string, en: string): Command => ({
  name: `open ${name}`,
  usage: 'CODE --reason TEXT',
  zh,
  en,
  options: { reason: { type: 'string' } },
  words: [1, 1],
  run: (input) => decide(verdict, input),
});

export const openCommands = [
  list,
  show,
  check,
  decision('approve', 'open', '按检查结果决定向社会开放', 'open it to society, as it was checked'),
  decision('refuse', 'refuse', '决定不予开放', 'refuse to open it'),
  decision('close', 'close', '停止开放，立即生效', 'close it, at once'),
] as const;
