/** Writes the draft of a catalog entry: the text that will be submitted, while what is in force stays as it is. */
import type { CatalogEntry } from '../../../schemas/catalog-entry.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { checkExpression } from '../cleaning/check-expression.ts';
import { InvalidInput, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { Transaction } from '../transaction.ts';
import { sameButVersion } from './apply-resource.ts';
import { nextVersion } from './enact.ts';
import { entered, entryOf, readStanding } from './entry-record.ts';
import { catalogEntries } from './kinds.ts';
import { mayMove, stateNames } from './moves.ts';

/** @throws InvalidInput for a check over what is no item; Refused `not-now` while the entry is under review */
export const draftEntry =
  (ports: Ports) =>
  async (resource: Resource, actor: string): Promise<CatalogEntry> => {
    checkChecks(resource);
    let drafted: CatalogEntry | undefined;
    await repeatOnConflict(async () => {
      drafted = await draftOnce(ports, resource, actor);
    });
    return drafted as CatalogEntry;
  };

async function draftOnce(ports: Ports, resource: Resource, actor: string): Promise<CatalogEntry> {
  const standing = await readStanding(ports.records, resource.code);
  const entry = entryOf(resource.code, standing);
  if (!mayMove('draft', entry)) throw underReview(resource.code, entry);
  const draft = { ...resource, version: nextVersion(standing.definition?.value.resource, resource) };
  if (entry?.state === 'draft' && entry.draft && sameButVersion(entry.draft, draft)) return entry;
  const department = entry?.departments[0] ?? resource.departments[0] ?? 'platform';
  const transaction = new Transaction(ports, { step: 'catalog-entry', department, actor });
  const owners = standing.definition?.value.resource.departments ?? resource.departments;
  const moved = entered(resource.code, entry, owners, { move: 'draft', at: transaction.at, by: actor });
  const value = { ...moved, draft, draftedBy: actor, submittedBy: undefined, approval: undefined };
  await transaction.put(catalogEntries, standing.entry, value, { action: 'catalog entry drafted' }).commit();
  return value;
}

function checkChecks({ code, checks, items, view }: Resource): void {
  for (const check of checks)
    try {
      checkExpression(check.expression, items);
    } catch (cause) {
      if (!(cause instanceof InvalidInput)) throw cause;
      throw new InvalidInput(
        `check ${check.id} of ${code}: ${cause.message}`,
        `${code} 的校验 ${check.id}：${cause.zh}`,
        { cause, place: { resource: code } },
      );
    }
  if (view?.filter !== undefined) checkExpression(view.filter, items);
}

function underReview(code: string, entry: CatalogEntry | undefined): Refused {
  const [zh, en] = stateNames[entry?.state ?? 'draft'];
  return new Refused(
    'not-now',
    `${code} is ${en}: it cannot be changed until the exchange centre returns it`,
    `${code} 当前为“${zh}”，须由交换中心退回后才能修改`,
    { place: { resource: code } },
  );
}
