/** A receipt for one entry: its path to a signed root. Anyone with our root key can check it, and needs no ledger. */
import type { Entry, Tree } from '../../../schemas/records.ts';
import { NotFound, Refused } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { entries, find } from '../records.ts';
import { merklePath, type PathStep, rootOfPath } from './merkle.ts';
import { entryHash, findTree, treeBytes } from './tree.ts';

export interface Receipt {
  readonly entry: Entry;
  readonly path: readonly PathStep[];
  readonly tree: Omit<Tree, 'entries'>;
  /** The signed tree without its leaves is not what was signed: these are, as hashes. */
  readonly leaves: Tree['entries'];
}

export const issueReceipt =
  (ports: Ports) =>
  async (record: string, version: number): Promise<Receipt> => {
    const held = await find(ports.records, entries, record, version);
    if (!held)
      throw new NotFound(`the ledger has no entry ${record}@${version}`, `台账没有条目 ${record}@${version}`);
    const { department, tree: number } = held.value;
    const tree = number === undefined ? undefined : await findTree(ports, department, number);
    if (!tree)
      throw new Refused(
        'not-sealed',
        `entry ${record}@${version} is not sealed yet; ask again in a few seconds`,
        `条目 ${record}@${version} 尚未封存，请几秒后再试`,
      );
    const hashes = tree.entries.map((leaf) => leaf.hash);
    const index = tree.entries.findIndex((leaf) => leaf.record === record && leaf.version === version);
    const { entries: leaves, ...rest } = tree;
    return { entry: held.value, path: await merklePath(hashes, index), tree: rest, leaves };
  };

/** Does the receipt hold: entry → path → root → signature? */
export async function verifyReceipt(ports: Pick<Ports, 'signer'>, receipt: Receipt): Promise<boolean> {
  const root = await rootOfPath(await entryHash(receipt.entry), receipt.path);
  if (root !== receipt.tree.root) return false;
  const bytes = treeBytes({ ...receipt.tree, entries: receipt.leaves });
  return ports.signer.verify(bytes, receipt.tree.signature, new Date(receipt.tree.sealedAt));
}
