import { createFixture, type Fixture, parse } from './fakes/fixture.ts';

const subscribed = async (): Promise<{ fixture: Fixture; batch: string; parcel: string }> => {
  const fixture = await createFixture();
  await fixture.grant('tax', { items: ['k'] });
  const body = { resource: 'AIC', items: ['k'] };
  const { id } = await parse(await fixture.ask('POST', '/subscriptions', { as: 'tax', body }));
  const batch = await fixture.commit(['a', 'b', 'c']);
  return { fixture, batch, parcel: `${batch}-${id}` };
};

describe('subscriptions', () => {
  it('are made, listed for their department alone, and ended', async () => {
    const fixture = await createFixture();
    await fixture.grant('tax');
    const made = await fixture.ask('POST', '/subscriptions', { as: 'tax', body: { resource: 'AIC' } });
    expect(made.status).toBe(201);
    const { id, items } = await parse(made);
    expect(items).toEqual(['k', 'secret']);
    expect((await parse(await fixture.ask('GET', '/subscriptions', { as: 'tax' }))).items).toHaveLength(1);
    expect((await parse(await fixture.ask('GET', '/subscriptions', { as: 'civil' }))).items).toHaveLength(0);
    expect((await fixture.ask('DELETE', `/subscriptions/AIC/${id}`, { as: 'civil' })).status).toBe(404);
    expect((await fixture.ask('DELETE', `/subscriptions/AIC/${id}`, { as: 'tax' })).status).toBe(204);
    expect((await parse(await fixture.ask('GET', '/subscriptions', { as: 'tax' }))).items).toHaveLength(0);
  });
});

describe('inbox', () => {
  it('lists, shows, gives the address of and takes the acknowledgement of a parcel', async () => {
    const { fixture, batch, parcel } = await subscribed();
    const { items } = await parse(await fixture.ask('GET', '/inbox', { as: 'tax' }));
    expect(items).toMatchObject([{ parcel, state: 'delivered', rows: 3, provider: 'aic' }]);
    expect(items[0].key).toBeUndefined();
    const content = await fixture.ask('GET', `/inbox/${parcel}/content`, { as: 'tax' });
    expect(await parse(content)).toMatchObject({ method: 'GET', url: `memory://inbox/tax/${parcel}` });
    const away = await fixture.ask('GET', `/inbox/${parcel}/content?redirect=true`, { as: 'tax' });
    expect(away.status).toBe(302);
    expect(away.headers.get('location')).toBe(`memory://inbox/tax/${parcel}`);
    const { sha256 } = items[0];
    const wrong = { sha256: sha256.replace(/^./, (one: string) => (one === '0' ? '1' : '0')) };
    expect((await fixture.ask('POST', `/inbox/${parcel}/ack`, { as: 'tax', body: wrong })).status).toBe(422);
    const taken = await fixture.ask('POST', `/inbox/${parcel}/ack`, { as: 'tax', body: { sha256 } });
    expect(await parse(taken)).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'tax-clerk' });
    const open = await parse(await fixture.ask('GET', '/inbox?state=delivered', { as: 'tax' }));
    expect(open.items).toEqual([]);
    const sent = await parse(await fixture.ask('GET', `/batches/${batch}/parcels`, { as: 'aic' }));
    expect(sent.items).toMatchObject([{ parcel, receiver: 'tax', state: 'acknowledged' }]);
  });
});

describe('rows', () => {
  it('shows the provider all items, page by page', async () => {
    const { fixture } = await subscribed();
    const first = await parse(await fixture.ask('GET', '/resources/AIC/rows?limit=2', { as: 'aic' }));
    expect(first.items.map((row: { k: string }) => row.k)).toEqual(['a', 'b']);
    await fixture.commit(['later']);
    const path = `/resources/AIC/rows?limit=2&cursor=${first.next}`;
    const rest = await parse(await fixture.ask('GET', path, { as: 'aic' }));
    expect(rest).toMatchObject({ generation: first.generation, items: [{ k: 'c' }] });
    expect(rest.next).toBeUndefined();
  });

  it('gives a subscriber its items and filter, and nothing more', async () => {
    const { fixture } = await subscribed();
    const asked: unknown[] = [];
    const { rows } = fixture.ports.query;
    fixture.ports.query.rows = (query) => {
      asked.push(query);
      return rows(query);
    };
    const body = { resource: 'AIC', items: ['k'], filter: "k <> 'x'" };
    const made = await parse(await fixture.ask('POST', '/subscriptions', { as: 'tax', body }));
    const path = `/resources/AIC/rows?subscription=${made.id}&filter=${encodeURIComponent("k = 'a'")}`;
    const own = await fixture.ask('GET', path, { as: 'tax' });
    expect(own.status).toBe(200);
    expect(asked).toMatchObject([{ items: ['k'], filter: "(k <> 'x') AND (k = 'a')" }]);
    const more = await fixture.ask('GET', '/resources/AIC/rows?items=k,secret', { as: 'tax' });
    expect(more.status).toBe(403);
    const sly = encodeURIComponent("k = 'a') OR (k = k");
    expect((await fixture.ask('GET', `/resources/AIC/rows?filter=${sly}`, { as: 'tax' })).status).toBe(400);
    const peek = encodeURIComponent("secret = 'a'");
    expect((await fixture.ask('GET', `/resources/AIC/rows?filter=${peek}`, { as: 'tax' })).status).toBe(400);
  });

  it('refuses who neither provides nor subscribes', async () => {
    const { fixture } = await subscribed();
    expect((await fixture.ask('GET', '/resources/AIC/rows', { as: 'civil' })).status).toBe(403);
  });

  it('refuses a forged cursor', async () => {
    const { fixture } = await subscribed();
    const first = await parse(await fixture.ask('GET', '/resources/AIC/rows?limit=1', { as: 'aic' }));
    const [scope] = JSON.parse(Buffer.from(first.next, 'base64url').toString());
    for (const place of [{ generation: -1, offset: 0 }, { generation: 'x' }, null, 7]) {
      const cursor = Buffer.from(JSON.stringify([scope, place])).toString('base64url');
      const answer = await fixture.ask('GET', `/resources/AIC/rows?limit=1&cursor=${cursor}`, { as: 'aic' });
      expect(answer.status).toBe(400);
    }
  });
});

describe('resources and departments', () => {
  it('lists the catalog without the versions beside it', async () => {
    const { ask } = await createFixture();
    const { items } = await parse(await ask('GET', '/resources', { as: 'civil' }));
    expect(items).toMatchObject([{ code: 'AIC', items: 2, version: 1 }]);
  });

  it('takes a resource file in YAML or JSON, and answers 304 until it changes', async () => {
    const { ask } = await createFixture();
    const seen = await ask('GET', '/resources/AIC', { as: 'civil' });
    const { resource } = await parse(seen);
    const headers = { 'if-none-match': seen.headers.get('etag') ?? '' };
    expect((await ask('GET', '/resources/AIC', { as: 'civil', headers })).status).toBe(304);
    const changed = { ...resource, name: '市场主体登记' };
    const put = await ask('PUT', '/resources/AIC', { as: 'operator', body: changed });
    expect(await parse(put)).toMatchObject({ outcome: 'changed', version: 2, compatible: true });
    expect((await ask('GET', '/resources/AIC', { as: 'civil', headers })).status).toBe(200);
    const yaml =
      'code: HOUSE\nname: 房屋\nnameEn: Houses\ndepartments: [civil]\ncycle: daily\ngrade: 1\nmode: full\nitems: [{ code: k, name: 号, type: text }]\n';
    const type = { 'content-type': 'application/yaml' };
    const made = await ask('PUT', '/resources/HOUSE', { as: 'operator', raw: yaml, headers: type });
    expect(await parse(made)).toMatchObject({ outcome: 'created' });
    const old = await parse(await ask('GET', '/resources/AIC?version=1', { as: 'civil' }));
    expect(old.resource.name).toBe('市场主体登记信息');
  });

  it('names file, line and path of a resource file’s fault', async () => {
    const { ask } = await createFixture();
    const raw = 'code: AIC\nname: x\ngrade: 9\n';
    const headers = { 'content-type': 'application/yaml' };
    const problem = await parse(await ask('PUT', '/resources/AIC', { as: 'operator', raw, headers }));
    expect(problem).toMatchObject({ status: 400, file: 'aic.yaml' });
    expect(problem.detail).toContain('aic.yaml:3: grade');
  });

  it('refuses a file whose code is not the path’s', async () => {
    const { ask } = await createFixture();
    const { resource } = await parse(await ask('GET', '/resources/AIC', { as: 'civil' }));
    expect((await ask('PUT', '/resources/OTHER', { as: 'operator', body: resource })).status).toBe(400);
  });

  it('registers a department under its names', async () => {
    const { ask } = await createFixture();
    const body = { name: '市民政局', nameEn: 'Civil Affairs' };
    expect((await ask('PUT', '/departments/civil', { as: 'operator', body })).status).toBe(200);
    const { items } = await parse(await ask('GET', '/departments', { as: 'aic' }));
    expect(items).toContainEqual({ code: 'civil', ...body });
  });
});
