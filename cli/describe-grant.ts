/** A request or grant as people read it. */
import type { Grant } from '../schemas/grant.ts';
import type { GrantView } from '../schemas/grant-api.ts';
import { alignTable, inBoth } from './terminal.ts';

const stages: Record<Grant['stage'], readonly [string, string]> = {
  requested: ['待审批', 'to be decided'],
  granted: ['已授权', 'granted'],
  suspended: ['已暂停', 'suspended'],
  refused: ['未批准', 'refused'],
  revoked: ['已撤销', 'revoked'],
  'given-up': ['已放弃', 'given up'],
  expired: ['已到期', 'expired'],
};

const events: Record<Grant['history'][number]['action'], readonly [string, string]> = {
  requested: ['申请', 'asked'],
  approved: ['批准', 'approved'],
  reduced: ['缩减后批准', 'approved less'],
  refused: ['不批准', 'refused'],
  suspended: ['暂停', 'suspended'],
  resumed: ['恢复', 'let go on'],
  revoked: ['撤销', 'revoked'],
  'given-up': ['放弃', 'gave up'],
  renewed: ['续期', 'renewed'],
  reminded: ['催办', 'reminded'],
  'ends-soon': ['提示将到期', 'ends soon'],
  expired: ['到期', 'expired'],
};

export const grantRow = (one: GrantView): string[] => [
  one.id,
  one.resource,
  one.receiver,
  inBoth(...stages[one.stage]),
  `${one.terms.from} – ${one.terms.until}`,
  one.waitsFor.length > 0 ? `${inBoth('待', 'waits for')} ${one.waitsFor.join(', ')}` : '',
];

export const grantTable = (items: readonly GrantView[]): string =>
  items.length > 0 ? alignTable(items.map(grantRow)) : inBoth('没有申请或授权', 'no requests, no grants');

/** All that was asked, given and done. */
export function describeGrant(grant: GrantView): string {
  const facts: (readonly [string, string, string])[] = [
    ['用途', 'purpose', grant.purpose],
    ['依据', 'basis', grant.basis],
    ['方式', 'ways', grant.ways.join(', ')],
    ['频率', 'frequency', grant.frequency],
    ['申请', 'asked', termsText(grant.asked)],
    ['批准范围', 'given', termsText(grant.terms)],
    ['此刻', 'now', nowText(grant)],
    ...(grant.renews ? [['续期自', 'renews', grant.renews] as const] : []),
    ...(grant.renewedBy ? [['已续期为', 'renewed by', grant.renewedBy] as const] : []),
  ];
  return [
    alignTable([grantRow(grant)]),
    '',
    alignTable(facts.map(([zh, en, text]) => [inBoth(zh, en), text])),
    '',
    alignTable(grant.history.map(eventRow)),
  ].join('\n');
}

const termsText = ({ items, filters, from, until }: Grant['terms']): string =>
  `${items.join(',')}${filters.length > 0 ? ` | ${filters.join(' AND ')}` : ''} | ${from} – ${until}`;

function nowText({ inForce, gives, why }: GrantView): string {
  if (!inForce) return why?.message ?? '';
  return `${inBoth('有效', 'in force')}: ${gives?.items.join(',') ?? ''}${gives?.filter ? ` | ${gives.filter}` : ''}`;
}

const eventRow = ({ at, party, by, action, reason }: Grant['history'][number]): string[] => [
  at,
  party,
  by,
  inBoth(...events[action]),
  reason ?? '',
];
