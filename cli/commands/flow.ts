/** `flow …`: flows are checked, tried out, deployed, run and watched. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readYaml } from '../../layers/core/catalog/read-yaml.ts';
import { type Flow, flowSchema } from '../../schemas/flow.ts';
import type { CheckAnswer, DryRunAnswer, FlowRunAnswer, FlowRunView } from '../../schemas/flow-api.ts';
import type { FlowRecord, FlowVersion } from '../../schemas/flow-records.ts';
import { allPages } from '../all-pages.ts';
import { encode, newKey } from '../api-client.ts';
import { type Command, type CommandInput, secondsOf, textOf, wordAt } from '../command.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

/** Runs wait for the clock's next turn, a minute at most in the cloud. */
const usualSeconds = 150;

/** @throws InvalidInput with file and line; WrongUsage where it cannot be read */
async function readFlow(path: string): Promise<Flow> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new WrongUsage(`无法读取 ${path}`, `${path} cannot be read`);
  });
  return readYaml(text, basename(path), flowSchema);
}

type Finding = CheckAnswer['findings'][number];

const findingRow = ({ node, zh, en }: Finding): string[] => [node ?? '—', zh, en];

function describeCheck({ fits, findings, advice, nodes }: CheckAnswer): string {
  const columns = nodes.map((one) => [
    one.node,
    one.columns.map(({ name, type }) => `${name} ${type}`).join(', '),
  ]);
  return [
    fits ? inBoth('校验通过', 'it fits') : inBoth('校验未通过', 'it does not fit'),
    alignTable(findings.map(findingRow)),
    ...(advice.length === 0 ? [] : [inBoth('提示', 'to know'), alignTable(advice.map(findingRow))]),
    alignTable(columns),
  ].join('\n');
}

const check: Command = {
  name: 'flow check',
  usage: 'FILE',
  zh: '整体校验流程文件，逐节点说明；有误时退出码为 1',
  en: 'check a flow as a whole, each fault at its node; exits with 1 when it does not fit',
  words: [1, 1],
  async run({ connection, words }) {
    const flow = await readFlow(wordAt(words, 0, 'FILE'));
    const checked = await connection.as('operator').post<CheckAnswer>('/flows/check', { flow });
    return { json: checked, text: describeCheck(checked), status: checked.fits ? 0 : 1 };
  },
};

function describeSample({ nodes = [] }: DryRunAnswer): string {
  return nodes
    .map(({ node, columns, count, rows }) =>
      [
        `── ${node} · ${inBoth(`${count} 行`, `${count} rows`)}`,
        alignTable([[...columns], ...rows.map((row) => row.map((value) => value ?? '∅'))]),
      ].join('\n'),
    )
    .join('\n\n');
}

function numberOf(values: CommandInput['values'], name: string): number | undefined {
  const text = textOf(values, name);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new WrongUsage(`--${name} 须为正整数`, `--${name} is a whole number above 0`);
}

/** Until it is neither asked nor pinned. @throws WrongUsage when that takes longer than told */
async function awaited<T extends FlowRunView>(look: () => Promise<T>, seconds: number): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const run = await look();
    if (run.stage !== 'asked' && run.stage !== 'pinned') return run;
    if (performance.now() > end)
      throw new WrongUsage(
        `运行 ${run.id} 在 ${seconds} 秒内未结束，可稍后查看`,
        `run ${run.id} has not ended within ${seconds} seconds; look at it later`,
      );
    await sleep(500);
  }
}

const faultOf = ({ fault }: FlowRunView): string => (fault ? `${fault.zh} ${fault.en}` : '');
const statusOf = ({ stage }: FlowRunView): number => (stage === 'failed' ? 1 : 0);

const dryRun: Command = {
  name: 'flow dry-run',
  usage: 'FILE [--limit N] [--sample N] [--period YYYYMM] [--seconds N]',
  zh: '试运行：显示各节点前后的行，不交付；--sample 限定各来源取用的行数',
  en: 'try a flow: rows before and after each step, nothing handed in; --sample takes so many rows of each source',
  options: {
    limit: { type: 'string' },
    sample: { type: 'string' },
    period: { type: 'string' },
    seconds: { type: 'string' },
  },
  words: [1, 1],
  async run({ connection, words, values }) {
    const flow = await readFlow(wordAt(words, 0, 'FILE'));
    const client = connection.as('operator');
    const body = {
      flow,
      limit: numberOf(values, 'limit'),
      sample: numberOf(values, 'sample'),
      period: textOf(values, 'period'),
    };
    const { id } = await client.post<FlowRunView>('/flows/dry-runs', body, newKey());
    const look = () => client.get<DryRunAnswer>(`/flows/dry-runs/${encode(id)}`);
    const ended = await awaited(look, secondsOf(values, 'seconds', usualSeconds));
    return { json: ended, text: faultOf(ended) || describeSample(ended), status: statusOf(ended) };
  },
};

const states: Record<FlowRecord['state'], readonly [string, string]> = {
  running: ['运行', 'running'],
  paused: ['暂停', 'paused'],
};

const flowRow = (one: FlowRecord): string[] => [
  one.code,
  `v${one.version}/${one.latest}`,
  inBoth(...states[one.state]),
  one.nextAt ?? '',
  one.name,
];
const flowOutcome = (flow: FlowRecord) => ({ json: flow, text: alignTable([flowRow(flow)]) });

const deploy: Command = {
  name: 'flow deploy',
  usage: 'FILE',
  zh: '部署流程：冻结为新版本并运行',
  en: 'deploy a flow: frozen as a version, which runs',
  words: [1, 1],
  async run({ connection, words }) {
    const flow = await readFlow(wordAt(words, 0, 'FILE'));
    const made = await connection
      .as('operator')
      .post<{ flow: FlowRecord; outcome: string; advice: Finding[] }>('/flows', { flow });
    return {
      json: made,
      text: [
        alignTable([[made.outcome, ...flowRow(made.flow)]]),
        alignTable(made.advice.map(findingRow)),
      ].join('\n'),
    };
  },
};

const stages: Record<FlowRunView['stage'], readonly [string, string]> = {
  asked: ['待运行', 'asked'],
  pinned: ['运行中', 'running'],
  done: ['完成', 'done'],
  failed: ['失败', 'failed'],
};

const runRow = (one: FlowRunView): string[] => [
  one.id,
  `v${one.version}`,
  one.cause,
  one.period ?? '',
  inBoth(...stages[one.stage]),
  one.askedAt,
  faultOf(one),
];

const run: Command = {
  name: 'flow run',
  usage: 'FLOW [--period YYYYMM] [--seconds N]',
  zh: '人工运行流程，等到结束',
  en: 'run a flow by hand and wait for its end',
  options: { period: { type: 'string' }, seconds: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const client = connection.as('operator');
    const path = `/flows/${encode(wordAt(words, 0, 'FLOW'))}/runs`;
    const { id } = await client.post<FlowRunView>(path, { period: textOf(values, 'period') }, newKey());
    const look = () => client.get<FlowRunAnswer>(`${path}/${encode(id)}`);
    const ended = await awaited(look, secondsOf(values, 'seconds', usualSeconds));
    return { json: ended, text: alignTable([runRow(ended)]), status: statusOf(ended) };
  },
};

const backfill: Command = {
  name: 'flow backfill',
  usage: 'FLOW YYYYMM YYYYMM',
  zh: '补跑起止月份，每月一次',
  en: 'run a flow for each month from one to another',
  words: [3, 3],
  async run({ connection, words }) {
    const path = `/flows/${encode(wordAt(words, 0, 'FLOW'))}/backfills`;
    const body = { from: wordAt(words, 1, 'YYYYMM'), to: wordAt(words, 2, 'YYYYMM') };
    const made = await connection.as('operator').post<{ items: FlowRunView[] }>(path, body, newKey());
    return { json: made, text: alignTable(made.items.map(runRow)) };
  },
};

const list: Command = {
  name: 'flow list',
  usage: '',
  zh: '流程清单',
  en: 'flows',
  words: [0, 0],
  async run({ connection }) {
    const items = await allPages<FlowRecord>(connection.as('operator'), '/flows?');
    const text = items.length > 0 ? alignTable(items.map(flowRow)) : inBoth('没有流程', 'no flows');
    return { json: { items }, text };
  },
};

const show: Command = {
  name: 'flow show',
  usage: 'FLOW [--version N | --run RUN]',
  zh: '查看流程与最近的运行；--version 查看某版本文件，--run 查看一次运行',
  en: 'a flow and its newest runs; --version shows a version, --run a run',
  options: { version: { type: 'string' }, run: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const client = connection.as('operator');
    const path = `/flows/${encode(wordAt(words, 0, 'FLOW'))}`;
    const [version, id] = [numberOf(values, 'version'), textOf(values, 'run')];
    if (version !== undefined) {
      const found = await client.get<FlowVersion>(`${path}/versions/${version}`);
      return { json: found, text: JSON.stringify(found, undefined, 2) };
    }
    if (id !== undefined) {
      const found = await client.get<FlowRunAnswer>(`${path}/runs/${encode(id)}`);
      const files = found.outputs.map((one) => [
        one.resource,
        one.taken ?? '',
        one.batch ?? '',
        one.sha256 ?? '',
      ]);
      return { json: found, text: [alignTable([runRow(found)]), alignTable(files)].join('\n') };
    }
    const flow = await client.get<FlowRecord>(path);
    const { items } = await client.get<{ items: FlowRunView[] }>(`${path}/runs?limit=10`);
    return {
      json: { flow, runs: items },
      text: [alignTable([flowRow(flow)]), alignTable(items.map(runRow))].join('\n'),
    };
  },
};

/** @throws WrongUsage when no reason is given */
async function move({ connection, words, values }: CommandInput, way: string, more: object = {}) {
  const reason = textOf(values, 'reason');
  if (reason === undefined) throw new WrongUsage('请以 --reason 说明理由', 'say why with --reason');
  const path = `/flows/${encode(wordAt(words, 0, 'FLOW'))}/${way}`;
  return flowOutcome(await connection.as('operator').post<FlowRecord>(path, { ...more, reason }));
}

const reasoned = { reason: { type: 'string' } } as const;

const pause: Command = {
  name: 'flow pause',
  usage: 'FLOW --reason TEXT',
  zh: '暂停流程',
  en: 'pause a flow',
  options: reasoned,
  words: [1, 1],
  run: (input) => move(input, 'pause'),
};

const resume: Command = {
  name: 'flow resume',
  usage: 'FLOW --reason TEXT',
  zh: '恢复流程',
  en: 'resume a flow',
  options: reasoned,
  words: [1, 1],
  run: (input) => move(input, 'resume'),
};

const rollBack: Command = {
  name: 'flow rollback',
  usage: 'FLOW VERSION --reason TEXT',
  zh: '退回到某个版本',
  en: 'take a flow back to a version',
  options: reasoned,
  words: [2, 2],
  run: (input) => move(input, 'rollback', { version: Number(wordAt(input.words, 1, 'VERSION')) }),
};

export const flowCommands: readonly Command[] = [
  check,
  dryRun,
  deploy,
  run,
  backfill,
  list,
  show,
  pause,
  resume,
  rollBack,
];
