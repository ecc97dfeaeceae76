/** Digests of bytes that DuckDB has not: SHA-512, and the fast ones without a secret. */
import { createHash, createHmac } from 'node:crypto';
import { type NativeFunction, native } from './native-function.ts';

const mask = (1n << 64n) - 1n;
const rotate = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (64n - by))) & mask;
const multiply = (a: bigint, b: bigint): bigint => (a * b) & mask;
const sum = (...all: readonly bigint[]): bigint => all.reduce((a, b) => a + b, 0n) & mask;
const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The low bytes first, as Java's slices are read; the number's high bytes first where a digest is shown as one. */
function bytesOf(littleEndian: boolean, ...numbers: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(8 * numbers.length);
  for (const [index, number] of numbers.entries())
    viewOf(bytes).setBigUint64(8 * index, number, littleEndian);
  return bytes;
}

const [p1, p2, p3, p4, p5]: readonly [bigint, bigint, bigint, bigint, bigint] = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
];

const round = (lane: bigint, input: bigint): bigint =>
  multiply(rotate(sum(lane, multiply(input, p2)), 31n), p1);

/** XXH64 with seed 0. */
export function xxhash64(bytes: Uint8Array): bigint {
  const view = viewOf(bytes);
  let at = 0;
  let hash = p5;
  if (bytes.length >= 32) {
    let lanes = [sum(p1, p2), p2, 0n, mask + 1n - p1];
    for (; at + 32 <= bytes.length; at += 32)
      lanes = lanes.map((lane, index) => round(lane, view.getBigUint64(at + 8 * index, true)));
    const turns = [1n, 7n, 12n, 18n];
    hash = sum(...lanes.map((lane, index) => rotate(lane, turns[index] as bigint)));
    for (const lane of lanes) hash = sum(multiply(hash ^ round(0n, lane), p1), p4);
  }
  return finished(hashTail(sum(hash, BigInt(bytes.length)), view, at));
}

function hashTail(started: bigint, view: DataView, from: number): bigint {
  let hash = started;
  let at = from;
  for (; at + 8 <= view.byteLength; at += 8)
    hash = sum(multiply(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n), p1), p4);
  for (; at + 4 <= view.byteLength; at += 4)
    hash = sum(multiply(rotate(hash ^ multiply(BigInt(view.getUint32(at, true)), p1), 23n), p2), p3);
  for (; at < view.byteLength; at += 1)
    hash = multiply(rotate(hash ^ multiply(BigInt(view.getUint8(at)), p5), 11n), p1);
  return hash;
}

function finished(hash: bigint): bigint {
  const a = multiply(hash ^ (hash >> 33n), p2);
  const b = multiply(a ^ (a >> 29n), p3);
  return b ^ (b >> 32n);
}

const [c1, c2] = [0x87c37b91114253d5n, 0x4cf5ad432745937fn];
const mixLow = (k: bigint): bigint => multiply(rotate(multiply(k, c1), 31n), c2);
const mixHigh = (k: bigint): bigint => multiply(rotate(multiply(k, c2), 33n), c1);

function settled(k: bigint): bigint {
  const a = multiply(k ^ (k >> 33n), 0xff51afd7ed558ccdn);
  const b = multiply(a ^ (a >> 33n), 0xc4ceb9fe1a85ec53n);
  return b ^ (b >> 33n);
}

/** MurmurHash3 of 128 bits for 64-bit machines, with seed 0. */
export function murmur3(bytes: Uint8Array): Uint8Array {
  const whole = bytes.length - (bytes.length % 16);
  const padded = new Uint8Array(whole + 16);
  padded.set(bytes);
  const view = viewOf(padded);
  let [h1, h2] = [0n, 0n];
  for (let at = 0; at < whole; at += 16) {
    h1 ^= mixLow(view.getBigUint64(at, true));
    h1 = sum(multiply(sum(rotate(h1, 27n), h2), 5n), 0x52dce729n);
    h2 ^= mixHigh(view.getBigUint64(at + 8, true));
    h2 = sum(multiply(sum(rotate(h2, 31n), h1), 5n), 0x38495ab5n);
  }
  h2 ^= mixHigh(view.getBigUint64(whole + 8, true));
  h1 ^= mixLow(view.getBigUint64(whole, true));
  const length = BigInt(bytes.length);
  h1 = sum(h1 ^ length, h2 ^ length);
  h2 = sum(h2 ^ length, h1);
  h1 = settled(h1);
  h2 = settled(h2);
  h1 = sum(h1, h2);
  return bytesOf(true, h1, sum(h2, h1));
}

type Four = readonly [a: bigint, b: bigint, c: bigint, d: bigint];

const filler = 0xdeadbeefdeadbeefn;
const mixTurns = [50n, 52n, 30n, 41n, 54n, 48n, 38n, 37n, 62n, 34n, 5n, 36n];
const endTurns = [15n, 52n, 26n, 51n, 28n, 9n, 47n, 54n, 32n, 25n, 63n];

function spookyMix(four: Four): Four {
  const s = [...four];
  for (const [index, turn] of mixTurns.entries()) {
    const [turned, next, changed] = [(index + 2) % 4, (index + 3) % 4, index % 4];
    s[turned] = sum(rotate(s[turned] as bigint, turn), s[next] as bigint);
    s[changed] = (s[changed] as bigint) ^ (s[turned] as bigint);
  }
  return s as unknown as Four;
}

function spookyEnd(four: Four): Four {
  const s = [...four];
  for (const [index, turn] of endTurns.entries()) {
    const [changed, turned] = [(index + 3) % 4, (index + 2) % 4];
    s[changed] = (s[changed] as bigint) ^ (s[turned] as bigint);
    s[turned] = rotate(s[turned] as bigint, turn);
    s[changed] = sum(s[changed] as bigint, s[turned] as bigint);
  }
  return s as unknown as Four;
}

/** SpookyHash V2 of less than 192 bytes, with seed 0: the first of its two numbers. Longer ones go another way. */
export function spooky(bytes: Uint8Array): bigint {
  const padded = new Uint8Array(bytes.length + 16);
  padded.set(bytes);
  const view = viewOf(padded);
  const at64 = (at: number): bigint => view.getBigUint64(at, true);
  let four: Four = [0n, 0n, filler, filler];
  let at = 0;
  const absorb = (): void => {
    const [a, b, c, d] = four;
    four = spookyMix([a, b, sum(c, at64(at)), sum(d, at64(at + 8))]);
  };
  for (; at + 32 <= bytes.length; at += 32) {
    absorb();
    const [a, b, c, d] = four;
    four = [sum(a, at64(at + 16)), sum(b, at64(at + 24)), c, d];
  }
  if (bytes.length - at >= 16) {
    absorb();
    at += 16;
  }
  const [a, b, c, d] = four;
  const length = BigInt(bytes.length) << 56n;
  const rest: readonly [bigint, bigint] = bytes.length === at ? [filler, filler] : [at64(at), at64(at + 8)];
  return spookyEnd([a, b, sum(c, rest[0]), sum(d, length, rest[1])])[0];
}

/** What a value adds to a checksum: its digest times a prime. */
const checksumOf = (bytes: Uint8Array): bigint => BigInt.asIntN(64, multiply(xxhash64(bytes), p1));

function lowWord(number: bigint): Uint8Array {
  return bytesOf(false, number).subarray(4);
}

export const digestFunctions: readonly NativeFunction[] = [
  native('tr_sha512', ['bytes'], 'bytes', (bytes) => createHash('sha512').update(bytes).digest()),
  native('tr_hmac_sha512', ['bytes', 'bytes'], 'bytes', (bytes, key) =>
    createHmac('sha512', key).update(bytes).digest(),
  ),
  native('tr_xxhash64', ['bytes'], 'bytes', (bytes) => bytesOf(false, xxhash64(bytes))),
  native('tr_checksum_of_bytes', ['bytes'], 'bigint', checksumOf),
  native('tr_checksum_of_number', ['bigint'], 'bigint', (number) =>
    checksumOf(bytesOf(true, BigInt.asUintN(64, number))),
  ),
  native('tr_checksum', ['text'], 'bytes', (sum) => bytesOf(true, BigInt.asUintN(64, BigInt(sum)))),
  native('tr_murmur3', ['bytes'], 'bytes', murmur3),
  native('tr_spooky_hash_v2_32', ['bytes'], 'bytes', (bytes) => lowWord(spooky(bytes))),
  native('tr_spooky_hash_v2_64', ['bytes'], 'bytes', (bytes) => bytesOf(false, spooky(bytes))),
];
