/**
 * What a grant gives at a moment, by the description in force: the one question that routing, delivery, fetching, row
 * queries and whatever else hands out data asks. Pure: whoever asks has read grant and description by key, and makes
 * his transaction conditional on both.
 */
import { centre, type Grant, type GrantWay } from '../../../schemas/grant.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { checkExpression } from '../cleaning/check-expression.ts';
import { InvalidInput, ShuiyuanError } from '../errors.ts';
import { approversOf, askableItems, isConditional } from './approvers.ts';

export interface Leave {
  /** Id of the grant it is under. */
  readonly grant: string;
  readonly items: readonly string[];
  /** Conditions that a row must all meet. */
  readonly filters: readonly string[];
  /** The same as one condition; undefined: every row. */
  readonly filter: string | undefined;
  readonly ways: readonly GrantWay[];
  /** ISO 8601 in UTC; from then on it gives nothing. */
  readonly until: string;
}

export type Why =
  | 'no-grant'
  | 'requested'
  | 'refused'
  | 'not-begun'
  | 'suspended'
  | 'expired'
  | 'revoked'
  | 'given-up'
  | 'grade-3'
  | 'view-closed'
  | 'undecided'
  | 'no-items'
  | 'filter'
  | 'other-way'
  | 'narrowed';

/** A description as it is given. */
export type Given = Resource & {
  /** Of a view that cannot be read: see `layers/core/views`. */
  readonly closed?: Denial | undefined;
};

/** Why nothing is given, in words that say what to do. */
export interface Denial {
  readonly why: Why;
  /** It will not be given later either: nobody needs to wait. */
  readonly lasting: boolean;
  readonly en: string;
  readonly zh: string;
}

export type Ruling =
  | { readonly leave: Leave; readonly denial?: undefined }
  | { readonly leave?: undefined; readonly denial: Denial };

/** Data asked for outside a grant in force. */
export class NoLeave extends ShuiyuanError {
  override readonly code: string;
  override readonly status = 403;

  constructor({ why, en, zh }: Denial) {
    super(en, zh);
    this.code = why === 'no-grant' ? why : `grant-${why}`;
  }
}

export const deny = (why: Why, en: string, zh: string, lasting = false): { readonly denial: Denial } => ({
  denial: { why, lasting, en, zh },
});

/** Conditions as one. Each is whole by itself, so no bracket of one can open another. */
export const joinConditions = (conditions: readonly string[]): string | undefined =>
  conditions.length < 2 ? conditions[0] : conditions.map((one) => `(${one})`).join(' AND ');

/**
 * @param grant undefined: there is none
 * @param resource the description in force; of a view, as `givenNow` gives it
 * @param at ISO 8601 in UTC, by the platform's clock
 */
export function leaveUnder(grant: Grant | undefined, resource: Given, at: string): Ruling {
  if (!grant || grant.resource !== resource.code) return noGrant(resource.code);
  const stage = byStage(grant, at);
  return stage ?? byDescription(grant, resource);
}

const noGrant = (code: string) =>
  deny(
    'no-grant',
    `there is no grant on ${code}; ask for it: shuiyuan grant request ${code}`,
    `没有 ${code} 的授权，请先申请：shuiyuan grant request ${code}`,
    true,
  );

/** By stage and clock. A term that has passed has passed, whether or not anybody has noted it. */
function byStage(grant: Grant, at: string): { readonly denial: Denial } | undefined {
  const { id, stage, terms } = grant;
  if (stage === 'refused') return deny('refused', `request ${id} was refused`, `申请 ${id} 未获批准`, true);
  if (stage === 'revoked') return deny('revoked', `grant ${id} was revoked`, `授权 ${id} 已撤销`, true);
  if (stage === 'given-up')
    return deny('given-up', `grant ${id} was given up by its receiver`, `授权 ${id} 已由使用部门放弃`, true);
  if (stage === 'expired' || at >= terms.until)
    return deny(
      'expired',
      `grant ${id} ended at ${terms.until}; ask for a new term: shuiyuan grant renew ${id}`,
      `授权 ${id} 已于 ${terms.until} 到期，请申请续期：shuiyuan grant renew ${id}`,
      true,
    );
  if (stage === 'requested')
    return deny('requested', `request ${id} is not decided yet`, `申请 ${id} 尚未批准`);
  if (stage === 'suspended' || grant.suspensions.length > 0)
    return deny(
      'suspended',
      `grant ${id} is suspended by ${grant.suspensions.map((one) => one.party).join(', ')}: see shuiyuan grant show ${id}`,
      `授权 ${id} 已被 ${grant.suspensions.map((one) => one.party).join('、')} 暂停，原因见 shuiyuan grant show ${id}`,
    );
  if (at < terms.from)
    return deny('not-begun', `grant ${id} begins at ${terms.from}`, `授权 ${id} 自 ${terms.from} 起生效`);
  return undefined;
}

/**
 * By the description in force: of grade 3 nothing; items that are gone, of grade 3 or never collected are left out, and
 * so are those that became conditional until the centre has decided; whoever provides it by now must have said yes.
 */
function byDescription(grant: Grant, resource: Given): Ruling {
  const { id, terms, decisions, receiver } = grant;
  if (resource.closed) return { denial: resource.closed };
  if (resource.grade === 3) return gradeThree(resource.code);
  const decided = new Set(decisions.map((one) => one.party));
  const askable = askableItems(resource).filter((item) => terms.items.includes(item.code));
  const open = decided.has(centre) ? askable : askable.filter((item) => isOpen(resource, item));
  const items = open.map((item) => item.code);
  const missing = approversOf(resource, { receiver, items }).filter((party) => !decided.has(party));
  if (missing.length > 0)
    return deny(
      'undecided',
      `grant ${id} waits for the decision of ${missing.join(', ')}: the description of ${resource.code} changed`,
      `${resource.code} 的描述已变更，授权 ${id} 尚待 ${missing.join('、')} 审批`,
    );
  if (items.length === 0 && resource.items.length > 0)
    return deny('no-items', `grant ${id} has no items left`, `授权 ${id} 已无可用信息项`);
  const broken = terms.filters.find((filter) => !compiles(filter, resource));
  if (broken !== undefined)
    return deny(
      'filter',
      `the filter of grant ${id} no longer fits ${resource.code}; ask anew`,
      `授权 ${id} 的筛选条件已与 ${resource.code} 的描述不符，请重新申请`,
    );
  const { filters, until } = terms;
  return { leave: { grant: id, items, filters, filter: joinConditions(filters), ways: grant.ways, until } };
}

/** Where the whole resource is of grade 2, the centre is asked about all of it, not item by item. */
const isOpen = (resource: Resource, item: Resource['items'][number]): boolean =>
  resource.grade > 1 || !isConditional(resource, item);

export const gradeThree = (code: string) =>
  deny(
    'grade-3',
    `${code} is of grade 3: its rows never leave the department; ask for statistics or an approved query instead`,
    `${code} 为不予共享（3 级）：数据不出部门，可申请统计结果或经批准的就地计算`,
  );

/** A condition may name no item that cannot be asked for: it would tell of it. */
const compiles = (filter: string, resource: Resource): boolean =>
  fits(filter, { items: askableItems(resource) });

/** Can the condition be asked of rows with these items? */
export function fits(filter: string, { items }: Pick<Resource, 'items'>): boolean {
  try {
    checkExpression(filter, items);
    return true;
  } catch (error) {
    if (error instanceof InvalidInput) return false;
    throw error;
  }
}
