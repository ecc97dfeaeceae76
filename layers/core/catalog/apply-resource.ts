/**
 * Puts a resource's description in force. The same again changes nothing; a changed one is the next version; old
 * batches stay bound to the version they came under and stay readable.
 */
import type { CatalogEntry } from '../../../schemas/catalog-entry.ts';
import type { Department } from '../../../schemas/department.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { canonicalJson } from '../canonical-json.ts';
import { lakeTable } from '../exchange/lake-tables.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { absent, departments, find } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { checkView } from '../views/check-view.ts';
import { compareVersions } from './compare-versions.ts';
import { enact, nextVersion } from './enact.ts';
import { entered, entryOf, readStanding } from './entry-record.ts';
import { tellInForce } from './tell-broken.ts';

export interface Applied {
  readonly code: string;
  readonly version: number;
  readonly outcome: 'created' | 'changed' | 'unchanged';
  /** For a changed one: can what was built on the old version go on? */
  readonly compatible?: boolean;
  readonly changes?: readonly unknown[];
}

export const applyResource =
  (ports: Ports) =>
  async (resource: Resource, actor: string): Promise<Applied> => {
    let applied: Applied = { code: resource.code, version: resource.version, outcome: 'unchanged' };
    await ensureDepartments(ports, resource, actor);
    await repeatOnConflict(async () => {
      applied = await applyOnce(ports, resource, actor);
    });
    await ports.catalog.defineTable(lakeTable(resource));
    return applied;
  };

async function applyOnce(ports: Ports, resource: Resource, actor: string): Promise<Applied> {
  const standing = await readStanding(ports.records, resource.code);
  const entry = entryOf(resource.code, standing);
  const old = standing.definition?.value.resource;
  const same = old !== undefined && sameButVersion(old, resource);
  if (old && same && entry?.published) return { code: old.code, version: old.version, outcome: 'unchanged' };
  const read = await checkView(ports.records, resource);
  const version = nextVersion(old, resource);
  const next = { ...resource, version };
  const transaction = new Transaction(ports, {
    step: 'apply-resource',
    department: resource.departments[0] ?? 'platform',
    actor,
  });
  const applied = appliedEntry(entry, next, { at: transaction.at, by: actor });
  await enact(ports, transaction, { standing, next, actor, entry: applied });
  for (const one of read) transaction.check(one);
  const id = `${standing.entry.key}@${standing.entry.version + 1}`;
  await tellInForce(ports, transaction, id, old, next);
  await transaction.commit();
  if (!old) return { code: resource.code, version, outcome: 'created' };
  return { code: resource.code, version, outcome: 'changed', ...compareVersions(old, next) };
}

/** What somebody is working on meanwhile is left to him: only what is in force changes. */
function appliedEntry(
  entry: CatalogEntry | undefined,
  { code, departments, version }: Resource,
  { at, by }: { at: string; by: string },
): CatalogEntry {
  const to = entry?.draft === undefined ? 'published' : entry.state;
  const moved = entered(code, entry, departments, { move: 'apply', at, by, version, to });
  return { ...moved, published: { version, at, by } };
}

/** The same but for the version that the platform counts. */
export const sameButVersion = (a: Resource, b: Resource): boolean =>
  canonicalJson({ ...a, version: 0 }) === canonicalJson({ ...b, version: 0 });

/** A department named for the first time is registered under its code; its name can be given later. */
export async function ensureDepartments(ports: Ports, resource: Resource, actor: string): Promise<void> {
  for (const code of resource.departments)
    await registerDepartment(ports)({ code, name: code, nameEn: code }, actor, false);
}

/** Registers a department, or gives it its names. */
export const registerDepartment =
  (ports: Ports) =>
  async (department: Department, actor: string, rename = true): Promise<void> => {
    await repeatOnConflict(async () => {
      const held = await find(ports.records, departments, department.code);
      if (held && (!rename || canonicalJson(held.value) === canonicalJson(department))) return;
      await new Transaction(ports, { step: 'register-department', department: department.code, actor })
        .put(departments, held ?? absent(departments.key(department.code)), department, {
          action: held ? 'department changed' : 'department registered',
        })
        .commit();
    });
  };
