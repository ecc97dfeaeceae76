/** `department …`: who takes part. */
import type { Department } from '../../schemas/department.ts';
import { allPages } from '../all-pages.ts';
import { encode } from '../api-client.ts';
import { type Command, textOf, wordAt } from '../command.ts';
import { alignTable, inBoth } from '../terminal.ts';

const list: Command = {
  name: 'department list',
  usage: '',
  zh: '参与交换的部门',
  en: 'departments that take part',
  words: [0, 0],
  async run({ connection }) {
    const items = await allPages<Department>(connection.as('operator'), '/departments');
    return { json: { items }, text: alignTable(items.map((one) => [one.code, one.name, one.nameEn])) };
  },
};

const add: Command = {
  name: 'department add',
  usage: 'CODE NAME [--name-en NAME]',
  zh: '登记部门',
  en: 'register a department',
  options: { 'name-en': { type: 'string' } },
  words: [2, 2],
  async run({ connection, words, values }) {
    const code = wordAt(words, 0, 'CODE');
    const body = JSON.stringify({ name: wordAt(words, 1, 'NAME'), nameEn: textOf(values, 'name-en') });
    const path = `/departments/${encode(code)}`;
    const made = await connection.as('operator').put<Department>(path, body, 'application/json');
    return {
      json: made,
      text: inBoth(`已登记 ${made.code} ${made.name}`, `registered ${made.code} ${made.nameEn}`),
    };
  },
};

export const departmentCommands = [list, add] as const;
