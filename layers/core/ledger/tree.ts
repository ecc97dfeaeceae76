/** Trees of a department's chain: what is hashed, what is signed, where they lie. */
import { type Entry, type Tree, treeSchema } from '../../../schemas/records.ts';
import { canonicalJson } from '../canonical-json.ts';
import { readJson } from '../object-json.ts';
import type { Ports } from '../ports/index.ts';
import { leafHash, sha256 } from './merkle.ts';

const encoder = new TextEncoder();

export const treeKey = (department: string, tree: number): string =>
  `ledger/${department}/${String(tree).padStart(12, '0')}`;

export const noTree = '0'.repeat(64);

/** Hash of an entry; the tree it is sealed in is not part of it. */
export const entryHash = ({ tree: _sealed, ...entry }: Entry): Promise<string> =>
  leafHash(canonicalJson(entry));

/** What the signature of a tree is over. */
export const treeBytes = ({
  signature: _own,
  ...tree
}: Tree | (Omit<Tree, 'signature'> & { signature?: unknown })) => encoder.encode(canonicalJson(tree));

/** The link of the chain: the next tree names it as `previous`. */
export const treeHash = (tree: Tree): Promise<string> => sha256(treeBytes(tree));

export async function findTree(ports: Ports, department: string, number: number): Promise<Tree | undefined> {
  const key = treeKey(department, number);
  return (await ports.objects.head(key)) ? readJson(ports.objects, key, treeSchema) : undefined;
}
