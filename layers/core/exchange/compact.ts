/**
 * Many small objects become few. Compaction moves rows and never changes which batches are live: it keeps all rows,
 * resolves nothing by key, and gives up if an input changed meanwhile.
 */

import type { LiveEntry, LiveList, PartsRef } from '../../../schemas/records.ts';
import type { Part } from '../../../schemas/refinery.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Ports } from '../ports/index.ts';
import { absent, changes, definitions, findOr, generations, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { shown } from '../walk.ts';
import { registerParts } from './lake-tables.ts';
import { deriveList, newestList, writeList } from './live-list.ts';
import { keepParts, loadParts } from './parts-ref.ts';
import { repeatOnConflict } from './repeat.ts';

const step = 'compact';
/** Inputs merged at once: the step stays under a minute and the change under an item's size. */
const mostInputs = 64;

/** Compacts each resource that has enough small entries. @returns entries merged */
export const compactLake = (ports: Ports) => async (): Promise<number> => {
  let merged = 0;
  for await (const { key } of shown(ports.records, ['topic', 'resources']))
    merged += await compactResource(ports)(key.replace(/^resource\//, ''));
  return merged;
};

export const compactResource =
  (ports: Ports) =>
  async (resource: string): Promise<number> => {
    const list = await newestList(ports, resource);
    const inputs = chooseInputs(list, ports.settings);
    if (inputs.length === 0) return 0;
    await ports.probe.at(`${step}: inputs chosen`);
    const attempt = ports.ids.next();
    const objects = await mergeObjects(ports, resource, inputs, attempt);
    await ports.probe.at(`${step}: merged written`);
    const merged: LiveEntry = { id: attempt, objects, batches: inputs.flatMap((entry) => entry.batches) };
    return (await moveRows(ports, resource, inputs, merged)) ? inputs.length : 0;
  };

function chooseInputs(
  list: LiveList,
  limits: { compactBytes: number; compactEntries: number },
): readonly LiveEntry[] {
  const small = list.entries.filter(
    (entry) => entry.objects.rows > 0 && entry.objects.bytes < limits.compactBytes,
  );
  return small.length < limits.compactEntries ? [] : small.slice(0, mostInputs);
}

async function mergeObjects(
  ports: Ports,
  code: string,
  inputs: readonly LiveEntry[],
  attempt: string,
): Promise<PartsRef> {
  const resource = (await must(ports.records, definitions, code)).value.resource;
  const parts: Part[] = [];
  for (const input of inputs) parts.push(...(await loadParts(ports.objects, input.objects)));
  const merged: Part[] = [];
  for (const [period, together] of Map.groupBy(parts, (part) => part.period))
    merged.push(await ports.refinery.merge({ resource, attempt, period, parts: together }));
  await ports.probe.at(`${step}: rows merged`);
  await registerParts(ports, code, merged);
  return keepParts(ports.objects, `lake/parts/${code}/merged/${attempt}`, merged);
}

/** @returns false when an input changed: the merged object counts for nothing */
async function moveRows(
  ports: Ports,
  resource: string,
  inputs: readonly LiveEntry[],
  merged: LiveEntry,
): Promise<boolean> {
  let moved = false;
  await repeatOnConflict(async () => {
    const generation = await findOr(ports.records, generations, { resource, generation: 0 }, resource);
    const now = await deriveList(ports, resource, generation.value.generation);
    moved = inputs.every((input) => isUnchanged(now, input));
    if (!moved) return;
    const next = generation.value.generation + 1;
    const transaction = new Transaction(ports, { step, department: 'platform', actor: 'system' });
    const ids = inputs.map((entry) => entry.id);
    await transaction
      .put(generations, generation, { resource, generation: next }, { action: 'generation advanced' })
      .put(
        changes,
        absent(changes.key(resource, next)),
        { resource, generation: next, at: transaction.at, remove: [], move: { inputs: ids, merged } },
        { action: 'objects compacted', detail: { inputs: ids.length, rows: merged.objects.rows } },
      )
      .commit(() => writeList(ports, resource, next));
  });
  return moved;
}

const isUnchanged = (list: LiveList, input: LiveEntry): boolean => {
  const now = list.entries.find((entry) => entry.id === input.id);
  return now !== undefined && canonicalJson(now) === canonicalJson(input);
};
