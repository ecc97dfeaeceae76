/**
 * By the clock: each resource that somebody may read by SQL stands in the lake's catalog as a plain table of its current
 * state, made anew where the resource moved; tables of libraries stand beside them. Readers that know no live list,
 * Athena before all, see by it what everybody else sees, a few minutes later.
 */
import type { Resource } from '../../../schemas/resource.ts';
import { Faults } from '../faults.ts';
import type { Library } from '../libraries/read-library.ts';
import type { Ports } from '../ports/index.ts';
import type { SqlRunner } from '../ports/sql-runner.ts';
import { definitions } from '../records.ts';
import { readAgain } from '../walk.ts';
import { erasePublished } from './erase-published.ts';
import { heldTable, publishResource } from './publish-resource.ts';
import { showLibrary, showResource } from './show-tables.ts';

export interface Pass {
  /** Tables made anew, and those that are closed now. */
  readonly made: number;
  readonly closed: number;
  /** Codes of those that could not be made; their records say why. */
  readonly failed: readonly string[];
  /** Tables that the catalog had otherwise. */
  readonly shown: number;
  /** Objects that counted no more. */
  readonly erased: number;
  /** The time was up: the next pass begins with the oldest. */
  readonly isCut: boolean;
}

export interface Timing {
  /** After so many no table is begun. */
  readonly seconds: number;
  /** Ends the one that is being made. */
  readonly signal: AbortSignal;
}

/**
 * @param libraries all that there are
 * @throws what the first table failed with that no record tells of, after all others
 */
export const publishLake =
  (ports: Ports, runner: SqlRunner, libraries: readonly Library[]) =>
  async ({ seconds, signal }: Timing): Promise<Pass> => {
    const end = ports.clock.now().getTime() + seconds * 1000;
    const resources = await oldestFirst(ports);
    const outcomes = new Map<string, string | undefined>();
    const faults = new Faults();
    let shown = 0;
    for (const resource of resources) {
      if (ports.clock.now().getTime() >= end) break;
      const outcome = await faults.unless(() => publishResource(ports, runner)(resource, signal));
      outcomes.set(resource.code, outcome);
      shown += (await faults.unless(() => showNow(ports, resource))) ?? 0;
    }
    for (const library of libraries) shown += (await faults.unless(() => showLibrary(ports, library))) ?? 0;
    const { objects } = await erasePublished(ports)();
    faults.throwFirst();
    const of = (outcome: string) => [...outcomes].filter(([, one]) => one === outcome).map(([code]) => code);
    const [made, closed, failed] = [of('made').length, of('closed').length, of('failed')];
    return { made, closed, failed, shown, erased: objects, isCut: outcomes.size < resources.length };
  };

const showNow = async (ports: Ports, resource: Resource): Promise<number> =>
  showResource(ports, resource, await heldTable(ports, resource.code));

/** Those that were never made before all, so that each has its turn however short the time is. */
async function oldestFirst(ports: Ports): Promise<readonly Resource[]> {
  const found: { readonly resource: Resource; readonly at: string }[] = [];
  for await (const { key, value } of readAgain(ports.records, definitions, ['topic', 'definitions'])) {
    const { resource } = value;
    if (key !== definitions.key(resource.code)) continue;
    const { made } = (await heldTable(ports, resource.code)).value;
    found.push({ resource, at: made?.at ?? '' });
  }
  return found.sort((a, b) => (a.at < b.at ? -1 : 1)).map(({ resource }) => resource);
}
