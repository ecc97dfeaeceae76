import { registerDepartment } from '../../../layers/core/catalog/apply-resource.ts';
import { issueReceipt, sealChain, verifyLedger, verifyReceipt } from '../../../layers/core/ledger/index.ts';
import { merklePath, merkleRoot, rootOfPath } from '../../../layers/core/ledger/merkle.ts';
import { departments, entries } from '../../../layers/core/records.ts';
import type { Entry } from '../../../schemas/records.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const names = (name: string) => ({ code: 'power', name, nameEn: name });

/** A chain of three trees over the changes of one department's record. */
async function sealedChain() {
  const ports = memoryPorts();
  for (const name of ['供电局', '电力公司', '供电所']) {
    await registerDepartment(ports)(names(name), 'operator');
    await sealChain(ports, 'power');
  }
  return ports;
}

const record = departments.key('power');
const overwrite = async (
  ports: ReturnType<typeof memoryPorts>,
  version: number,
  change: (entry: Entry) => Entry,
) => {
  const key = entries.key(record, version);
  const stored = await ports.records.get(key);
  const value = change(entries.schema.parse(stored?.value));
  await ports.records.commit([{ put: key, value, expect: stored?.version ?? 0 }]);
};
const flawOf = async (ports: ReturnType<typeof memoryPorts>) =>
  (await verifyLedger(ports)(['power']))[0]?.flaw;

describe('the ledger', () => {
  test('is whole when nobody touched it', async () => {
    const ports = await sealedChain();
    expect((await verifyLedger(ports)(['power']))[0]).toMatchObject({ trees: 3, entries: 3, waiting: 0 });
    expect(await flawOf(ports)).toBeUndefined();
  });

  test('names the first entry that was changed', async () => {
    const ports = await sealedChain();
    await overwrite(ports, 2, (entry) => ({ ...entry, actor: 'somebody else' }));
    await overwrite(ports, 3, (entry) => ({ ...entry, actor: 'somebody else' }));
    expect(await flawOf(ports)).toMatchObject({ kind: 'changed-entry', entry: `${record}@2`, tree: 2 });
  });

  test('finds an entry that was moved to another tree', async () => {
    const ports = await sealedChain();
    await overwrite(ports, 2, (entry) => ({ ...entry, tree: 3 }));
    expect(await flawOf(ports)).toMatchObject({ kind: 'reorder', entry: `${record}@2` });
  });

  test('finds an entry that is gone', async () => {
    const ports = await sealedChain();
    await ports.records.commit([{ remove: entries.key(record, 3) }]);
    expect(await flawOf(ports)).toMatchObject({ kind: 'missing-entry', entry: `${record}@3` });
  });

  test('finds a record that was changed without an entry', async () => {
    const ports = await sealedChain();
    const stored = await ports.records.get(record);
    await ports.records.commit([{ put: record, value: names('别人'), expect: stored?.version ?? 0 }]);
    expect(await flawOf(ports)).toMatchObject({ kind: 'gap', entry: `${record}@4` });
  });

  test('finds a tree that is gone', async () => {
    const ports = await sealedChain();
    await ports.objects.remove('ledger/power/000000000002');
    expect(await flawOf(ports)).toMatchObject({ kind: 'missing-tree', tree: 2 });
  });

  test('finds two trees that changed places', async () => {
    const ports = await sealedChain();
    const { objects } = ports.world;
    const second = objects.get('ledger/power/000000000002');
    const third = objects.get('ledger/power/000000000003');
    if (!second || !third) throw new Error('the chain has no third tree');
    objects.set('ledger/power/000000000002', third);
    objects.set('ledger/power/000000000003', second);
    expect(await flawOf(ports)).toMatchObject({ kind: 'broken-chain' });
  });

  test('finds a head that was moved back', async () => {
    const ports = await sealedChain();
    const chain = await ports.records.get('chain/power');
    const value = { ...(chain?.value as object), tree: 2 };
    await ports.records.commit([{ put: 'chain/power', value, expect: chain?.version ?? 0 }]);
    expect(await flawOf(ports)).toMatchObject({ kind: 'head-moved' });
  });

  test('gives a receipt that holds, and one that was touched does not', async () => {
    const ports = await sealedChain();
    const receipt = await issueReceipt(ports)(record, 2);
    expect(await verifyReceipt(ports, receipt)).toBe(true);
    const touched = { ...receipt, entry: { ...receipt.entry, actor: 'somebody else' } };
    expect(await verifyReceipt(ports, touched)).toBe(false);
  });
});

describe('a Merkle path', () => {
  test.each([1, 2, 3, 5, 8, 90])('leads from each of %i leaves to the root', async (count) => {
    const leaves = Array.from({ length: count }, (_, index) => index.toString(16).padStart(64, '0'));
    const root = await merkleRoot(leaves);
    for (const [index, leaf] of leaves.entries()) {
      expect(await rootOfPath(leaf, await merklePath(leaves, index))).toBe(root);
      const wrong = 'f'.repeat(64);
      expect(await rootOfPath(wrong, await merklePath(leaves, index))).not.toBe(root);
    }
  });
});
