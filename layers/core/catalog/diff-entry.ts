/** What lies between two versions of a description, and whom it breaks something for. */
import type { Broken } from '../../../schemas/catalog-entry.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { NotFound } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, must } from '../records.ts';
import { type Comparison, compareVersions } from './compare-versions.ts';
import { entryOf, readStanding } from './entry-record.ts';
import { whoBreaks } from './who-breaks.ts';

export interface Difference extends Comparison {
  readonly code: string;
  readonly from: number;
  /** Absent: the draft. */
  readonly to?: number;
  readonly breaks: readonly Broken[];
  /** ISO 8601; only where it breaks something for somebody. */
  readonly earliest?: string;
}

const dayMilliseconds = 86_400_000;

/** The first moment a change that breaks something may come in force. */
export const earliestDay = ({ clock, settings }: Pick<Ports, 'clock' | 'settings'>): Date =>
  new Date(clock.now().getTime() + settings.catalogNoticeDays * dayMilliseconds);

/** @throws NotFound for a version or draft that is not there */
export const diffEntry =
  (ports: Ports) =>
  async (code: string, from?: number, to?: number): Promise<Difference> => {
    const before = (await must(ports.records, definitions, code, from)).value.resource;
    const after = to === undefined ? await draftOf(ports, code) : await versionOf(ports, code, to);
    const comparison = compareVersions(before, after);
    const breaks = comparison.compatible ? [] : await whoBreaks(ports.records, before, comparison);
    return {
      code,
      from: before.version,
      ...(to === undefined ? {} : { to }),
      ...comparison,
      breaks,
      ...(breaks.length > 0 ? { earliest: earliestDay(ports).toISOString() } : {}),
    };
  };

const versionOf = async (ports: Ports, code: string, version: number): Promise<Resource> =>
  (await must(ports.records, definitions, code, version)).value.resource;

async function draftOf(ports: Ports, code: string): Promise<Resource> {
  const entry = entryOf(code, await readStanding(ports.records, code));
  if (entry?.draft) return entry.draft;
  throw new NotFound(
    `${code} has no draft; name two versions to compare them`,
    `${code} 没有草稿；请给出两个版本号进行比较`,
  );
}
