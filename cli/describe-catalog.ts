/** Catalog entries and differences, for a person. */
import type { z } from 'zod';
import { elementsOf, gradeOf, standardCycles } from '../layers/core/catalog/elements.ts';
import { moves, stateNames } from '../layers/core/catalog/moves.ts';
import { resourceFormats, shareTypes, shareWays } from '../schemas/catalog-elements.ts';
import type { CatalogEntry, diffAnswer, entryAnswer } from '../schemas/catalog-entry.ts';
import type { Resource } from '../schemas/resource.ts';
import { alignTable, inBoth } from './terminal.ts';

export const describeState = (state: CatalogEntry['state']): string => inBoth(...stateNames[state]);

const yesNo = (yes: boolean): string => (yes ? inBoth('是', 'yes') : inBoth('否', 'no'));

/** The standard's elements, in its order. */
function elementRows(resource: Resource): string[][] {
  const { formats, shareWays: ways, open, form, location, database } = elementsOf(resource);
  const { classification, shareCondition, openCondition, publishedOn, related = [] } = resource;
  return [
    ['分类 class', classification ? `${classification.code} ${classification.names.join(' › ')}` : '-'],
    ['名称 name', `${resource.name} ${resource.nameEn}`],
    ['提供方 by', resource.departments.join(', ')],
    ['摘要 summary', resource.summary ?? '-'],
    [
      '格式 formats',
      formats.map((one) => `${resourceFormats[one].number} ${resourceFormats[one].zh}`).join('、'),
    ],
    ['共享类型 sharing', `${resource.grade} ${shareTypes[resource.grade].zh}`],
    ['共享条件 condition', shareCondition ?? '-'],
    ['共享方式 ways', ways.map((one) => shareWays[one].zh).join('、')],
    ['向社会开放 open', [yesNo(open), openCondition ?? ''].join(' ').trim()],
    ['更新周期 cycle', `${standardCycles[resource.cycle].zh} ${resource.cycle}`],
    ['发布日期 published', publishedOn ?? '-'],
    ['关联资源 related', related.join(', ') || '-'],
    [
      '形态 form',
      `${form === 'logical' ? '逻辑' : '物理'} ${form}${location === 'department' ? ' 留在部门 stays with its department' : ''}`,
    ],
    ['资源库 database', database],
  ];
}

const itemRows = (resource: Resource): string[][] =>
  resource.items.map((item) => {
    const grade = gradeOf(resource, item);
    return ['', item.code, item.name, item.type, `${item.length ?? ''}`, `${grade} ${shareTypes[grade].zh}`];
  });

const historyRows = ({ history }: CatalogEntry): string[][] =>
  history.map(({ at, by, move, to, reason, version }) => [
    '',
    at,
    by,
    inBoth(moves[move].zh, moves[move].en),
    describeState(to),
    version === undefined ? '' : `v${version}`,
    reason ?? '',
  ]);

export function describeEntry({ entry, inForce, missing }: z.infer<typeof entryAnswer>): string {
  const shown = inForce ?? entry.draft;
  const { approval, origin, published } = entry;
  const lines = [
    `${entry.code}  ${describeState(entry.state)}${published ? `  ${inBoth('现行', 'in force')} v${published.version}` : ''}`,
    approval
      ? inBoth(`批准于 ${approval.effective} 生效`, `approved, in force from ${approval.effective}`)
      : '',
    origin ? inBoth(`来自平台 ${origin.peer}`, `from installation ${origin.peer}`) : '',
    shown ? alignTable(elementRows(shown)) : '',
    shown ? alignTable(itemRows(shown)) : '',
    missing.length > 0
      ? inBoth(
          `草稿缺少：${missing.map(({ zh }) => zh).join('、')}`,
          `the draft lacks ${missing.map(({ en }) => en).join(', ')}`,
        )
      : '',
    entry.history.length > 0 ? `${inBoth('经过', 'history')}\n${alignTable(historyRows(entry))}` : '',
  ];
  return lines.filter((line) => line !== '').join('\n');
}

const valueText = (value: unknown): string =>
  value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value);

export function describeDiff(diff: z.infer<typeof diffAnswer>): string {
  const { code, from, to, changes, breaks, earliest } = diff;
  const head = `${code} v${from} → ${to === undefined ? inBoth('草稿', 'draft') : `v${to}`}`;
  if (changes.length === 0) return `${head}  ${inBoth('没有差异', 'no difference')}`;
  const rows = changes.map((change) => [
    change.breaking ? '✗' : ' ',
    change.kind,
    change.item ?? '',
    `${valueText(change.from)} → ${valueText(change.to)}`,
  ]);
  const broken = breaks.map((one) => ['', one.department, one.what, one.id, one.changes.join('; ')]);
  return [
    head,
    alignTable(rows),
    broken.length > 0 ? `${inBoth('影响', 'breaks for')}\n${alignTable(broken)}` : '',
    earliest ? inBoth(`最早生效 ${earliest}`, `in force at the earliest ${earliest}`) : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}
