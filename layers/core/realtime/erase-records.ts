/**
 * Message ids are remembered for some days: within them the same again is answered with its receipt. After that they go;
 * segments stay, for a row leads back to its message through them. Objects of streams that no segment names go a day
 * after they were put.
 */
import type { Segment } from '../../../schemas/realtime.ts';
import { ConditionFailed } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { find, type Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { objectsUnder, shown } from '../walk.ts';
import { channels, gatherings, remembered, segmentBodies, segments, takenMessages } from './kinds.ts';
import { segmentFolder } from './receive-stream.ts';

const step = 'erase-records';

export interface ErasedRecords {
  readonly messages: number;
  readonly objects: number;
}

export const eraseRecords = (ports: Ports) => async (): Promise<ErasedRecords> => ({
  messages: await forgetMessages(ports),
  objects: await eraseStreams(ports),
});

async function forgetMessages(ports: Ports): Promise<number> {
  const { messageDays } = ports.settings;
  const to = new Date(ports.clock.now().getTime() - messageDays * 86_400_000).toISOString();
  let forgotten = 0;
  for await (const { key } of shown(ports.records, ['due', remembered], { to })) {
    const stored = await ports.records.get(key);
    const segment = stored && { ...stored, value: segments.schema.parse(stored.value) };
    if (!segment || segment.value.forgotten || segment.value.at > to) continue;
    forgotten += await forget(ports, segment);
  }
  return forgotten;
}

async function forget(ports: Ports, segment: Held<Segment>): Promise<number> {
  const { messages, department } = segment.value;
  await ports.records.commit(
    messages.map(({ id }) => ({ remove: takenMessages.key(segment.value, id) })),
    { lossy: true },
  );
  await ports.probe.at(`${step}: ids removed`);
  try {
    await new Transaction(ports, { step, department, actor: 'system' })
      .put(segments, segment, { ...segment.value, forgotten: true }, { action: 'message ids forgotten' })
      .commit();
    return messages.length;
  } catch (error) {
    // Another eraser was as far.
    if (error instanceof ConditionFailed) return 0;
    throw error;
  }
}

async function eraseStreams(ports: Ports): Promise<number> {
  const old = new Date(ports.clock.now().getTime() - ports.settings.eraseHours * 3_600_000);
  const wanted = new Map<string, ReadonlySet<string>>();
  let erased = 0;
  for await (const object of objectsUnder(ports.objects, segmentFolder)) {
    const [, department = '', resource = ''] = object.key.split('/');
    if (object.putAt > old) continue;
    const channel = `${department}/${resource}`;
    const named = wanted.get(channel) ?? (await objectsNamed(ports, { department, resource }));
    wanted.set(channel, named);
    if (named.has(object.key)) continue;
    await ports.probe.at(`${step}: object chosen`);
    await ports.objects.remove(object.key);
    erased += 1;
  }
  return erased;
}

/** Objects of the segments that are not gathered yet, read by key. */
async function objectsNamed(
  ports: Ports,
  name: { readonly department: string; readonly resource: string },
): Promise<ReadonlySet<string>> {
  const gathered = (await find(ports.records, gatherings, name))?.value.segment ?? 0;
  const next = (await find(ports.records, channels, name))?.value.segment ?? 1;
  const named = new Set<string>();
  for (let number = gathered + 1; number < next; number += 1) {
    const object = (await find(ports.records, segmentBodies, name, number, 0))?.value.object;
    if (object !== undefined) named.add(object);
  }
  return named;
}
