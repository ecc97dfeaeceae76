/** The list of libraries as a document shows it: names, rows, who asks, what they are made of, items. */

import { resourcesOf } from './in-order.ts';
import type { Library } from './read-library.ts';

/** Markdown, in the order of their ids. */
export function listLibraries(libraries: readonly Library[]): string {
  const ordered = libraries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const overview = [
    '| 库表 id | 名称 name | 一行 a row | 形式 form | 取自 from |',
    '|---|---|---|---|---|',
    ...ordered.map((library) => overviewOf(library, libraries)),
  ];
  return [...overview, '', ...ordered.flatMap(detailsOf)].join('\n');
}

const overviewOf = (library: Library, libraries: readonly Library[]): string =>
  `| \`${library.id}\` | ${library.name} ${library.nameEn} | ${library.row.zh} / ${library.row.en} | ${library.materialised === 'table' ? '表 table' : '视图 view'} | ${resourcesOf(library, libraries).join(' ') || '—'} |`;

const detailsOf = ({ id, name, asks, items, keys, persons, cube }: Library): string[] => [
  `### ${name} ${id}`,
  '',
  `${asks.zh}。`,
  `${asks.en[0]?.toUpperCase()}${asks.en.slice(1)}.`,
  ...(persons
    ? [`每行至少 ${persons.least} 个（\`${persons.count}\`）。 At least ${persons.least} a row.`]
    : []),
  ...(cube
    ? [
        `多维：\`${cube.over.join('`、`')}\`，合计维为空；\`${cube.grouping}\` 说明层次。 A cube over these; \`${cube.grouping}\` tells the level.`,
      ]
    : []),
  '',
  '| 信息项 item | 名称 name | 类型 type | 单位 unit | 说明 note |',
  '|---|---|---|---|---|',
  ...items.map((item) => itemLine(item, keys)),
  '',
];

const itemLine = (
  { code, name, nameEn, type, unit = '', note = '' }: Library['items'][number],
  keys: readonly string[],
): string =>
  `| \`${code}\`${keys.includes(code) ? ' *' : ''} | ${name} ${nameEn} | ${type} | ${unit} | ${note} |`;
