/** Damage, from a seed: what disks, networks, programs and attackers do to valid files. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { seededRandom } from '../../../bench/peers/ingest-data.ts';
import type { HostileFile } from './hostile-home.ts';
import { rawZip } from './raw-zip.ts';

export type Random = () => number;

/** A whole number below `limit`. */
const below = (random: Random, limit: number) => Math.floor(random() * limit);
const pick = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)] as T;

type Damage = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

function flipBytes(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 1 + below(random, 8); i > 0; i--) copy[below(random, copy.length)] = below(random, 256);
  return copy;
}

const truncate: Damage = (bytes, random) => bytes.subarray(0, below(random, bytes.length));

/** The beginning of one format and the end of another. */
const splice: Damage = (bytes, random, other) =>
  Buffer.concat([
    bytes.subarray(0, below(random, bytes.length)),
    other.subarray(below(random, other.length)),
  ]);

function swapRanges(bytes: Buffer, random: Random): Buffer {
  const size = 1 + below(random, Math.floor(bytes.length / 4));
  const [a, b] = [below(random, bytes.length - size), below(random, bytes.length - size)];
  const copy = Buffer.from(bytes);
  bytes.copy(copy, a, b, b + size);
  bytes.copy(copy, b, a, a + size);
  return copy;
}

function repeatRange(bytes: Buffer, random: Random): Buffer {
  const at = below(random, bytes.length);
  const piece = bytes.subarray(at, at + 1 + below(random, 400));
  const times = 1 + below(random, 2000);
  return Buffer.concat([
    bytes.subarray(0, at),
    ...Array.from({ length: times }, () => piece),
    bytes.subarray(at),
  ]);
}

/** Lengths and counts are little-endian numbers somewhere: one of two or four bytes becomes an extreme. */
function changeLength(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  const at = below(random, Math.max(1, copy.length - 4));
  const extreme = pick(random, [0, 1, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, copy.length, copy.length * 2]);
  if (random() < 0.5 || copy.length < 4) copy.writeUInt16LE(extreme & 0xffff, Math.min(at, copy.length - 2));
  else copy.writeUInt32LE(extreme >>> 0, Math.min(at, copy.length - 4));
  return copy;
}

/** Digits in text formats are counts, references and sizes. */
function enlargeNumber(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('latin1');
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length === 0) return flipBytes(bytes, random);
  const { index, 0: found } = pick(random, numbers);
  const huge = pick(random, ['-1', '0', '1048577', '4294967296', '9'.repeat(30), '1e308', 'NaN']);
  return Buffer.from(text.slice(0, index) + huge + text.slice(index + found.length), 'latin1');
}

const foreignBytes = [
  [0xed, 0xa0, 0x80],
  [0xff, 0xfe],
  [0xef, 0xbb, 0xbf],
  [0x81, 0x30],
  [0xd5, 0xd4],
  [0],
  [0x22],
  [0x0d],
  [0xc0, 0xaf],
];

function mixEncodings(bytes: Buffer, random: Random): Buffer {
  const at = below(random, bytes.length);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(random, foreignBytes)), bytes.subarray(at)]);
}

export const damages: Readonly<Record<string, Damage>> = {
  flipBytes,
  truncate,
  splice,
  swapRanges,
  repeatRange,
  changeLength,
  enlargeNumber,
  mixEncodings,
};

export interface Mutant extends HostileFile {
  /** Tells how to make it again: seed, number, valid file, damage. */
  readonly recipe: string;
}

/** Mutant number `index` of a seed: the same arguments give the same bytes. */
export function makeMutant(valid: ReadonlyMap<string, Buffer>, seed: number, index: number): Mutant {
  const random = seededRandom(seed + index * 7919);
  const names = [...valid.keys()];
  const fileName = names[index % names.length] as string;
  const other = valid.get(pick(random, names)) as Buffer;
  let bytes = valid.get(fileName) as Buffer;
  const done: string[] = [];
  for (let times = random() < 0.75 ? 1 : 3; times > 0 && bytes.length > 8; times--) {
    const name = pick(random, Object.keys(damages));
    bytes = (damages[name] as Damage)(bytes, random, other);
    done.push(name);
  }
  return {
    fileName,
    content: bytes,
    recipe: `seed ${seed}, mutant ${index}: ${fileName}, ${done.join(', ')}`,
  };
}

const wrapped = /\.(xlsx|ods|zip|gz)$/;

/** Entries in another order, one lost, two with each other's content: what is left is a sound archive. */
function shuffleEntries(entries: [string, Buffer][], random: Random): void {
  const [a, b] = [below(random, entries.length), below(random, entries.length)];
  const [first, second] = [entries[a], entries[b]] as [[string, Buffer], [string, Buffer]];
  if (random() < 0.3) entries.splice(a, 1);
  else [first[1], second[1]] = [second[1], first[1]];
}

function damageInside(bytes: Buffer, fileName: string, random: Random, damage: Damage): Buffer {
  if (fileName.endsWith('.gz')) return gzipSync(damage(gunzipSync(bytes), random, bytes));
  const entries = Object.entries(unzipSync(bytes)).map(([name, content]): [string, Buffer] => [
    name,
    Buffer.from(content),
  ]);
  const target = pick(random, entries);
  if (entries.length > 1 && random() < 0.1) shuffleEntries(entries, random);
  else if (target[1].length > 8) target[1] = damage(target[1], random, bytes);
  return rawZip(entries.map(([name, content]) => ({ name, content })));
}

/** A sound wrapper around damaged content: checksums and lengths fit, so that the damage reaches the inner decoder. */
export function makeInnerMutant(valid: ReadonlyMap<string, Buffer>, seed: number, index: number): Mutant {
  const random = seededRandom(seed + index * 104_729);
  const names = [...valid.keys()].filter((name) => wrapped.test(name));
  const fileName = names[index % names.length] as string;
  const name = pick(random, Object.keys(damages));
  const content = damageInside(valid.get(fileName) as Buffer, fileName, random, damages[name] as Damage);
  return { fileName, content, recipe: `seed ${seed}, inner mutant ${index}: ${fileName}, ${name}` };
}
