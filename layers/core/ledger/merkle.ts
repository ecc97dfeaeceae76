/** Merkle trees as in RFC 6962: leaves and nodes are hashed apart, an odd node goes up as it is. Hashes are hex. */

const encoder = new TextEncoder();
const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const unhex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export async function sha256(bytes: Uint8Array): Promise<string> {
  return hex(new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))));
}

const prefixed = (prefix: number, ...parts: readonly Uint8Array[]): Promise<string> =>
  sha256(Uint8Array.from([prefix, ...parts.flatMap((part) => [...part])]));

export const leafHash = (content: string): Promise<string> => prefixed(0, encoder.encode(content));
const nodeHash = (left: string, right: string): Promise<string> => prefixed(1, unhex(left), unhex(right));

async function levelUp(level: readonly string[]): Promise<string[]> {
  const next: string[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const left = level[at] as string;
    const right = level[at + 1];
    next.push(right === undefined ? left : await nodeHash(left, right));
  }
  return next;
}

export async function merkleRoot(leaves: readonly string[]): Promise<string> {
  let level = [...leaves];
  while (level.length > 1) level = await levelUp(level);
  return level[0] ?? '';
}

/** A step from a leaf towards the root: the sister's hash and the side she stands on. */
export interface PathStep {
  readonly side: 'left' | 'right';
  readonly hash: string;
}

export async function merklePath(leaves: readonly string[], index: number): Promise<PathStep[]> {
  const path: PathStep[] = [];
  let level = [...leaves];
  let at = index;
  while (level.length > 1) {
    const sister = at % 2 === 0 ? level[at + 1] : level[at - 1];
    if (sister !== undefined) path.push({ side: at % 2 === 0 ? 'right' : 'left', hash: sister });
    level = await levelUp(level);
    at = Math.floor(at / 2);
  }
  return path;
}

/** The root a leaf and its path lead to: equal to the tree's root, or the receipt is false. */
export async function rootOfPath(leaf: string, path: readonly PathStep[]): Promise<string> {
  let hash = leaf;
  for (const { side, hash: sister } of path)
    hash = side === 'left' ? await nodeHash(sister, hash) : await nodeHash(hash, sister);
  return hash;
}
