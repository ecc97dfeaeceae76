/** `question …`, `result …`, `budget list`: questions to departments' own stores, and what comes back. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { z } from 'zod';
import type { Question } from '../../schemas/question.ts';
import type { resultAnswer } from '../../schemas/question-api.ts';
import type { Budget, Result, ResultNumber } from '../../schemas/result.ts';
import { allPages } from '../all-pages.ts';
import { encode, newKey } from '../api-client.ts';
import { checkResult } from '../certificates/check-result.ts';
import { pinnedAuthority } from '../certificates/pinned-authority.ts';
import { type Command, type CommandInput, textOf, wordAt } from '../command.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';
import { asDepartment } from './subscription.ts';

const states: Record<Question['state'], readonly [string, string]> = {
  proposed: ['待批准', 'proposed'],
  approved: ['已批准', 'approved'],
  refused: ['未批准', 'refused'],
  withdrawn: ['已撤回', 'withdrawn'],
};

const rowOf = (one: Question): string[] => [
  one.id,
  `v${one.version}`,
  inBoth(...states[one.state]),
  one.spec.resource,
  `${one.provider} → ${one.receiver}`,
  one.until,
  one.purpose,
];

function describeQuestion(one: Question): string {
  const decisions = one.decisions.map((decision) => [
    decision.side === 'provider' ? inBoth('提供部门', 'provider') : inBoth('交换中心', 'exchange centre'),
    decision.decision === 'approve' ? inBoth('批准', 'approved') : inBoth('不批准', 'refused'),
    decision.actor,
    decision.at,
    decision.reason,
  ]);
  return [
    alignTable([rowOf(one)]),
    `${inBoth('依据', 'basis')}: ${one.basis}`,
    JSON.stringify(one.spec, undefined, 2),
    alignTable(decisions),
  ].join('\n');
}

const outcomeOf = (question: Question) => ({ json: question, text: describeQuestion(question) });

/** The file is the body: purpose, basis, spec, until. */
async function readBody(path: string): Promise<unknown> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch {
    throw new WrongUsage(
      `${path} 不是可读的 YAML 或 JSON 文件`,
      `${path} is no readable file of YAML or JSON`,
    );
  }
}

const propose: Command = {
  name: 'question propose',
  usage: 'FILE --as DEPT [--revises QUESTION]',
  zh: '提出就地计算的查询（YAML 或 JSON）；--revises 提出新版本',
  en: "propose a question to a department's store; --revises makes a new version",
  options: { revises: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const body = await readBody(wordAt(words, 0, 'FILE'));
    const revises = textOf(values, 'revises');
    const path = revises === undefined ? '/questions' : `/questions/${encode(revises)}/versions`;
    return outcomeOf(await asDepartment(connection).post<Question>(path, body, newKey()));
  },
};

const list: Command = {
  name: 'question list',
  usage: '[--resource CODE] [--state STATE]',
  zh: '就地计算的查询，新的在前',
  en: "questions to departments' stores, newest first",
  options: { resource: { type: 'string' }, state: { type: 'string' } },
  words: [0, 0],
  async run({ connection, values }) {
    const asked = ['resource', 'state'].flatMap((name) => {
      const value = textOf(values, name);
      return value === undefined ? [] : [`${name}=${encode(value)}`];
    });
    const items = await allPages<Question>(connection.as('operator'), `/questions?${asked.join('&')}`);
    const text = items.length > 0 ? alignTable(items.map(rowOf)) : inBoth('没有查询', 'no questions');
    return { json: { items }, text };
  },
};

const show: Command = {
  name: 'question show',
  usage: 'QUESTION',
  zh: '查看查询及其审批',
  en: 'a question and who decided on it',
  words: [1, 1],
  async run({ connection, words }) {
    const path = `/questions/${encode(wordAt(words, 0, 'QUESTION'))}`;
    return outcomeOf(await connection.as('operator').get<Question>(path));
  },
};

/** The version is the one that was read: nobody approves what came after. */
async function decide({ connection, words, values }: CommandInput, decision: 'approve' | 'refuse') {
  const client = connection.as('operator');
  const path = `/questions/${encode(wordAt(words, 0, 'QUESTION'))}`;
  const version = Number(textOf(values, 'version') ?? (await client.get<Question>(path)).version);
  const reason = textOf(values, 'reason');
  if (reason === undefined) throw noReason();
  return outcomeOf(await client.post<Question>(`${path}/decisions`, { version, decision, reason }, newKey()));
}

const noReason = (): WrongUsage => new WrongUsage('请以 --reason 说明理由', 'say why with --reason');

const deciding = { version: { type: 'string' }, reason: { type: 'string' } } as const;

const approve: Command = {
  name: 'question approve',
  usage: 'QUESTION --reason TEXT [--version N] [--as DEPT]',
  zh: '批准查询的当前版本（提供部门与交换中心各一次）',
  en: 'approve the version in question (once by the provider, once by the exchange centre)',
  options: deciding,
  words: [1, 1],
  run: (input) => decide(input, 'approve'),
};

const refuse: Command = {
  name: 'question refuse',
  usage: 'QUESTION --reason TEXT [--version N] [--as DEPT]',
  zh: '不批准查询，或撤销已作出的批准',
  en: 'refuse a question, or take an approval back',
  options: deciding,
  words: [1, 1],
  run: (input) => decide(input, 'refuse'),
};

const withdraw: Command = {
  name: 'question withdraw',
  usage: 'QUESTION --reason TEXT --as DEPT',
  zh: '撤回本人提出的查询',
  en: 'withdraw a question of one’s own',
  options: { reason: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const reason = textOf(values, 'reason');
    if (reason === undefined) throw noReason();
    const path = `/questions/${encode(wordAt(words, 0, 'QUESTION'))}/withdrawal`;
    return outcomeOf(await asDepartment(connection).post<Question>(path, { reason }, newKey()));
  },
};

interface Listed {
  readonly question: string;
  readonly version: number;
  readonly period: string;
  readonly resource: string;
  readonly kind: string;
  readonly withheld?: string;
  readonly receivedAt: string;
}

const results: Command = {
  name: 'result list',
  usage: '--as DEPT',
  zh: '本部门得到的计算结果，新的在前',
  en: 'results for a department, newest first',
  words: [0, 0],
  async run({ connection }) {
    const items = await allPages<Listed>(asDepartment(connection), '/results');
    const rows = items.map((one) => [
      one.question,
      `v${one.version}`,
      one.period,
      one.resource,
      one.kind,
      one.withheld ?? '',
      one.receivedAt,
    ]);
    return { json: { items }, text: rows.length > 0 ? alignTable(rows) : inBoth('没有结果', 'no results') };
  },
};

const withheld: Record<string, readonly [string, string]> = {
  'too-few': ['贡献者不足，不能给出任何数', 'too few contributors: no number can be given'],
  history: ['与已发布的数相减会泄露小群体', 'with what was released before, it would tell a small group'],
  cap: ['该信息项已采用另一上限，请改用同一上限', 'another cap is in force for this item; use that'],
};

const numberText = ({ measure, value, error }: ResultNumber): string =>
  `${measure} ${Number(value.toFixed(2))} ± ${Number(error.toFixed(2))}`;

function describeResult({ document }: Result): string {
  if (document.withheld) return inBoth(...(withheld[document.withheld] as readonly [string, string]));
  if (document.hits)
    return alignTable(document.hits.map((hit) => [hit.token, hit.flag, hit.band ?? '', `${hit.count}`]));
  const rows = (document.cells ?? []).map((cell) => [
    cell.classes.map((labels) => labels.join('/') || inBoth('全部', 'all')).join(' + '),
    ...cell.numbers.map(numberText),
  ]);
  return alignTable(rows);
}

const result: Command = {
  name: 'result show',
  usage: 'QUESTION VERSION PERIOD --as DEPT [--ca FILE]',
  zh: '查看结果，并核验部门数据仓的签名与证书',
  en: "a result, its store's signature and certificate verified",
  options: { ca: { type: 'string' } },
  words: [3, 3],
  async run({ connection, words, values }) {
    const [question, version, period] = ['QUESTION', 'VERSION', 'PERIOD'].map((name, at) =>
      wordAt(words, at, name),
    );
    const client = asDepartment(connection);
    const path = `/results/${encode(question ?? '')}/${encode(version ?? '')}/${encode(period ?? '')}`;
    const found = await client.get<z.infer<typeof resultAnswer>>(path);
    checkResult(found, await pinnedAuthority(connection, client, textOf(values, 'ca')));
    return { json: found, text: describeResult(found) };
  },
};

const budgets: Command = {
  name: 'budget list',
  usage: '[--as DEPT]',
  zh: '各部门数据仓的发布额度：已用、剩余、何时恢复',
  en: 'what stores have given, have left, and when it returns',
  words: [0, 0],
  async run({ connection }) {
    const items = await allPages<Budget>(connection.as('operator'), '/budgets');
    const rows = items.map((one) => [
      one.department,
      one.resource,
      inBoth(`已用 ${one.used}，剩余 ${one.left}`, `${one.used} used, ${one.left} left`),
      one.returns ?? '',
    ]);
    return { json: { items }, text: rows.length > 0 ? alignTable(rows) : inBoth('尚无', 'none yet') };
  },
};

export const questionCommands = [
  propose,
  list,
  show,
  approve,
  refuse,
  withdraw,
  results,
  result,
  budgets,
] as const;
