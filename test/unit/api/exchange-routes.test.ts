import { createFixture, digest, type Fixture, parse } from './fakes/fixture.ts';

describe('tickets', () => {
  const body = { resource: 'AIC', fileName: '登记.csv', size: 12, sha256: digest('x') };

  it('gives a ticket with the request to make, and nothing of the places inside', async () => {
    const { ask } = await createFixture();
    const response = await ask('POST', '/tickets', { as: 'aic', body });
    expect(response.status).toBe(201);
    const { ticket, upload } = await parse(response);
    expect(ticket).toMatchObject({
      department: 'aic',
      resource: 'AIC',
      stage: 'issued',
      issuedBy: 'aic-clerk',
    });
    expect(ticket.key).toBeUndefined();
    expect(upload).toMatchObject({ method: 'PUT', url: expect.stringContaining(ticket.id) });
  });

  it('refuses a department that does not provide the resource', async () => {
    const { ask } = await createFixture();
    expect((await ask('POST', '/tickets', { as: 'tax', body })).status).toBe(403);
  });

  it('refuses a composite digest for a single put, by the field’s name', async () => {
    const { ask } = await createFixture();
    const sha256 = `composite:${digest('x')}-2`;
    const problem = await parse(await ask('POST', '/tickets', { as: 'aic', body: { ...body, sha256 } }));
    expect(problem.errors[0].field).toBe('body.sha256');
  });

  it('signs parts, lists them and completes a multipart upload', async () => {
    const { ask, ports } = await createFixture();
    const { ticket, upload } = await parse(
      await ask('POST', '/tickets', { as: 'aic', body: { ...body, multipart: true } }),
    );
    expect(upload).toBeUndefined();
    const part = { number: 1, size: 12, sha256: digest('x') };
    const signed = await ask('POST', `/tickets/${ticket.id}/parts`, { as: 'aic', body: part });
    expect(await parse(signed)).toMatchObject({ method: 'PUT' });
    expect(await parse(await ask('GET', `/tickets/${ticket.id}/parts`, { as: 'aic' }))).toEqual({
      items: [],
    });
    const done = await ask('POST', `/tickets/${ticket.id}/complete`, { as: 'aic' });
    expect(await parse(done)).toMatchObject({ id: ticket.id, multipart: true });
    expect(ports.world.keys('ticket/')).toHaveLength(1);
  });

  it('says that a single put has no parts', async () => {
    const { ask } = await createFixture();
    const { ticket } = await parse(await ask('POST', '/tickets', { as: 'aic', body }));
    const problem = await parse(await ask('GET', `/tickets/${ticket.id}/parts`, { as: 'aic' }));
    expect(problem).toMatchObject({ status: 409, code: 'not-multipart' });
  });

  it('waits until the file was taken up, and then answers with the batch', async () => {
    const fixture = await createFixture();
    const { ticket } = await parse(await fixture.ask('POST', '/tickets', { as: 'aic', body }));
    const waiting = fixture.ask('GET', `/tickets/${ticket.id}?wait=5`, { as: 'aic' });
    const held = await fixture.ports.records.get(`ticket/${ticket.id}`);
    const value = { ...(held?.value as object), stage: 'expired' };
    await fixture.ports.records.commit([{ put: `ticket/${ticket.id}`, value, expect: 1 }]);
    const refused = { ...value, stage: 'refused', reason: { code: 'wrong-size', zh: '不符', en: 'differs' } };
    await fixture.ports.records.commit([{ put: `ticket/${ticket.id}`, value: refused, expect: 2 }]);
    const answer = await parse(await waiting);
    expect(answer.ticket).toMatchObject({
      stage: 'refused',
      reason: { code: 'wrong-size', message: '不符' },
    });
  });

  it('gives up waiting after the seconds asked for', async () => {
    const { ask } = await createFixture();
    const { ticket } = await parse(await ask('POST', '/tickets', { as: 'aic', body }));
    const begun = performance.now();
    expect((await ask('GET', `/tickets/${ticket.id}?wait=0.4`, { as: 'aic' })).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThan(350);
  });
});

describe('batches', () => {
  let fixture: Fixture;
  let batch: string;
  beforeEach(async () => {
    fixture = await createFixture();
    batch = await fixture.commit(['a', 'b']);
  });

  it('answers a committed batch with its rows, mapping and generation', async () => {
    const view = await parse(await fixture.ask('GET', `/batches/${batch}?wait=5`, { as: 'aic' }));
    expect(view).toMatchObject({
      batch,
      state: 'committed',
      rows: { read: 2, accepted: 2, refused: 0, ignored: 0 },
      generation: 1,
      department: 'aic',
      mapping: { columns: [{ item: 'k', header: '主体代码' }] },
      hasRejects: false,
    });
  });

  it('lists a department’s batches newest first, page by page', async () => {
    const second = await fixture.commit(['c']);
    const first = await parse(await fixture.ask('GET', '/batches?limit=1', { as: 'aic' }));
    expect(first.items.map((one: { batch: string }) => one.batch)).toEqual([second]);
    const rest = await parse(
      await fixture.ask('GET', `/batches?limit=1&cursor=${first.next}`, { as: 'aic' }),
    );
    expect(rest.items.map((one: { batch: string }) => one.batch)).toEqual([batch]);
  });

  it('takes an empty cursor for none', async () => {
    const { items } = await parse(await fixture.ask('GET', '/batches?cursor=', { as: 'aic' }));
    expect(items).toHaveLength(1);
  });

  it('refuses a cursor of another list', async () => {
    await fixture.commit(['c']);
    const { next } = await parse(await fixture.ask('GET', '/batches?limit=1', { as: 'aic' }));
    const problem = await fixture.ask('GET', `/batches?department=tax&cursor=${next}`, { as: 'operator' });
    expect(problem.status).toBe(400);
  });

  it('answers 304 to who holds the batch’s version, and news after a change', async () => {
    const etag = (await fixture.ask('GET', `/batches/${batch}`, { as: 'aic' })).headers.get('etag') ?? '';
    const headers = { 'if-none-match': etag };
    expect((await fixture.ask('GET', `/batches/${batch}`, { as: 'aic', headers })).status).toBe(304);
    const withdrawn = fixture.ask('POST', `/batches/${batch}/withdraw`, {
      as: 'aic',
      body: { reason: '取错月份' },
    });
    const waited = await fixture.ask('GET', `/batches/${batch}?wait=5`, { as: 'aic', headers });
    expect(await parse(await withdrawn)).toMatchObject({
      state: 'withdrawn',
      reason: { message: '取错月份' },
    });
    expect(waited.status).toBe(200);
    expect(waited.headers.get('etag')).not.toBe(etag);
  });

  it('traces a line to its file and gives the line itself', async () => {
    const traced = await parse(await fixture.ask('GET', `/batches/${batch}/lineage/2`, { as: 'aic' }));
    expect(traced).toMatchObject({
      batch,
      file: '登记.csv',
      uploadedBy: 'aic-clerk',
      record: 2,
      state: 'accepted',
      original: { 主体代码: 'a' },
    });
  });

  it('says that there are no refused rows to download', async () => {
    const problem = await parse(await fixture.ask('GET', `/batches/${batch}/rejects`, { as: 'aic' }));
    expect(problem).toMatchObject({ status: 409, code: 'no-rejects' });
  });

  it('tells progress as server-sent events until the batch rests', async () => {
    const response = await fixture.ask('GET', `/batches/${batch}/events`, { as: 'aic' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = await response.text();
    expect(text).toContain('event: progress');
    expect(text).toContain('"state":"committed"');
  });

  it('tells each change of a batch that is on its way', async () => {
    const ticket = await fixture.upload(['c', 'd']);
    const held = await fixture.ports.records.get(`ticket/${ticket}`);
    const fresh = (held?.value as { batch: string } | undefined)?.batch;
    const response = await fixture.ask('GET', `/batches/${fresh}/events`, { as: 'aic' });
    const text = response.text();
    setTimeout(() => fixture.drain(), 50);
    const states = [...(await text).matchAll(/"state":"(\w+)"/g)].map(([, state]) => state);
    expect(states).toEqual(['accepted', 'committed']);
  });

  it('says where events cannot be streamed', async () => {
    const still = await createFixture({ streams: false });
    const other = await still.commit(['a']);
    const problem = await parse(await still.ask('GET', `/batches/${other}/events`, { as: 'aic' }));
    expect(problem).toMatchObject({ status: 409, code: 'no-streams' });
  });

  it('answers a poisoned file with the reason in the reader’s language', async () => {
    const poisoned = await fixture.commit(['z'], { poison: 'at-survey' });
    const zh = await parse(await fixture.ask('GET', `/batches/${poisoned}`, { as: 'aic' }));
    expect(zh).toMatchObject({ state: 'quarantined', reason: { code: 'unknown-format', message: '毒' } });
    const headers = { 'accept-language': 'en' };
    const en = await parse(await fixture.ask('GET', `/batches/${poisoned}`, { as: 'aic', headers }));
    expect(en.reason.message).toBe('poison');
  });
});

describe('rejects', () => {
  const withRejects = async (fixture: Fixture): Promise<string> => {
    const batch = await fixture.commit(['a']);
    const held = await fixture.ports.records.get(`batch/${batch}`);
    const value = { ...(held?.value as object), rejects: ['lake/rejects/1'] };
    await fixture.ports.records.commit([{ put: `batch/${batch}`, value, expect: held?.version ?? 0 }]);
    return batch;
  };

  it('streams the file under its own name, in any script', async () => {
    const fixture = await createFixture();
    const batch = await withRejects(fixture);
    const response = await fixture.ask('GET', `/batches/${batch}/rejects?format=csv`, { as: 'aic' });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('行号');
    const disposition = response.headers.get('content-disposition') ?? '';
    expect(disposition).toContain(`filename*=UTF-8''${encodeURIComponent('登记-被拒绝的行.csv')}`);
  });

  it('answers a small file and redirects to a large one where answers are limited', async () => {
    const fixture = await createFixture({ streams: false });
    const batch = await withRejects(fixture);
    const path = `/batches/${batch}/rejects?format=csv`;
    expect((await fixture.ask('GET', path, { as: 'aic' })).status).toBe(200);
    fixture.ports.refinery.rejects = async function* rejects() {
      for (let piece = 0; piece < 5; piece += 1) yield new Uint8Array(1_000_000);
    };
    for (let turn = 0; turn < 2; turn += 1) {
      const response = await fixture.ask('GET', path, { as: 'aic' });
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toContain('exports/rejects/');
    }
    expect((await fixture.ports.objects.head(`exports/rejects/${batch}.zh.csv`))?.size).toBe(5_000_000);
  });
});

describe('mapping', () => {
  it('shows the columns in question with the names of candidates, takes the answer and goes on', async () => {
    const fixture = await createFixture();
    const batch = await fixture.commit(['a'], { header: ['主体代号', '密项'] });
    const asked = await parse(await fixture.ask('GET', `/batches/${batch}/mapping`, { as: 'aic' }));
    expect(asked).toMatchObject({ state: 'asks', headers: ['主体代号', '密项'] });
    expect(asked.questions[0].candidates[0]).toMatchObject({ item: 'k', name: '主体代码' });
    const body = { answers: [{ column: 0, item: 'k' }] };
    const answered = await fixture.ask('POST', `/batches/${batch}/mapping`, { as: 'aic', body });
    expect(await parse(answered)).toEqual({ woken: [batch] });
    await fixture.drain();
    const view = await parse(await fixture.ask('GET', `/batches/${batch}`, { as: 'aic' }));
    expect(view).toMatchObject({
      state: 'committed',
      mapping: { columns: [{ how: 'confirmed', item: 'k' }, { item: 'secret' }] },
    });
  });
});
