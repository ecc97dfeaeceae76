/** A route that forgets to ask for the decision does nothing, whichever port it reaches for. */
import { Hono } from 'hono';
import { allow } from '../../../functions/api/allow.ts';
import { decidedPorts, noteDecision, undecided } from '../../../functions/api/decided-ports.ts';
import { requireDecision } from '../../../functions/api/guards.ts';
import type { ApiContext, ApiEnv } from '../../../functions/api/home.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';
import { createFixture, principals } from './fakes/fixture.ts';

const route = () => '/planted';

test('every method of every port refuses before a decision, but reads of records and what harms nobody', async () => {
  const real = memoryPorts({ freshIndexes: true });
  const ports = decidedPorts(real);
  const free = new Set(['clock', 'ids', 'probe', 'settings', 'world']);
  const refused: string[] = [];
  const open: string[] = [];
  await undecided(route, async () => {
    for (const [name, port] of Object.entries(ports)) {
      if (free.has(name) || port === null || typeof port !== 'object') continue;
      for (const method of methodsOf((real as unknown as Record<string, object>)[name] ?? {})) {
        const call = (port as unknown as Record<string, (key: string) => unknown>)[method];
        try {
          await call?.('k');
          open.push(`${name}.${method}`);
        } catch (error) {
          const isRefused = error instanceof Error && error.name === 'Undecided';
          (isRefused ? refused : open).push(`${name}.${method}`);
        }
      }
    }
  });
  expect(open.sort()).toEqual(['records.get', 'records.getMany', 'records.query']);
  for (const one of [
    'objects.put',
    'records.commit',
    'queue.send',
    'query.rows',
    'refinery.rows',
    'signer.sign',
  ])
    expect(refused).toContain(one);
});

/** Of an object literal or a class. */
function methodsOf(port: object): string[] {
  const names = new Set<string>();
  for (let at: object | null = port; at && at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) if (name !== 'constructor') names.add(name);
  return [...names].filter((name) => typeof Reflect.get(port, name) === 'function');
}

test('a yes opens the ports, the next question closes them until it is answered', async () => {
  const ports = decidedPorts(memoryPorts({ freshIndexes: true }));
  const list = () => ports.objects.list('drop/', {});
  await undecided(route, async () => {
    expect(list).toThrow('no decision was made for /planted');
    noteDecision(true);
    expect((await list()).objects).toEqual([]);
    noteDecision(false);
    expect(list).toThrow('no decision');
  });
});

test('one request’s yes opens nothing for another at the same time', async () => {
  const ports = decidedPorts(memoryPorts({ freshIndexes: true }));
  const { promise, resolve } = Promise.withResolvers<void>();
  const decided = undecided(route, async () => {
    noteDecision(true);
    await promise;
    return ports.objects.list('drop/', {});
  });
  await undecided(route, async () => {
    expect(() => ports.objects.list('drop/', {})).toThrow('no decision');
  });
  resolve();
  expect((await decided).objects).toEqual([]);
});

test('work outside a request is not asked', async () => {
  const ports = decidedPorts(memoryPorts({ freshIndexes: true }));
  expect((await ports.objects.list('drop/', {})).objects).toEqual([]);
});

describe('a planted route', () => {
  const plant = (handle: (c: ApiContext) => Promise<Response>) => {
    const app = new Hono<ApiEnv>();
    app.onError((error, c) => c.text(error.name, 500));
    app.use(async (c, next) => {
      c.set('principal', principals.aic as never);
      await next();
    }, requireDecision);
    app.get('/planted', (c) => handle(c));
    return app.request('/planted');
  };

  test('that forgets to ask writes nothing and answers nothing', async () => {
    const real = memoryPorts({ freshIndexes: true });
    const ports = decidedPorts(real);
    const answer = await plant(async (c) => {
      await ports.objects.put('drop/aic/AIC/planted', new Uint8Array(1));
      return c.text('written');
    });
    expect([answer.status, await answer.text()]).toEqual([500, 'Undecided']);
    expect((await real.objects.list('drop/', {})).objects).toEqual([]);
  });

  test('that only reads records and forgets to ask answers nothing', async () => {
    const ports = decidedPorts(memoryPorts({ freshIndexes: true }));
    const answer = await plant(async (c) => {
      await ports.records.get('batch/1');
      return c.text('read');
    });
    expect([answer.status, await answer.text()]).toEqual([500, 'Undecided']);
  });

  test('that catches a no and goes on is stopped all the same', async () => {
    const real = memoryPorts({ freshIndexes: true });
    const ports = decidedPorts(real);
    const answer = await plant(async (c) => {
      allow(c, 'batch.read', { owner: 'aic' }, 'batch/1');
      try {
        allow(c, 'batch.withdraw', { owner: 'tax' }, 'batch/2');
      } catch {
        await ports.records.commit([{ put: 'x/1', value: {}, expect: 0 }]);
      }
      return c.text('done');
    });
    expect(answer.status).toBe(500);
    expect(await real.records.get('x/1')).toBeUndefined();
  });

  test('that asks goes through', async () => {
    const ports = decidedPorts(memoryPorts({ freshIndexes: true }));
    const answer = await plant(async (c) => {
      allow(c, 'batch.read', { owner: 'aic' }, 'batch/1');
      await ports.objects.list('drop/', {});
      return c.text('done');
    });
    expect(answer.status).toBe(200);
  });
});

test('the API hands its routes no other ports than these', async () => {
  const fixture = await createFixture();
  let refused = 0;
  const list = fixture.ports.objects.list;
  // A route lists nothing before it has asked: were it handed the ports themselves, this would be reached.
  Object.assign(fixture.ports.objects, {
    list: (...given: Parameters<typeof list>) => {
      refused += 1;
      return list(...given);
    },
  });
  const answer = await fixture.ask('GET', '/batches/01K2Y6C1M4N7P0Q3R6S9T2V5W8/rejects', { as: 'civil' });
  expect([answer.status, refused]).toEqual([404, 0]);
});
