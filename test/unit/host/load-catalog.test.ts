/** The shipped catalog, put in force once whoever loads it. */
import { loadCatalog } from '../../../host/load-catalog.ts';
import type { Records } from '../../../layers/core/ports/records.ts';
import { definitions, find } from '../../../layers/core/records.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

/** Both have seen that nothing is loaded before either goes on. */
function seenTogether(records: Records): Records {
  let seen = 0;
  const both = Promise.withResolvers<void>();
  return new Proxy(records, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (name !== 'get' || typeof method !== 'function') return method;
      return async (key: string) => {
        const found: unknown = await method.call(target, key);
        if (key !== 'catalog/shipped') return found;
        seen += 1;
        if (seen === 2) both.resolve();
        await both.promise;
        return found;
      };
    },
  });
}

test('two that load it at once both find it loaded', async () => {
  const ports = memoryPorts();
  const together = { ...ports, records: seenTogether(ports.records) };
  const [first, second] = await Promise.all([loadCatalog(together), loadCatalog(together)]);
  expect(first).toEqual(second);
  expect(first.resources).toBeGreaterThan(40);
  expect((await find(ports.records, definitions, 'POWER'))?.value.appliedBy).toBe('system');
});
