/**
 * What each part of a view says to somebody who would read it. A grant on a view is given by whoever provides a part,
 * so a part whose provider has not said yes denies the whole, and so does one whose rows may not be read at all.
 */
import type { GrantRuling } from '../grants/in-force.ts';
import { type Given, gradeThree } from '../grants/leave.ts';
import type { Resolved } from '../views/resolve-view.ts';

export interface LookedPart {
  readonly step: 'part';
  readonly holds: boolean;
  readonly zh: string;
  readonly en: string;
}

type Words = Pick<LookedPart, 'zh' | 'en'>;
const part = (holds: boolean, { zh, en }: Words): LookedPart => ({ step: 'part', holds, zh, en });

/** @param rulings what the asker's department was given on the view, the newest last; none of a resource that is no view */
export function lookAtParts(
  resolved: Resolved,
  department: string | undefined,
  rulings: readonly GrantRuling[],
): readonly LookedPart[] {
  const { closed } = resolved.resource;
  const parts = [...new Map(below(resolved).map((one) => [one.code, one])).values()];
  return [
    ...(closed ? [part(false, closed)] : []),
    ...parts.map((one) => lookAtPart(resolved.resource, one, department, rulings.at(-1))),
  ];
}

/** What it is over, and what that is over. */
const below = ({ over }: Pick<Resolved, 'over'>): readonly Given[] =>
  over.flatMap((one) => [one.resource, ...below(one)]);

function lookAtPart(
  view: Given,
  { code, departments, closed, grade }: Given,
  department: string | undefined,
  given: GrantRuling | undefined,
): LookedPart {
  const shut = closed ?? (grade === 3 ? gradeThree(code).denial : undefined);
  if (shut) return part(false, shut);
  if (department !== undefined && departments.includes(department))
    return part(true, { zh: `${code}：由本部门提供`, en: `${code}: provided by one’s own department` });
  const grant = given?.held.value;
  if (!grant)
    return part(false, {
      zh: `${code}：由 ${departments.join('、')} 提供，须其同意 ${view.code} 的授权`,
      en: `${code}: provided by ${departments.join(', ')}, who would have to agree to a grant on ${view.code}`,
    });
  const decided = grant.decisions.map((one) => one.party);
  const missing = departments.filter((one) => !decided.includes(one));
  if (missing.length > 0)
    return part(false, {
      zh: `${code}：授权 ${grant.id} 尚待 ${missing.join('、')} 同意`,
      en: `${code}: grant ${grant.id} still waits for ${missing.join(', ')}`,
    });
  const items = (given.ruling.leave?.items ?? []).filter(
    (item) => view.view?.select[item]?.split('.')[0] === code,
  );
  return part(true, {
    zh: `${code}：${departments.join('、')} 已同意授权 ${grant.id}；给出信息项 ${items.join('、') || '无'}`,
    en: `${code}: ${departments.join(', ')} agreed to grant ${grant.id}; it gives ${items.join(', ') || 'no items'}`,
  });
}
