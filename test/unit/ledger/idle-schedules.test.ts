/** In the cloud each write, signature and message is paid for: what runs by the clock and finds nothing makes none. */
import { listChains } from '../../../functions/api/list-chains.ts';
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { compactLake, eraseObjects, sweep } from '../../../layers/core/exchange/index.ts';
import { sealChain, sealLedgers } from '../../../layers/core/ledger/index.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const resource = resourceSchema.parse({
  code: 'IDLE',
  name: '闲置',
  nameEn: 'idle',
  departments: ['power', 'market'],
  cycle: 'monthly',
  grade: 1,
  mode: 'full',
  items: [{ code: 'k', name: '键', type: 'text', length: 9, key: 'primary', required: true }],
});

/** The ports with each call noted as `port.method`. */
function counted(ports: Ports): { ports: Ports; calls: string[] } {
  const calls: string[] = [];
  const watch = <T extends object>(name: string, port: T): T =>
    new Proxy(port, {
      get(target, method, receiver) {
        const value = Reflect.get(target, method, receiver);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          calls.push(`${name}.${String(method)}`);
          return value.apply(target, given);
        };
      },
    });
  const watched = ['objects', 'multipart', 'records', 'queue', 'catalog', 'signer', 'notifier'] as const;
  const own = Object.fromEntries(watched.map((name) => [name, watch(name, ports[name])]));
  return { ports: { ...ports, ...own }, calls };
}

const paid = /\.(put|commit|remove|send|sign|notify|begin|complete|abort|defineTable|registerPartitions)$/;

/** A home with a resource and two departments, whose entries are sealed. */
async function settledPorts() {
  const { world, ...ports } = memoryPorts();
  await applyResource(ports)(resource, 'operator');
  await sealLedgers(ports)(await listChains(ports));
  world.time += 3_600_000;
  // The first look may tidy up; from then on there is nothing to do.
  await sweep(ports)();
  return counted(ports);
}

test.each([
  ['sweep', (ports: Ports) => sweep(ports)()],
  ['seal-ledger', async (ports: Ports) => sealLedgers(ports)(await listChains(ports))],
  ['compact-lake', (ports: Ports) => compactLake(ports)()],
  ['erase-objects', (ports: Ports) => eraseObjects(ports)()],
])('%s makes no write, signature or message when nothing happened', async (_name, run) => {
  const { ports, calls } = await settledPorts();
  await run(ports);
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.filter((call) => paid.test(call))).toEqual([]);
});

test('a ledger without new entries costs the sealer one query, and no look into the archive', async () => {
  const { ports, calls } = await settledPorts();
  expect(await sealChain(ports, 'power')).toBe(0);
  expect(calls).toEqual(['records.query']);
});

test('a ledger with new entries is signed once, however many they are', async () => {
  const { ports, calls } = await settledPorts();
  await applyResource(ports)({ ...resource, name: '改名' }, 'operator');
  calls.length = 0;
  expect(await sealChain(ports, 'power')).toBeGreaterThan(0);
  expect(calls.filter((call) => paid.test(call)).sort()).toEqual([
    'objects.put',
    'records.commit',
    'signer.sign',
  ]);
});
