/** A resource's profile for a person. */
import type { z } from 'zod';
import type { profileAnswer } from '../schemas/profile.ts';
import { alignTable, inBoth } from './terminal.ts';

export type Profile = z.infer<typeof profileAnswer>;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const states = {
  fresh: ['按时', 'in time'],
  overdue: ['逾期', 'overdue'],
  never: ['尚未到数', 'nothing yet'],
} as const;

function freshness({ freshness }: Profile): string {
  const [zh, en] = states[freshness.state];
  const last =
    freshness.lastCommit === undefined ? '' : `  ${inBoth('最近入湖', 'last')} ${freshness.lastCommit}`;
  const since =
    freshness.overdueSince === undefined
      ? ''
      : `  ${inBoth(`自 ${freshness.overdueSince} 起，${freshness.overdueDays} 天`, `since ${freshness.overdueSince}, ${freshness.overdueDays} days`)}`;
  return `${inBoth('时效', 'freshness')}: ${inBoth(zh, en)}${last}${since}`;
}

function sample({ sample }: Profile): string {
  if (sample.rows.length === 0)
    return `${inBoth('样例', 'sample')}: ${inBoth(sample.why?.zh ?? '', sample.why?.en ?? '')}`;
  const columns = Object.keys(sample.rows[0] ?? {});
  const rows = sample.rows.map((row) => columns.map((column) => String(row[column] ?? '')));
  return `${inBoth('样例（已掩码）', 'sample, masked')}:\n${alignTable([columns, ...rows])}`;
}

function quality({ quality }: Profile): string[] {
  const { rates, missing, rowsLookedAt } = quality;
  const empty = missing.filter((one) => one.missing > 0);
  return [
    ...(rates
      ? [
          `${inBoth('质量', 'quality')}: ${inBoth('接受', 'accepted')} ${percent(rates.accepted)}  ${inBoth('拒绝', 'refused')} ${percent(rates.refused)}  ${inBoth('告警', 'warnings')} ${percent(rates.warnings)}`,
        ]
      : []),
    ...(empty.length > 0
      ? [
          `${inBoth(`缺失率（最近 ${rowsLookedAt} 行）`, `missing, of the last ${rowsLookedAt} rows`)}: ${empty.map((one) => `${one.name} ${percent(one.missing)}`).join('  ')}`,
        ]
      : []),
  ];
}

function lineage({ lineage, users }: Profile): string[] {
  const receivers = [...new Set(lineage.subscriptions.map(({ receiver }) => receiver))];
  return [
    `${inBoth('来源', 'from')}: ${[...lineage.departments, ...lineage.over].join(', ')}`,
    ...lineage.parents.map(
      (one) =>
        `${inBoth('引用', 'over')}: ${one.code} ${one.name}  ${inBoth('行数', 'rows')} ${one.isMost ? '≤ ' : ''}${one.rows}`,
    ),
    ...(lineage.views.length > 0
      ? [
          `${inBoth('被引用', 'read by views')}: ${lineage.views.map(({ code, name }) => `${code} ${name}`).join(', ')}`,
        ]
      : []),
    ...(receivers.length > 0 ? [`${inBoth('订阅', 'subscribed by')}: ${receivers.join(', ')}`] : []),
    ...users.map(
      (one) =>
        `${inBoth('授权', 'grant')} ${one.grant}: ${one.receiver}  ${one.purpose}  ${inBoth('至', 'until')} ${one.until}`,
    ),
  ];
}

export function describeProfile(profile: Profile): string {
  const { rows } = profile;
  const periods = rows.periods.slice(0, 12).map((one) => `${one.period} ${one.rows}`);
  return [
    `${profile.code} v${profile.version}  ${inBoth('版次', 'generation')} ${profile.generation}`,
    `${inBoth('行数', 'rows')}: ${rows.isMost ? '≤ ' : ''}${rows.total}  ${periods.join('  ')}`,
    freshness(profile),
    ...quality(profile),
    ...lineage(profile),
    sample(profile),
  ].join('\n');
}
