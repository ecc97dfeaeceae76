/** The standard's elements of a resource, with what holds where its file leaves them out. */
import type {
  ResourceFormat,
  ShareGrade,
  ShareWay,
  StandardValue,
} from '../../../schemas/catalog-elements.ts';
import { gradeOfItem } from '../../../schemas/element-faults.ts';
import type { Item, Resource } from '../../../schemas/resource.ts';

/** 更新周期. The standard has no ten days: what comes every ten days comes each month. */
export const standardCycles = {
  realtime: { number: 1, zh: '实时' },
  daily: { number: 2, zh: '每日' },
  weekly: { number: 3, zh: '每周' },
  'ten-days': { number: 4, zh: '每月' },
  monthly: { number: 4, zh: '每月' },
  quarterly: { number: 5, zh: '每季度' },
  yearly: { number: 6, zh: '每年' },
} as const satisfies Record<Resource['cycle'], StandardValue>;

export interface Elements {
  readonly formats: readonly ResourceFormat[];
  readonly shareWays: readonly ShareWay[];
  readonly open: boolean;
  readonly form: 'physical' | 'logical';
  readonly location: 'platform' | 'department';
  readonly database: string;
}

/** What is usual for each grade: of grade 3 nothing leaves but results. */
const usualWays: Readonly<Record<ShareGrade, readonly ShareWay[]>> = {
  1: ['file', 'service'],
  2: ['file', 'service'],
  3: ['service'],
};

export const elementsOf = (resource: Resource): Elements => ({
  formats: resource.formats ?? [resource.kind === 'structured' ? 'spreadsheet' : 'electronic-file'],
  shareWays: resource.shareWays ?? usualWays[resource.grade],
  open: resource.open ?? false,
  form: resource.form ?? (isLogical(resource) ? 'logical' : 'physical'),
  location: resource.location ?? 'platform',
  database: resource.database ?? 'raw',
});

/** A view, a table of the libraries, or one that stays with its department: no files are taken for it. */
export const isLogical = ({ form, view, library, location }: Resource): boolean =>
  form === 'logical' || view !== undefined || library !== undefined || location === 'department';

/** Grade of each item, as it is shared. */
export const itemGrades = (resource: Resource): ReadonlyMap<string, ShareGrade> =>
  new Map(resource.items.map((item) => [item.code, gradeOf(resource, item)]));

export const gradeOf = (resource: Resource, item: Item): ShareGrade => gradeOfItem(resource, item);

/** An element that the standard demands and the entry lacks, in both languages. */
export interface MissingElement {
  readonly field: string;
  readonly zh: string;
  readonly en: string;
}

/** What has to be filled in before an entry can be registered; none: it is complete. */
export function missingElements(resource: Resource): readonly MissingElement[] {
  const { classification, summary, grade, gradeReason, shareCondition, open, openCondition } = resource;
  const lowered = [...itemGrades(resource).values()].some((each) => each > grade);
  const missing: (MissingElement | false)[] = [
    classification === undefined && { field: 'classification', zh: '分类与代码', en: 'classification' },
    summary === undefined && { field: 'summary', zh: '摘要', en: 'summary' },
    grade === 2 &&
      shareCondition === undefined && { field: 'shareCondition', zh: '共享条件', en: 'sharing condition' },
    (grade === 3 || lowered) &&
      gradeReason === undefined && {
        field: 'gradeReason',
        zh: '共享类型的依据',
        en: 'ground for the sharing type',
      },
    open === true &&
      openCondition === undefined && { field: 'openCondition', zh: '开放条件', en: 'condition of opening' },
  ];
  return missing.filter((one) => one !== false);
}
