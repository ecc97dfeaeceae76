/**
 * A resource's page: what is in it, how good and how fresh it is, where it comes from, who reads it. Open to whoever
 * may read the catalog, so rows are masked, and of grade 3 none are shown.
 */

import type { LiveEntry, LiveList } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { viewers } from '../catalog/kinds.ts';
import { currentState } from '../exchange/current-state.ts';
import { newestList } from '../exchange/live-list.ts';
import { loadParts } from '../exchange/parts-ref.ts';
import { grantsOn } from '../grants/in-force.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, find, findOr, subscribers } from '../records.ts';
import { freshnessOf } from './freshness.ts';
import { maskRow } from './mask-sample.ts';
import { lastBatchesOf, missingRates, qualityOf, ratesOf } from './quality.ts';

const sampleRows = 20;
/** Rows of the newest object that missing rates are counted over. */
const lookedAt = 500;

export type Profile = Awaited<ReturnType<ReturnType<typeof profileResource>>>;

export const profileResource = (ports: Ports) => async (resource: Resource) => {
  const list = await newestList(ports, resource.code);
  const batches = await lastBatchesOf(ports, resource.code);
  const quality = batches.map(qualityOf);
  const committed = batches.filter(({ generation }) => generation !== undefined);
  const lastCommit = committed
    .map(({ changedAt }) => changedAt)
    .sort()
    .at(-1);
  const rows = await newestRows(ports, resource, list);
  return {
    code: resource.code,
    version: resource.version,
    generation: list.generation,
    rows: await rowCounts(ports, resource, list),
    sample: sampleOf(resource, rows),
    freshness: freshnessOf(resource.cycle, lastCommit, ports.clock.now()),
    quality: {
      rates: ratesOf(quality.filter(({ state }) => state === 'committed' || state === 'quarantined')),
      missing: missingRates(resource, rows ?? []),
      rowsLookedAt: rows?.length ?? 0,
      batches: quality,
    },
    lineage: {
      departments: resource.departments,
      over: (resource.view ?? resource.library)?.over ?? [],
      parents: await parentsOf(ports, resource),
      views: await viewsOver(ports, resource.code),
      subscriptions: await subscriptionsOf(ports, resource.code),
    },
    users: await usersOf(ports, resource),
  };
};

/** Rows by period. Where the last write of a key counts, there may be fewer than were written: then `isMost` says so. */
async function rowCounts(ports: Ports, resource: Resource, list: LiveList) {
  const { entries, lastPerKey } = currentState(list, resource);
  const periods = new Map<string, number>();
  for (const { objects } of entries)
    for (const part of await loadParts(ports.objects, objects))
      periods.set(part.period, (periods.get(part.period) ?? 0) + part.rows);
  const sorted = [...periods].sort(([a], [b]) => (a < b ? 1 : -1));
  return {
    total: sorted.reduce((sum, [, rows]) => sum + rows, 0),
    isMost: lastPerKey || entries.length !== list.entries.length || isThinned(list, entries),
    periods: sorted.map(([period, rows]) => ({ period, rows })),
  };
}

/** Objects that hold rows of batches that no longer count. */
const isThinned = (list: LiveList, entries: readonly LiveEntry[]): boolean =>
  list.entries.some((entry, index) => entry.batches.length !== entries[index]?.batches.length);

/** Some rows of the newest object that counts: one object, so that a large resource costs no more than a small one. */
async function newestRows(
  ports: Ports,
  resource: Resource,
  list: LiveList,
): Promise<Record<string, unknown>[] | undefined> {
  if (whyNoSample(resource)) return undefined;
  const newest = currentState(list, resource).entries.at(-1);
  if (!newest) return [];
  const [part] = await loadParts(ports.objects, newest.objects);
  if (!part) return [];
  const batches = newest.batches.map(({ batch }) => batch);
  const query = { resource, entries: [{ parts: [part], batches }], lastPerKey: false, limit: lookedAt };
  const rows: Record<string, unknown>[] = [];
  for await (const row of ports.query.rows(query)) rows.push(row);
  return rows;
}

function whyNoSample(resource: Resource): { zh: string; en: string } | undefined {
  if (resource.grade === 3)
    return {
      zh: '不予共享（3 级）：数据不出部门，平台没有数据，也不编造样例',
      en: 'grade 3: its rows never leave the department, so there is nothing to show, and nothing is made up',
    };
  if (resource.kind === 'unstructured') return { zh: '文件资源，没有数据行', en: 'it holds files, not rows' };
  if (resource.location === 'department')
    return {
      zh: `数据留在 ${resource.departments.join('、')} 的数据库中`,
      en: `its rows stay in the database of ${resource.departments.join(', ')}`,
    };
  if (resource.view)
    return {
      zh: `逻辑资源，样例见 ${resource.view.over.join('、')}`,
      en: `a view: see the samples of ${resource.view.over.join(', ')}`,
    };
  if (resource.library)
    return {
      zh: `由 ${resource.library.over.join('、')} 汇总而成，取得授权后可查`,
      en: `it sums up ${resource.library.over.join(', ')}: to be read under a grant`,
    };
  return undefined;
}

function sampleOf(resource: Resource, rows: readonly Record<string, unknown>[] | undefined) {
  const why = whyNoSample(resource);
  if (why) return { rows: [], why };
  const shown = (rows ?? []).slice(0, sampleRows).map((row) => maskRow(resource.items, row));
  if (shown.length > 0) return { rows: shown };
  return { rows: [], why: { zh: '尚无数据', en: 'nothing has come yet' } };
}

/** What a view is over, each with the rows it has: of the view itself nothing is counted, that would be to join it. */
async function parentsOf(ports: Ports, { view, library }: Resource) {
  const parents: { code: string; name: string; rows: number; isMost: boolean }[] = [];
  for (const code of (view ?? library)?.over ?? []) {
    const parent = (await find(ports.records, definitions, code))?.value.resource;
    if (!parent) continue;
    const { total, isMost } = await rowCounts(ports, parent, await newestList(ports, code));
    parents.push({ code, name: parent.name, rows: total, isMost });
  }
  return parents;
}

/** Views that are over it by their description in force. */
async function viewsOver(ports: Pick<Ports, 'records'>, code: string) {
  const { list } = (await findOr(ports.records, viewers, { resource: code, list: [] }, code)).value;
  const views: { code: string; name: string }[] = [];
  for (const one of list) {
    const view = (await find(ports.records, definitions, one))?.value.resource;
    if (view?.view?.over.includes(code)) views.push({ code: view.code, name: view.name });
  }
  return views;
}

async function subscriptionsOf(ports: Pick<Ports, 'records'>, code: string) {
  const { list } = (await findOr(ports.records, subscribers, { resource: code, list: [] }, code)).value;
  return list.map(({ id, receiver, items, format, createdAt }) => ({
    id,
    receiver,
    items,
    format,
    createdAt,
  }));
}

/** Grants in force: public inside the platform, like the requests they came from. */
async function usersOf(ports: Ports, resource: Resource) {
  const given = await grantsOn(ports, resource);
  return given.flatMap(({ held, ruling }) =>
    ruling.leave && held.value
      ? [
          {
            grant: held.value.id,
            receiver: held.value.receiver,
            purpose: held.value.purpose,
            items: ruling.leave.items.length,
            ways: [...ruling.leave.ways],
            until: ruling.leave.until,
          },
        ]
      : [],
  );
}
