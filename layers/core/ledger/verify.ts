/**
 * Walks a department's chain from its first tree to its head and finds any change, gap or reorder. Each tree must
 * follow the one before, be signed by a key our root vouches for, and hold the entries as they now stand; each
 * record's versions must follow one another without a gap.
 */
import { type Chain, type Entry, entrySchema, type Tree } from '../../../schemas/records.ts';
import type { Ports } from '../ports/index.ts';
import { chains, entries, find, findOr, unsealed } from '../records.ts';
import { shown } from '../walk.ts';
import { merkleRoot } from './merkle.ts';
import { entryHash, findTree, noTree, treeBytes, treeHash } from './tree.ts';

export interface Flaw {
  readonly department: string;
  readonly tree?: number;
  /** The entry, as record@version. */
  readonly entry?: string;
  readonly kind:
    | 'missing-tree'
    | 'broken-chain'
    | 'bad-signature'
    | 'changed-entry'
    | 'missing-entry'
    | 'gap'
    | 'reorder'
    | 'bad-root'
    | 'head-moved'
    | 'unsealed-late';
  readonly en: string;
  readonly zh: string;
}

export interface Verified {
  readonly department: string;
  readonly trees: number;
  readonly entries: number;
  /** Entries not sealed yet: younger than the sealer's last turn. */
  readonly waiting: number;
  readonly head: string;
  /** The first bad thing found, if any. */
  readonly flaw?: Flaw;
}

/** Versions seen so far of each record, over all departments' chains. */
type Seen = Map<string, number[]>;

export const verifyLedger =
  (ports: Ports) =>
  async (departments: readonly string[]): Promise<readonly Verified[]> => {
    const seen: Seen = new Map();
    const verified: Verified[] = [];
    for (const department of departments) verified.push(await verifyChain(ports, department, seen));
    const gap = (await firstGap(ports, seen)) ?? (await firstUnentered(ports, seen));
    if (!gap || verified.some((one) => one.flaw)) return verified;
    return verified.map((one, index) =>
      index === 0 ? { ...one, flaw: { ...gap, department: one.department } } : one,
    );
  };

async function verifyChain(ports: Ports, department: string, seen: Seen): Promise<Verified> {
  const start: Chain = { department, tree: 0, hash: noTree };
  const head = (await findOr(ports.records, chains, start, department)).value;
  let previous = noTree;
  let count = 0;
  let flaw: Flaw | undefined;
  for (let number = 1; number <= head.tree && !flaw; number += 1) {
    const tree = await findTree(ports, department, number);
    if (!tree) {
      flaw = flawOf(
        { department, tree: number },
        'missing-tree',
        `tree ${number} is missing`,
        `缺少第 ${number} 棵树`,
      );
      break;
    }
    flaw = await verifyTree(ports, tree, previous, seen);
    previous = await treeHash(tree);
    count += tree.entries.length;
  }
  if (!flaw && previous !== head.hash)
    flaw = flawOf(
      { department, tree: head.tree },
      'head-moved',
      `the head does not name tree ${head.tree} as it stands`,
      `链头与第 ${head.tree} 棵树不符`,
    );
  return {
    department,
    trees: head.tree,
    entries: count,
    waiting: await countWaiting(ports, department, seen),
    head: head.hash,
    flaw,
  };
}

const flawOf = (
  where: Pick<Flaw, 'department' | 'tree' | 'entry'>,
  kind: Flaw['kind'],
  en: string,
  zh: string,
): Flaw => ({ ...where, kind, en, zh });

async function verifyTree(ports: Ports, tree: Tree, previous: string, seen: Seen): Promise<Flaw | undefined> {
  const where = { department: tree.department, tree: tree.tree };
  if (tree.previous !== previous)
    return flawOf(
      where,
      'broken-chain',
      `tree ${tree.tree} does not follow the one before`,
      `第 ${tree.tree} 棵树与前一棵不相接`,
    );
  const sealedAt = new Date(tree.sealedAt);
  if (!(await ports.signer.verify(treeBytes(tree), tree.signature, sealedAt)))
    return flawOf(
      where,
      'bad-signature',
      `the signature of tree ${tree.tree} does not fit`,
      `第 ${tree.tree} 棵树的签名不符`,
    );
  for (const leaf of tree.entries) {
    const flaw = await verifyLeaf(ports, where, leaf);
    if (flaw) return flaw;
    const repeated = (seen.get(leaf.record) ?? []).includes(leaf.version);
    if (repeated)
      return flawOf(
        { ...where, entry: `${leaf.record}@${leaf.version}` },
        'reorder',
        `${leaf.record}@${leaf.version} is sealed twice`,
        `${leaf.record}@${leaf.version} 被重复封存`,
      );
    seen.set(leaf.record, [...(seen.get(leaf.record) ?? []), leaf.version]);
  }
  if ((await merkleRoot(tree.entries.map((leaf) => leaf.hash))) !== tree.root)
    return flawOf(
      where,
      'bad-root',
      `the root of tree ${tree.tree} is not that of its entries`,
      `第 ${tree.tree} 棵树的根与条目不符`,
    );
  return undefined;
}

async function verifyLeaf(
  ports: Ports,
  where: { department: string; tree: number },
  leaf: Tree['entries'][number],
): Promise<Flaw | undefined> {
  const name = `${leaf.record}@${leaf.version}`;
  const stored = await ports.records.get(entries.key(leaf.record, leaf.version));
  if (!stored)
    return flawOf({ ...where, entry: name }, 'missing-entry', `entry ${name} is gone`, `条目 ${name} 已丢失`);
  const entry: Entry = entrySchema.parse(stored.value);
  if (
    (await entryHash(entry)) !== leaf.hash ||
    entry.record !== leaf.record ||
    entry.version !== leaf.version
  )
    return flawOf(
      { ...where, entry: name },
      'changed-entry',
      `entry ${name} was changed`,
      `条目 ${name} 被改动`,
    );
  if (entry.tree !== where.tree)
    return flawOf(
      { ...where, entry: name },
      'reorder',
      `entry ${name} says tree ${entry.tree}, it lies in ${where.tree}`,
      `条目 ${name} 标注的树为 ${entry.tree}，实际在第 ${where.tree} 棵`,
    );
  return undefined;
}

/** Entries not sealed yet count towards the versions seen: they are there, only young. */
async function countWaiting(ports: Ports, department: string, seen: Seen): Promise<number> {
  let waiting = 0;
  for await (const { value } of shown(ports.records, ['topic', unsealed(department)], { limit: 1000 })) {
    const entry = entrySchema.parse(value);
    const versions = seen.get(entry.record) ?? [];
    if (versions.includes(entry.version)) continue;
    waiting += 1;
    seen.set(entry.record, [...versions, entry.version]);
  }
  return waiting;
}

const gapAt = (entry: string): Omit<Flaw, 'department'> => ({
  entry,
  kind: 'gap',
  en: `the ledger has no entry ${entry}`,
  zh: `台账缺少条目 ${entry}`,
});

/** What was sealed while the chains were walked is in none of what was read, and yet there: it is read by key. */
async function firstGap(ports: Ports, seen: Seen): Promise<Omit<Flaw, 'department'> | undefined> {
  for (const [record, versions] of seen) {
    const known = new Set(versions);
    const highest = versions.reduce((most, version) => Math.max(most, version), 0);
    for (let version = 1; version < highest; version += 1)
      if (!known.has(version) && !(await find(ports.records, entries, record, version)))
        return gapAt(`${record}@${version}`);
  }
  return undefined;
}

/** A record that stands at a version the ledger has no entry of. */
async function firstUnentered(ports: Ports, seen: Seen): Promise<Omit<Flaw, 'department'> | undefined> {
  const records = [...seen.keys()];
  for (let from = 0; from < records.length; from += 100) {
    const page = records.slice(from, from + 100);
    const stored = await ports.records.getMany(page);
    for (const [index, record] of page.entries()) {
      const version = stored[index]?.version ?? 0;
      const entered = Math.max(...(seen.get(record) ?? [0]));
      for (let missing = entered + 1; missing <= version; missing += 1)
        if (!(await find(ports.records, entries, record, missing))) return gapAt(`${record}@${missing}`);
    }
  }
  return undefined;
}
