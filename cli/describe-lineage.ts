/** Where a row came from, for a person: what the file held beside what was kept. */
import type { z } from 'zod';
import type { lineageAnswer } from '../schemas/api-answers.ts';
import { alignTable, inBoth, readerLanguage } from './terminal.ts';

export type Lineage = z.infer<typeof lineageAnswer>;

const labels = {
  batch: ['批次', 'batch'],
  department: ['部门', 'department'],
  resource: ['信息资源', 'resource'],
  resourceVersion: ['资源版本', 'resource version'],
  period: ['所属期', 'period'],
  ticket: ['上传凭证', 'ticket'],
  uploadedBy: ['上传人', 'uploaded by'],
  uploadedAt: ['上传时间', 'uploaded at'],
  file: ['文件', 'file'],
  sha256: ['SHA-256', 'SHA-256'],
  sheet: ['工作表', 'sheet'],
  record: ['第几条记录', 'record'],
  line: ['行号', 'line'],
} as const satisfies Partial<Record<keyof Lineage, readonly [string, string]>>;

const states = {
  accepted: ['已接受', 'accepted'],
  refused: ['被拒绝', 'refused'],
  unknown: ['未知', 'unknown'],
} as const;

const label = ([zh, en]: readonly [string, string]): string => (zh === en ? zh : inBoth(zh, en));

/** Columns of ours (`_batch`, `_line`) say what the head says already. */
const cells = (values: Readonly<Record<string, unknown>> = {}): string[][] =>
  Object.entries(values)
    .filter(([name]) => !/^_(batch|line)$/.test(name))
    .map(([name, value]) => [
      `  ${name}`,
      value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value ?? ''),
    ]);

function problemLines(problems: Lineage['problems'] = []): string[] {
  const zh = readerLanguage() === 'zh';
  return problems.map((one) => {
    const [text, advice] = zh ? [one.zh, one.adviceZh] : [one.en, one.adviceEn];
    return `  ${[one.cell, text].filter(Boolean).join(' ')}${advice ? `（${advice}）` : ''}`;
  });
}

const section = (title: readonly [string, string], lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${label(title)}:`, ...lines];

export function describeLineage(traced: Lineage): string {
  const names = Object.keys(labels) as (keyof typeof labels)[];
  const head = names
    .filter((name) => traced[name] !== undefined)
    .map((name) => [label(labels[name]), String(traced[name])]);
  const { message } = traced;
  const sent = message
    ? [
        [inBoth('消息编号', 'message id'), message.id],
        [inBoth('通道中的位置', 'position in the channel'), String(message.position)],
        [inBoth('接收时间', 'received at'), message.receivedAt],
      ]
    : [];
  const state = [inBoth('结果', 'outcome'), label(states[traced.state])];
  const table = (values: Lineage['original']) => (values === undefined ? [] : [alignTable(cells(values))]);
  return [
    alignTable([...head, ...sent, state]),
    ...section(['问题', 'problems'], problemLines(traced.problems)),
    ...section(['文件中的原值', 'as the file has it'], table(traced.original)),
    ...section(['入库的值', 'as it was kept'], table(traced.collected)),
  ].join('\n');
}
