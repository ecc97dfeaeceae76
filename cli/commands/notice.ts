/** `notice …`: what the platform has told a department, or its operator. */
import type { Notice } from '../../schemas/records.ts';
import { allPages } from '../all-pages.ts';
import type { Command } from '../command.ts';
import { alignTable, inBoth } from '../terminal.ts';

const list: Command = {
  name: 'notice list',
  usage: '[--as DEPT]',
  zh: '收到的通知，新的在前；不写部门时为运维的',
  en: "a department's notices, newest first; the operator's when none is named",
  words: [0, 0],
  async run({ connection }) {
    const items = await allPages<Notice>(connection.as('operator'), '/notices');
    const rows = items.map(({ at, severity, subject, body }) => [at, severity, subject, body]);
    return { json: { items }, text: rows.length > 0 ? alignTable(rows) : inBoth('没有通知', 'no notices') };
  },
};

export const noticeCommands = [list] as const;
