/** Finds resources in the catalog: what was asked, what there is of it, why, and what to try when there is nothing. */
import { type Discover, type FacetName, type Found, facetNames } from '../../../schemas/discovery.ts';
import { cycleNames } from '../catalog/cycle-names.ts';
import type { CatalogSearch, Findings, Match } from './catalog-search.ts';
import { databaseName } from './databases.ts';

export interface Discovered {
  readonly items: Found[];
  readonly total: number;
  readonly facets: Record<FacetName, { value: string; name: string; count: number }[]>;
  readonly tips: { zh: string; en: string }[];
}

export function discover(
  search: CatalogSearch,
  asked: Discover,
  page: { readonly offset: number; readonly limit: number },
): Discovered {
  const findings = search.find(asked);
  const shown = findings.best(page.offset + page.limit).slice(page.offset);
  return {
    items: shown.map((match) => foundOf(match, findings, search)),
    total: findings.total,
    facets: facetsOf(findings, search),
    tips: findings.total === 0 ? tipsFor(asked, search) : [],
  };
}

function foundOf(match: Match, findings: Findings, search: CatalogSearch): Found {
  const { items, appliedAt: _, classNames: __, departments, ...shown } = match.entry;
  return {
    ...shown,
    departments: departments.map((code) => ({ code, name: search.departmentName(code) })),
    items: items.length,
    score: Math.round(match.score * 100) / 100,
    why: findings.why(match),
  };
}

const words: Partial<Record<FacetName, Readonly<Record<string, string>>>> = {
  cycle: cycleNames,
  grade: { 1: '直接共享', 2: '条件共享', 3: '不予共享' },
  identifier: {
    uscc: '统一社会信用代码',
    'org-code': '组织机构代码',
    'tax-id': '纳税人识别号',
    'resident-id': '居民身份证号',
    'party-id': '主体证件号',
    vin: '车架号',
    plate: '号牌',
    phone: '电话',
    'bank-card': '银行卡号',
  },
  form: { physical: '物理资源', logical: '逻辑资源', remote: '部门自存' },
  kind: { structured: '结构化', unstructured: '非结构化' },
  open: { true: '向社会开放', false: '不开放' },
};

function nameOf(facet: FacetName, value: string, search: CatalogSearch): string {
  if (facet === 'department') return search.departmentName(value);
  if (facet === 'database') return databaseName(value);
  if (facet === 'class') return search.className(value);
  return words[facet]?.[value] ?? value;
}

function facetsOf({ facets }: Findings, search: CatalogSearch): Discovered['facets'] {
  const listed = facetNames.map((facet) => {
    const counts = [...(facets.get(facet) ?? [])].map(([value, count]) => ({
      value,
      name: nameOf(facet, value, search),
      count,
    }));
    return [facet, counts.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))] as const;
  });
  return Object.fromEntries(listed) as Discovered['facets'];
}

/** What to try when nothing fits: fewer narrowings first, then other words. */
function tipsFor(asked: Discover, search: CatalogSearch): Discovered['tips'] {
  const { q, ...narrowed } = asked;
  const narrowings = Object.entries(narrowed).filter(([, value]) => value !== undefined);
  const without = search.find({ q }).total;
  const tips: Discovered['tips'] = [];
  if (narrowings.length > 0 && without > 0)
    tips.push({
      zh: `去掉筛选条件（${narrowings.map(([name]) => name).join('、')}）后有 ${without} 项`,
      en: `without the narrowing by ${narrowings.map(([name]) => name).join(', ')} there are ${without}`,
    });
  if (q !== undefined && without === 0)
    tips.push(
      {
        zh: '换个说法或用更短的词，例如“用电”“房产”；也可用拼音首字母，例如 ydl',
        en: 'say it in other or fewer words, such as 用电 or electricity; initials of pinyin work too: ydl',
      },
      {
        zh: `不输入关键词，按部门或分类浏览全部 ${search.size} 项资源`,
        en: `leave the words out and browse all ${search.size} resources by department or class`,
      },
    );
  if (search.size === 0) tips.push({ zh: '目录中还没有资源', en: 'there is no resource in the catalog yet' });
  return tips;
}
