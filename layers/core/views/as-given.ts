/**
 * A view as it is given: provided by who provides what it shows, and its items as its parents keep them. Pure: the
 * descriptions in force are told. The file that describes the view is an intention; what its parents say counts.
 */
import type { ShareGrade, View } from '../../../schemas/catalog-elements.ts';
import { gradeOfItem } from '../../../schemas/element-faults.ts';
import type { Item, Resource } from '../../../schemas/resource.ts';
import { deny, fits, type Given } from '../grants/leave.ts';

/** What keeps a view from being read, in words that say what to do. */
export interface Fault {
  readonly zh: string;
  readonly en: string;
}

export interface SourceItem {
  readonly of: Given;
  readonly item: Item;
}

/** The item that `AIC.uscc` names; undefined: it is gone. */
export function sourceItem(source: string | undefined, parents: readonly Given[]): SourceItem | undefined {
  const [code = '', name = ''] = (source ?? '').split('.');
  const of = parents.find((one) => one.code === code);
  const item = of?.items.find((one) => one.code === name);
  return of && item && { of, item };
}

export const gradeOfSource = ({ of, item }: SourceItem): ShareGrade => gradeOfItem(of, item);

/** Neither of grade 3 nor dropped before it was collected. */
const isShareable = (source: SourceItem): boolean =>
  gradeOfSource(source) < 3 && source.item.desensitise !== 'drop';

export const higher = (a: ShareGrade, b: ShareGrade): ShareGrade => (a > b ? a : b);

/** @param parents in the order of `view.over`, each as it is given itself */
export function asGiven(resource: Resource, view: View, parents: readonly Given[]): Given {
  const items = resource.items.flatMap((item) => {
    const source = sourceItem(view.select[item.code], parents);
    return source ? [shownItem(resource, item, source)] : [];
  });
  const used = [...items.map((item) => item.grade ?? 1), ...joinSources(view, parents).map(gradeOfSource)];
  const grade = used.filter((one) => one < 3).reduce<ShareGrade>(higher, resource.grade);
  const departments = [...new Set([...resource.departments, ...parents.flatMap((one) => one.departments)])];
  const given: Given = { ...resource, departments, grade, items };
  const [fault] = [...parentFaults(parents), ...wholeFaults(given, view, parents)];
  if (fault === undefined) return given;
  return {
    ...given,
    closed: deny('view-closed', closedWords(resource.code, fault).en, closedWords(resource.code, fault).zh)
      .denial,
  };
}

export const closedWords = (code: string, { zh, en }: Fault): Fault => ({
  zh: `逻辑资源 ${code} 暂不提供数据：${zh}`,
  en: `the view ${code} gives nothing: ${en}`,
});

/** As it is kept: of the parent's type and form, under the stricter of both grades. */
function shownItem(resource: Resource, item: Item, source: SourceItem): Item {
  const { type, length, scale, unit, identifier, desensitise, generalise, sensitivity } = source.item;
  return {
    ...item,
    ...{ type, length, scale, unit, identifier, desensitise, generalise },
    sensitivity: Math.max(item.sensitivity, sensitivity),
    grade: higher(gradeOfItem(resource, item), gradeOfSource(source)),
  };
}

function joinSources({ join }: View, parents: readonly Given[]): SourceItem[] {
  return join
    .flatMap(({ left, right }) => [sourceItem(left, parents), sourceItem(right, parents)])
    .filter((one) => one !== undefined);
}

export function parentFaults(parents: readonly Given[]): Fault[] {
  return parents.flatMap(({ code, closed, grade, location, kind }) => {
    if (closed) return [{ zh: closed.zh, en: closed.en }];
    if (grade === 3)
      return [
        {
          zh: `${code} 为不予共享（3 级），数据不出部门`,
          en: `${code} is of grade 3, its rows never leave the department`,
        },
      ];
    if (location === 'department')
      return [
        {
          zh: `${code} 的数据留在部门的数据库中`,
          en: `the rows of ${code} stay in its department's database`,
        },
      ];
    if (kind === 'unstructured')
      return [{ zh: `${code} 为文件资源，没有数据行`, en: `${code} holds files, not rows` }];
    return [];
  });
}

/** Faults of its joins and of its condition: either tells of the items it names, so these must be to be had. */
function wholeFaults(given: Given, view: View, parents: readonly Given[]): Fault[] {
  return [...view.join.flatMap((one) => joinFaults(one, parents)), ...filterFaults(given, view)];
}

function joinFaults({ left, right }: View['join'][number], parents: readonly Given[]): Fault[] {
  const [a, b] = [sourceItem(left, parents), sourceItem(right, parents)];
  if (!a || !b) {
    const gone = a ? right : left;
    return [{ zh: `连接项 ${gone} 不存在`, en: `it joins on ${gone}, which there is not` }];
  }
  if (!isShareable(a) || !isShareable(b))
    return [
      {
        zh: `连接项 ${left}、${right} 不予共享或不采集`,
        en: `it joins on ${left} and ${right}, of which one is of grade 3 or never collected`,
      },
    ];
  if (canMeet(a.item, b.item)) return [];
  return [
    {
      zh: `连接项 ${left} 与 ${right} 的类型或脱敏方式不同，或其值已不完整，无法连接`,
      en: `${left} and ${right} cannot be joined: they are kept in different forms, or not whole`,
    },
  ];
}

/** A token meets only a token; where persons alone are tokens, theirs meet tokens and the others meet clear values. */
function formsOf({ type, desensitise }: Item): readonly string[] {
  if (desensitise === 'token-persons') return ['token', type];
  if (desensitise === 'none') return [type];
  return desensitise === 'token' ? ['token'] : [];
}

const canMeet = (a: Item, b: Item): boolean => formsOf(a).some((form) => formsOf(b).includes(form));

function filterFaults(given: Given, { filter }: View): Fault[] {
  const items = given.items.filter((item) => isShareable({ of: given, item }));
  if (filter === undefined || fits(filter, { items })) return [];
  return [
    {
      zh: '视图的筛选条件与其信息项不符，或涉及不予共享的信息项',
      en: 'its condition does not fit its items, or names one that is not shared',
    },
  ];
}
