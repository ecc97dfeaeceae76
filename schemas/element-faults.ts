/** What in a catalog entry's elements does not fit together. */
import type { MadeFrom, ShareGrade, View } from './catalog-elements.ts';

interface DescribedItem {
  readonly code: string;
  readonly sensitivity: number;
  readonly desensitise: string;
  readonly grade?: ShareGrade | undefined;
}

/** As far as these rules look. */
export interface Described {
  readonly code: string;
  readonly departments: readonly string[];
  readonly grade: ShareGrade;
  readonly gradeReason?: string | undefined;
  readonly items: readonly DescribedItem[];
  readonly open?: boolean | undefined;
  readonly form?: 'physical' | 'logical' | undefined;
  readonly location?: 'platform' | 'department' | undefined;
  readonly view?: View | undefined;
  readonly library?: MadeFrom | undefined;
  readonly related?: readonly string[] | undefined;
  readonly providerCodes?: Readonly<Record<string, string>> | undefined;
}

/** The lowest grade an item may have: what is desensitised or strictly personal is never shared unconditionally. */
export const leastGradeOf = (item: Pick<DescribedItem, 'sensitivity' | 'desensitise'>): ShareGrade =>
  item.sensitivity === 3 || item.desensitise !== 'none' ? 2 : 1;

/**
 * The grade an item is shared under: its own where it names one; else that of its resource, or the lowest it may have
 * when that is higher.
 */
export const gradeOfItem = (resource: Pick<Described, 'grade'>, item: DescribedItem): ShareGrade =>
  item.grade ?? (Math.max(resource.grade, leastGradeOf(item)) as ShareGrade);

/** In the words of whoever wrote the file; none: all fits. */
export const elementFaults = (described: Described): string[] => [
  ...gradeFaults(described),
  ...formFaults(described),
  ...openFaults(described),
  ...nameFaults(described),
];

function gradeFaults({ code, grade, gradeReason, items }: Described): string[] {
  const tooLow = items.filter((item) => item.grade !== undefined && item.grade < leastGradeOf(item));
  const above = items.filter((item) => item.grade !== undefined && item.grade > grade);
  return [
    ...tooLow.map(
      (item) =>
        `item ${item.code} is desensitised or strictly personal and cannot be of grade ${item.grade} / 信息项 ${item.code} 须脱敏或属敏感个人信息，共享类型不能为 ${item.grade}`,
    ),
    ...(above.length > 0 && gradeReason === undefined
      ? [
          `${code} is of a lower grade than item ${above[0]?.code}: say why in gradeReason / ${code} 的共享类型低于信息项 ${above[0]?.code}，请在 gradeReason 写明依据`,
        ]
      : []),
  ];
}

function formFaults(described: Described): string[] {
  const { code, form, view, library, location } = described;
  const logical = view !== undefined || library !== undefined || location === 'department';
  const faults: string[] = [];
  if (form === 'physical' && logical)
    faults.push(`${code} is a view or stays with its department: its form is logical / ${code} 为逻辑资源`);
  if (form === 'logical' && !logical)
    faults.push(
      `${code} is logical: say view, or location: department / 逻辑资源 ${code} 须给出 view 或 location: department`,
    );
  if (view !== undefined && location === 'department')
    faults.push(`${code} cannot be a view and stay with its department / ${code} 不能既是视图又留在部门`);
  if (
    library !== undefined &&
    (view !== undefined || location === 'department' || library.over.includes(code))
  )
    faults.push(
      `${code} is made by the platform: it is no view, no table of a department's and not made from itself / ${code} 由平台加工，不能同时是视图或部门自存的表，也不能取自自身`,
    );
  return view === undefined ? faults : [...faults, ...viewFaults(described, view)];
}

function viewFaults({ code, items }: Described, view: View): string[] {
  const over = new Set(view.over);
  const [first = ''] = view.over;
  const known = new Set(items.map((item) => item.code));
  const faults: string[] = [];
  if (over.has(code)) faults.push(`${code} cannot be a view over itself / ${code} 不能引用自身`);
  if (over.size < view.over.length)
    faults.push(`${code} names a resource twice in view.over / view.over 重复`);
  if (view.join.length !== view.over.length - 1)
    faults.push(
      `${code} joins ${view.over.length} resources and needs ${view.over.length - 1} joins / 视图须有 ${view.over.length - 1} 个连接`,
    );
  const met = new Set([first]);
  for (const [index, { left, right }] of view.join.entries()) {
    if (resourceOf(right) !== view.over[index + 1] || !met.has(resourceOf(left)))
      faults.push(
        `join ${index + 1} of ${code} must lead from a resource before it to ${view.over[index + 1]} / 第 ${index + 1} 个连接须从前面的资源连到 ${view.over[index + 1]}`,
      );
    met.add(view.over[index + 1] ?? '');
  }
  for (const item of items)
    if (view.select[item.code] === undefined)
      faults.push(`view.select of ${code} lacks item ${item.code} / view.select 缺少信息项 ${item.code}`);
  for (const [item, source] of Object.entries(view.select)) {
    if (!known.has(item)) faults.push(`${item} is not an item of ${code} / ${item} 不是 ${code} 的信息项`);
    if (!over.has(resourceOf(source)))
      faults.push(`${source} is not of a resource in view.over / ${source} 不属于 view.over 中的资源`);
  }
  return faults;
}

const resourceOf = (source: string): string => source.slice(0, source.indexOf('.'));

function openFaults({ code, open, grade }: Described): string[] {
  if (open !== true || grade === 1) return [];
  return [`${code} is of grade ${grade}; only grade 1 may be opened to society / 仅 1 级资源可向社会开放`];
}

function nameFaults({ code, related = [], departments, providerCodes = {} }: Described): string[] {
  return [
    ...(related.includes(code) ? [`${code} cannot be related to itself / 关联资源不能是自身`] : []),
    ...Object.keys(providerCodes)
      .filter((department) => !departments.includes(department))
      .map((department) => `providerCodes names ${department}, which does not provide ${code} / 非提供方`),
  ];
}
