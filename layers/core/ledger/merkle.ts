/** Merkle trees as in RFC 6962: leaves and nodes are hashed apart, an odd node goes up as it is. Hashes are hex. */

import { shortSha256 } from './short-sha256.ts';

const encoder = new TextEncoder();
const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

function unhex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at += 1)
    bytes[at] = Number.parseInt(text.slice(at * 2, at * 2 + 2), 16);
  return bytes;
}

/** Up to here a digest is made at once. */
const shortBytes = 4096;

export async function sha256(bytes: Uint8Array): Promise<string> {
  if (bytes.length <= shortBytes) return shortSha256(bytes);
  return hex(new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))));
}

function prefixed(prefix: number, ...parts: readonly Uint8Array[]): Promise<string> {
  const bytes = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  bytes[0] = prefix;
  let at = 1;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return sha256(bytes);
}

export const leafHash = (content: string): Promise<string> => prefixed(0, encoder.encode(content));
const nodeHash = (left: string, right: string): Promise<string> => prefixed(1, unhex(left), unhex(right));

/** The nodes above: hashed side by side. */
function levelUp(level: readonly string[]): Promise<string[]> {
  const pairs = Array.from({ length: Math.ceil(level.length / 2) }, async (_, index) => {
    const left = level[index * 2] as string;
    const right = level[index * 2 + 1];
    return right === undefined ? left : nodeHash(left, right);
  });
  return Promise.all(pairs);
}

/** All levels of a tree, the leaves first: paths of many leaves cost no further hash. */
export async function merkleLevels(leaves: readonly string[]): Promise<readonly (readonly string[])[]> {
  const levels: (readonly string[])[] = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) level = await levelUp(level);
  return levels;
}

export const merkleRoot = async (leaves: readonly string[]): Promise<string> =>
  (await merkleLevels(leaves)).at(-1)?.[0] ?? '';

/** A step from a leaf towards the root: the sister's hash and the side she stands on. */
export interface PathStep {
  readonly side: 'left' | 'right';
  readonly hash: string;
}

/** The path of the leaf at `index`, from its tree's levels. */
export function pathIn(levels: readonly (readonly string[])[], index: number): PathStep[] {
  return levels.flatMap((level, height): PathStep[] => {
    const at = Math.floor(index / 2 ** height);
    const sister = level[at % 2 === 0 ? at + 1 : at - 1];
    return sister === undefined ? [] : [{ side: at % 2 === 0 ? 'right' : 'left', hash: sister }];
  });
}

export const merklePath = async (leaves: readonly string[], index: number): Promise<PathStep[]> =>
  pathIn(await merkleLevels(leaves), index);

/** The root a leaf and its path lead to: equal to the tree's root, or the receipt is false. */
export async function rootOfPath(leaf: string, path: readonly PathStep[]): Promise<string> {
  let hash = leaf;
  for (const { side, hash: sister } of path)
    hash = side === 'left' ? await nodeHash(sister, hash) : await nodeHash(hash, sister);
  return hash;
}
