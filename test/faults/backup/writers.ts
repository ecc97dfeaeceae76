/**
 * Writers whose every step is one transaction, written down before it is done: the state after any step is known, and
 * what comes out of a backup has to be one of these states, whole.
 */
import { createHash } from 'node:crypto';
import type { Write } from '../../../layers/core/ports/records.ts';
import type { EmbeddedHome } from '../../../layers/embedded/embedded-home.ts';
import { gather } from '../../contract/bytes.ts';

type Step =
  | { readonly kind: 'put'; readonly key: string; readonly size: number }
  | { readonly kind: 'remove'; readonly key: string }
  | { readonly kind: 'commit'; readonly key: string };

export interface Writer {
  readonly name: string;
  /** Steps begun, the one at work among them. */
  readonly steps: readonly Step[];
  /** Ends after the step at work. */
  stop(): Promise<void>;
}

const bytesOf = (key: string, size: number): Buffer => {
  const block = createHash('sha512').update(key).digest();
  return Buffer.concat(Array.from({ length: Math.ceil(size / block.length) }, () => block)).subarray(0, size);
};

/** Small ones lie in the database, large ones in files. */
const sizes = [300, 70_000, 5_000, 130_000];

function stepAt(name: string, index: number): Step {
  const turn = Math.floor(index / 4);
  if (index % 4 === 3 && turn % 3 === 2)
    return { kind: 'remove', key: `${name}/object/${turn - 2}-${(turn - 2) % 4}` };
  if (index % 4 === 3) return { kind: 'commit', key: `${name}/record/${turn % 7}` };
  if (index % 2 === 1) return { kind: 'commit', key: `${name}/record/${turn}` };
  const size = sizes[turn % 4] as number;
  return { kind: 'put', key: `${name}/object/${turn}-${index % 4 === 0 ? turn % 4 : 'b'}`, size };
}

/** Versions are counted, so that each commit is a step from the one before. */
type Versions = Map<string, number>;

function nextWrite(versions: Versions, key: string, index: number): Write {
  const expect = versions.get(key) ?? 0;
  versions.set(key, expect + 1);
  return { put: key, value: { index }, expect };
}

async function takeStep(
  home: EmbeddedHome,
  { name, index, step, versions }: { name: string; index: number; step: Step; versions: Versions },
): Promise<void> {
  if (step.kind === 'put') await home.objects.put(step.key, bytesOf(step.key, step.size));
  else if (step.kind === 'remove') await home.objects.remove(step.key);
  else await home.records.commit([step.key, `${name}/count`].map((key) => nextWrite(versions, key, index)));
}

export function startWriter(home: EmbeddedHome, name: string): Writer {
  const steps: Step[] = [];
  const versions: Versions = new Map();
  let stopping = false;
  const running = (async () => {
    while (!stopping) {
      const step = stepAt(name, steps.length);
      steps.push(step);
      await takeStep(home, { name, index: steps.length - 1, step, versions });
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  })();
  return {
    name,
    steps,
    stop() {
      stopping = true;
      return running;
    },
  };
}

/** Objects by digest, records by value and version, as lines in order. */
export type State = string;

function write(objects: ReadonlyMap<string, string>, records: ReadonlyMap<string, unknown>): State {
  const lines = [...objects, ...records].map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return lines.sort().join('\n');
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The state after the first `count` steps. */
export function stateAfter({ name, steps }: Writer, count: number): State {
  const objects = new Map<string, string>();
  const records = new Map<string, { index: number; version: number }>();
  const put = (key: string, index: number) =>
    records.set(key, { index, version: (records.get(key)?.version ?? 0) + 1 });
  for (const [index, step] of steps.slice(0, count).entries()) {
    if (step.kind === 'put') objects.set(step.key, digest(bytesOf(step.key, step.size)));
    else if (step.kind === 'remove') objects.delete(step.key);
    else [step.key, `${name}/count`].forEach((key) => void put(key, index));
  }
  return write(objects, records);
}

/** The state as a home has it. */
export async function stateIn(home: EmbeddedHome, { name, steps }: Writer): Promise<State> {
  const objects = new Map<string, string>();
  for (let after: string | undefined; ; ) {
    const page = await home.objects.list(`${name}/`, after === undefined ? {} : { after });
    for (const { key } of page.objects) objects.set(key, digest(await gather(home.objects.get(key))));
    after = page.next;
    if (after === undefined) break;
  }
  const keys = new Set([
    `${name}/count`,
    ...steps.flatMap((step) => (step.kind === 'commit' ? step.key : [])),
  ]);
  const records = new Map<string, unknown>();
  for (const key of keys) {
    const found = await home.records.get(key);
    if (found) records.set(key, { index: (found.value as { index: number }).index, version: found.version });
  }
  return write(objects, records);
}

/** How many steps a home has seen of a writer; undefined when its state is none that ever was. */
export async function stepsSeen(home: EmbeddedHome, writer: Writer): Promise<number | undefined> {
  const found = await stateIn(home, writer);
  const counted = ((await home.records.get(`${writer.name}/count`))?.value as { index: number } | undefined)
    ?.index;
  for (let count = (counted ?? -1) + 1; count <= writer.steps.length; count += 1)
    if (stateAfter(writer, count) === found) return count;
  return undefined;
}
