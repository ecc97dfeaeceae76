/**
 * Publishes what was submitted: at once, or on a later day when it breaks something for somebody. Those are told with
 * the approval, days before; only the operator's override, with its reason, goes without.
 */
import type { Broken, CatalogEntry } from '../../../schemas/catalog-entry.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { InvalidInput, Refused } from '../errors.ts';
import { lakeTable } from '../exchange/lake-tables.ts';
import type { Ports } from '../ports/index.ts';
import { Transaction } from '../transaction.ts';
import { checkView } from '../views/check-view.ts';
import { ensureDepartments } from './apply-resource.ts';
import { compareVersions } from './compare-versions.ts';
import { earliestDay } from './diff-entry.ts';
import { enact, nextVersion } from './enact.ts';
import { entered, type Standing } from './entry-record.ts';
import { catalogEntries } from './kinds.ts';
import { tellApproved, tellInForce } from './tell-broken.ts';
import { whoBreaks } from './who-breaks.ts';

const step = 'catalog-entry';

export interface Publication {
  readonly actor: string;
  readonly reason?: string | undefined;
  /** When it comes in force; at once when absent. */
  readonly effective?: string | undefined;
  readonly override?: boolean | undefined;
}

/**
 * @throws Refused `notice-too-short` naming who has to be told and the earliest day
 * @throws InvalidInput for an override without a reason
 */
export async function publishOnce(
  ports: Ports,
  standing: Standing,
  entry: CatalogEntry,
  wish: Publication,
): Promise<CatalogEntry> {
  const draft = entry.draft as Resource;
  await checkView(ports.records, draft);
  const old = standing.definition?.value.resource;
  const comparison = old && compareVersions(old, draft);
  const breaks = old && comparison ? await whoBreaks(ports.records, old, comparison) : [];
  checkNotice(ports, draft.code, breaks, wish);
  const later = wish.effective !== undefined && Date.parse(wish.effective) > ports.clock.now().getTime();
  return later
    ? approve(ports, standing, entry, { ...wish, effective: wish.effective as string }, breaks)
    : putInForce(ports, standing, entry, wish);
}

function checkNotice(
  ports: Ports,
  code: string,
  breaks: readonly Broken[],
  { effective, override, reason }: Publication,
): void {
  if (override && reason === undefined)
    throw new InvalidInput('an override takes a reason', '不等告知期满须写明理由');
  if (breaks.length === 0 || override) return;
  const earliest = earliestDay(ports);
  if (effective !== undefined && Date.parse(effective) >= earliest.getTime()) return;
  const whom = [...new Set(breaks.map(({ department }) => department))].join(', ');
  throw new Refused(
    'notice-too-short',
    `this version of ${code} breaks something for ${whom}: give effective at ${earliest.toISOString()} or later so that they are told before, or override with a reason (catalog diff ${code} shows what breaks)`,
    `${code} 的新版本影响 ${whom}：生效时间须不早于 ${earliest.toISOString()}，以便提前告知；或写明理由后立即生效（影响见 catalog diff ${code}）`,
    { place: { resource: code } },
  );
}

async function approve(
  ports: Ports,
  { entry: held, definition }: Standing,
  entry: CatalogEntry,
  { actor, reason, effective }: Publication & { effective: string },
  breaks: readonly Broken[],
): Promise<CatalogEntry> {
  const department = entry.departments[0] ?? 'platform';
  const transaction = new Transaction(ports, { step, department, actor });
  const moved = entered(entry.code, entry, entry.departments, {
    move: 'publish',
    at: transaction.at,
    by: actor,
    reason,
    to: entry.state,
  });
  const base = definition?.value.resource.version ?? 0;
  const value = { ...moved, approval: { by: actor, at: transaction.at, effective, reason, base } };
  transaction.put(catalogEntries, held, value, {
    action: 'catalog entry approved',
    detail: { effective, breaks: breaks.length },
  });
  if (definition) transaction.check(definition);
  const id = `${held.key}@${held.version + 1}`;
  tellApproved(transaction, { id, code: entry.code, effective }, breaks);
  await transaction.commit();
  return value;
}

/** The table is there before the version is: a column that is not filled yet harms nobody, a missing one does. */
export async function putInForce(
  ports: Ports,
  standing: Standing,
  entry: CatalogEntry,
  { actor, reason }: Publication,
): Promise<CatalogEntry> {
  const draft = entry.draft as Resource;
  const read = await checkView(ports.records, draft);
  const before = standing.definition?.value.resource;
  const next = { ...draft, version: nextVersion(before, draft) };
  await ensureDepartments(ports, next, actor);
  await ports.catalog.defineTable(lakeTable(next));
  const transaction = new Transaction(ports, { step, department: next.departments[0] ?? 'platform', actor });
  const { version } = next;
  const moved = entered(next.code, entry, next.departments, {
    move: 'publish',
    at: transaction.at,
    by: actor,
    reason,
    version,
  });
  const value: CatalogEntry = {
    ...moved,
    draft: undefined,
    approval: undefined,
    submittedBy: undefined,
    draftedBy: undefined,
    published: { version, at: transaction.at, by: actor },
  };
  await enact(ports, transaction, { standing, next, actor, entry: value });
  for (const one of read) transaction.check(one);
  const id = `${standing.entry.key}@${standing.entry.version + 1}`;
  await tellInForce(ports, transaction, id, before, next);
  await transaction.commit();
  return value;
}
