import { sealLedgers, verifyReceipt } from '../../../layers/core/ledger/index.ts';
import { createFixture, parse } from './fakes/fixture.ts';

describe('ledger', () => {
  it('tells what happened to a batch, page by page', async () => {
    const { ask, commit } = await createFixture();
    const batch = await commit(['a']);
    const path = `/ledger/entries?record=batch/${batch}&limit=1`;
    const first = await parse(await ask('GET', path, { as: 'aic' }));
    expect(first.items).toMatchObject([{ action: 'batch accepted', version: 1, actor: 'aic-clerk' }]);
    const second = await parse(await ask('GET', `${path}&cursor=${first.next}`, { as: 'aic' }));
    expect(second.items).toMatchObject([{ action: 'batch committed', version: 2 }]);
  });

  it('gives a receipt that holds once the entry is sealed, and says when it is not yet', async () => {
    const { ask, commit, ports } = await createFixture();
    const batch = await commit(['a']);
    const path = `/ledger/receipts?record=batch/${batch}&version=1`;
    expect(await parse(await ask('GET', path, { as: 'aic' }))).toMatchObject({
      status: 409,
      code: 'not-sealed',
    });
    await sealLedgers(ports)(['aic']);
    const receipt = await parse(await ask('GET', path, { as: 'aic' }));
    expect(await verifyReceipt(ports, receipt)).toBe(true);
  });

  it('verifies all chains and names the first flaw in the reader’s language', async () => {
    const { ask, commit, ports } = await createFixture();
    const batch = await commit(['a']);
    await sealLedgers(ports)(['aic']);
    expect(await parse(await ask('GET', '/ledger/verify', { as: 'auditor' }))).toMatchObject({ sound: true });
    const key = `entry/batch/${batch}@000000000001`;
    const held = await ports.records.get(key);
    const value = { ...(held?.value as object), actor: 'somebody-else' };
    await ports.records.commit([{ put: key, value, expect: held?.version ?? 0 }]);
    const headers = { 'accept-language': 'en' };
    const found = await parse(await ask('GET', '/ledger/verify', { as: 'auditor', headers }));
    expect(found.sound).toBe(false);
    const flaws = found.chains.map((one: { flaw?: unknown }) => one.flaw).filter(Boolean);
    expect(flaws).toMatchObject([{ kind: 'changed-entry', message: expect.stringContaining('was changed') }]);
  });

  it('exports an anchor of all chains and gives the root key', async () => {
    const { ask, commit, ports } = await createFixture();
    await commit(['a']);
    await sealLedgers(ports)(['aic']);
    const anchor = await ask('POST', '/ledger/anchors', { as: 'auditor' });
    expect(anchor.status).toBe(201);
    expect(await parse(anchor)).toMatchObject({ schema: 'anchor/1', chains: [{ department: 'aic' }] });
    const key = await parse(await ask('GET', '/ledger/root-key', { as: 'civil' }));
    expect(key).toEqual({ algorithm: 'ES256', publicKey: 'root' });
  });
});

describe('queues', () => {
  it('shows depths and dead letters, and gives back or deletes those named', async () => {
    const { ask, ports, upload } = await createFixture();
    await upload(['a']);
    const { items } = await parse(await ask('GET', '/queues', { as: 'operator' }));
    expect(items).toContainEqual({ queue: 'batches', waiting: 1, inFlight: 0, dead: 0 });
    const [waiting] = ports.world.waiting;
    if (!waiting) throw new Error('nothing waits');
    ports.queue.deadLetters = async () => [
      { id: 'd1', message: waiting.message, failures: 5, lastError: 'transient' },
    ];
    const named: unknown[] = [];
    ports.queue.redrive = async (queue, ids) => named.push([queue, ids]);
    ports.queue.purge = async (queue, ids) => named.push([queue, ids]);
    const dead = await parse(await ask('GET', '/queues/batches/dead', { as: 'operator' }));
    expect(dead.items).toMatchObject([{ id: 'd1', record: waiting.message.record, failures: 5 }]);
    const given = await ask('POST', '/queues/batches/redrive', { as: 'operator', body: { ids: ['d1'] } });
    expect(await parse(given)).toEqual({ count: 1 });
    expect(await parse(await ask('POST', '/queues/batches/purge', { as: 'operator' }))).toEqual({ count: 2 });
    expect(named).toEqual([
      ['batches', ['d1']],
      ['batches', undefined],
    ]);
    expect((await ask('GET', '/queues/nothing/dead', { as: 'operator' })).status).toBe(400);
  });
});
