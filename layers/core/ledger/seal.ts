/**
 * The sealer: about each second it chains and signs a department's new entries as one Merkle tree. It moves the head
 * and marks its entries in one transaction; a tree found under its number was left by one who died, and is taken.
 */
import { type Entry, entrySchema, type Tree } from '../../../schemas/records.ts';
import { ConditionFailed } from '../errors.ts';
import { putJson } from '../object-json.ts';
import type { Ports } from '../ports/index.ts';
import type { Write } from '../ports/records.ts';
import { chains, entries, findOr, type Held, unsealed } from '../records.ts';
import { merkleRoot } from './merkle.ts';
import { entryHash, findTree, noTree, treeBytes, treeHash, treeKey } from './tree.ts';

/** The head, its own write and the entries stay under a transaction's 100 writes. */
const mostEntries = 90;
const step = 'seal';

/** Seals every chain that has something to seal. @returns entries sealed */
export const sealLedgers =
  (ports: Ports) =>
  async (departments: readonly string[]): Promise<number> => {
    let sealed = 0;
    for (const department of departments) sealed += await sealChain(ports, department);
    return sealed;
  };

/** Seals until nothing is left or another sealer is at it. */
export async function sealChain(ports: Ports, department: string): Promise<number> {
  let sealed = 0;
  for (;;) {
    const count = await sealOnce(ports, department).catch((error) => {
      if (error instanceof ConditionFailed) return 0;
      throw error;
    });
    sealed += count;
    if (count < mostEntries) return sealed;
  }
}

async function sealOnce(ports: Ports, department: string): Promise<number> {
  const waiting = await unsealedKeys(ports, department);
  // Most looks find nothing and end here, after one query. A tree that nobody committed left its entries unsealed.
  if (waiting.length === 0) return 0;
  const head = await findOr(ports.records, chains, { department, tree: 0, hash: noTree }, department);
  const number = head.value.tree + 1;
  const found = await findTree(ports, department, number);
  const tree = found ?? (await makeTree(ports, { department, number, previous: head.value.hash, waiting }));
  if (!tree) return 0;
  await ports.probe.at(`${step}: tree written`);
  const sealing = await readEntries(
    ports,
    tree.entries.map((one) => entries.key(one.record, one.version)),
  );
  const chain = { department, tree: number, hash: await treeHash(tree) };
  const writes: Write[] = [
    { put: head.key, value: chain, expect: head.version, indexes: chains.indexes?.(chain) ?? {} },
    ...sealing.map((held) => markSealed(held, number)),
  ];
  await ports.probe.at(`${step}: before commit`);
  await ports.records.commit(writes);
  await ports.probe.at(`${step}: committed`);
  return tree.entries.length;
}

function markSealed(held: Held<Entry>, tree: number): Write {
  const value = { ...held.value, tree };
  return { put: held.key, value, expect: held.version, indexes: entries.indexes?.(value) ?? {} };
}

interface TreePlan {
  readonly department: string;
  readonly number: number;
  readonly previous: string;
  /** Keys of entries that the index shows unsealed. */
  readonly waiting: readonly string[];
}

async function makeTree(
  ports: Ports,
  { department, number, previous, waiting }: TreePlan,
): Promise<Tree | undefined> {
  const left = (await readEntries(ports, waiting)).filter((one) => one.value.tree === undefined);
  if (left.length === 0) return undefined;
  const leaves = await Promise.all(
    left.map(async ({ value }) => ({
      record: value.record,
      version: value.version,
      hash: await entryHash(value),
    })),
  );
  const unsigned = {
    schema: 'ledger-tree/1' as const,
    department,
    tree: number,
    previous,
    root: await merkleRoot(leaves.map((leaf) => leaf.hash)),
    entries: leaves,
    sealedAt: ports.clock.now().toISOString(),
  };
  const tree: Tree = { ...unsigned, signature: await ports.signer.sign(treeBytes(unsigned)) };
  await ports.probe.at(`${step}: tree made`);
  const { found } = await putJson(ports.objects, treeKey(department, number), tree, { lossy: true });
  return found ? findTree(ports, department, number) : tree;
}

/** What the index shows unsealed, in the order of time, then record and version; what is read by key decides. */
async function unsealedKeys(ports: Ports, department: string): Promise<readonly string[]> {
  const page = await ports.records.query('topic', unsealed(department), { limit: mostEntries });
  return page.items.map((item) => item.key);
}

async function readEntries(ports: Ports, keys: readonly string[]): Promise<Held<Entry>[]> {
  const stored = await ports.records.getMany(keys);
  return stored
    .filter((one) => one !== undefined)
    .map((one) => ({ ...one, value: entrySchema.parse(one.value) }));
}
