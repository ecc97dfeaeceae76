/** Many descriptions at once, as drafts: what is equal to what is in force or drafted is left alone. */
import type { Resource } from '../../../schemas/resource.ts';
import { ShuiyuanError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { sameButVersion } from './apply-resource.ts';
import { draftEntry } from './draft-entry.ts';
import { entryOf, readStanding } from './entry-record.ts';

export interface Imported {
  readonly code: string;
  readonly outcome: 'drafted' | 'unchanged' | 'refused';
  /** Of a refused one. */
  readonly zh?: string;
  readonly en?: string;
}

/**
 * One that is refused holds up no other; doing it again does what is left.
 * @param leave throws when the importer may not draft that resource
 */
export const importEntries =
  (ports: Ports) =>
  async (
    resources: readonly Resource[],
    actor: string,
    leave: (resource: Resource, owners: readonly string[]) => void,
  ): Promise<readonly Imported[]> => {
    const imported: Imported[] = [];
    for (const resource of resources)
      imported.push(
        await importOne(ports, resource, actor, leave).catch((error) => refused(resource, error)),
      );
    return imported;
  };

async function importOne(
  ports: Ports,
  resource: Resource,
  actor: string,
  leave: (resource: Resource, owners: readonly string[]) => void,
): Promise<Imported> {
  const standing = await readStanding(ports.records, resource.code);
  const entry = entryOf(resource.code, standing);
  leave(resource, entry?.departments ?? resource.departments);
  const now = entry?.draft ?? (entry?.published && standing.definition?.value.resource);
  if (now && sameButVersion(now, resource)) return { code: resource.code, outcome: 'unchanged' };
  await draftEntry(ports)(resource, actor);
  return { code: resource.code, outcome: 'drafted' };
}

function refused({ code }: Resource, error: unknown): Imported {
  if (!(error instanceof ShuiyuanError) || error.status >= 500) throw error;
  return { code, outcome: 'refused', zh: error.zh, en: error.message };
}
