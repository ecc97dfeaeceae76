import { Validator } from '@seriousme/openapi-schema-validator';
import { catalogEntries } from '../../../layers/core/catalog/kinds.ts';
import { must } from '../../../layers/core/records.ts';
import { createFixture, digest, parse } from './fakes/fixture.ts';

const body = { resource: 'AIC', fileName: '登记.csv', size: 12, sha256: digest('x') };

describe('problems', () => {
  it('are in Chinese by default and in English on request', async () => {
    const { ask } = await createFixture();
    const zh = await ask('GET', '/batches/0000', { as: 'aic' });
    expect(zh.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await parse(zh)).toMatchObject({
      type: 'urn:shuiyuan:problem:not-found',
      title: '未找到',
      status: 404,
      detail: '本部门没有批次 0000，请核对编号',
      code: 'not-found',
      instance: '/api/v1/batches/0000',
      requestId: expect.any(String),
    });
    const headers = { 'accept-language': 'fr, en-GB;q=0.8, zh;q=0.3' };
    const en = await ask('GET', '/batches/0000', { as: 'aic', headers });
    expect(en.headers.get('content-language')).toBe('en');
    expect(await parse(en)).toMatchObject({
      title: 'Not found',
      detail: expect.stringContaining('there is no batch 0000'),
    });
  });

  it('name each field that does not fit, and never repeat a value', async () => {
    const { ask } = await createFixture();
    const wrong = { ...body, size: '520102198001011234', sha256: '520102198001011234', more: 1 };
    const text = await (await ask('POST', '/tickets', { as: 'aic', body: wrong })).text();
    expect(text).not.toContain('520102');
    const problem = JSON.parse(text);
    expect(problem).toMatchObject({ status: 400, code: 'invalid-input' });
    const fields = problem.errors.map((one: { field: string }) => one.field);
    expect(fields).toEqual(expect.arrayContaining(['body.size', 'body.sha256', 'body']));
  });

  it('answer broken JSON and other media types without a stack', async () => {
    const { ask, failures } = await createFixture();
    const json = { 'content-type': 'application/json' };
    const broken = await ask('POST', '/tickets', { as: 'aic', raw: '{', headers: json });
    expect(await parse(broken)).toMatchObject({ status: 400, code: 'unreadable' });
    const xml = { 'content-type': 'application/xml' };
    const other = await ask('POST', '/tickets', { as: 'aic', raw: '<a/>', headers: xml });
    expect(await parse(other)).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    expect(failures).toEqual([]);
  });

  it('hide an unknown error behind its number; the log has kind and place, not the message', async () => {
    const { ask, ports, failures } = await createFixture();
    ports.queue.depth = async () => {
      throw new RangeError('张三 520102198001011234');
    };
    const response = await ask('GET', '/queues', {
      as: 'operator',
      headers: { 'x-request-id': 'abcd-1234' },
    });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).toContain('abcd-1234');
    expect(text).not.toMatch(/张三|520102|queues\.ts/);
    expect(failures).toMatchObject([{ error: 'RangeError', requestId: 'abcd-1234' }]);
    expect(JSON.stringify(failures)).not.toMatch(/张三|520102/);
    expect(failures[0]?.where.join()).toContain('queues.ts');
  });

  it('say so of a route that is not there', async () => {
    const { ask } = await createFixture();
    expect(await parse(await ask('GET', '/nothing', { as: 'aic' }))).toMatchObject({
      status: 404,
      code: 'not-found',
    });
    expect((await ask('GET', '/nothing')).status).toBe(401);
  });
});

describe('idempotency keys', () => {
  const headers = { 'idempotency-key': 'upload-7' };

  it('give the first answer again to a move of the catalog whose answer was lost', async () => {
    const { ask, ports } = await createFixture();
    const move = (more: object = {}, key = 'move-1') =>
      ask('POST', '/catalog/AIC/moves', {
        as: 'operator',
        body: { move: 'withdraw', reason: '机构改革', ...more },
        headers: { 'idempotency-key': key },
      });
    const first = await move();
    expect(first.status).toBe(200);
    const again = await move();
    expect(again.status).toBe(200);
    expect(await parse(again)).toEqual(await parse(first));
    expect((await must(ports.records, catalogEntries, 'AIC')).value.history).toHaveLength(2);
    expect(await parse(await move({ reason: '其他' }))).toMatchObject({ code: 'idempotency-key-reused' });
    expect(await parse(await move({}, 'move-2'))).toMatchObject({ status: 409, code: 'not-now' });
  });

  it('give one ticket to two requests at once, and the same answer later', async () => {
    const { ask, ports } = await createFixture();
    const post = async () => parse(await ask('POST', '/tickets', { as: 'aic', body, headers }));
    const [one, two] = await Promise.all([post(), post()]);
    expect(one).toEqual(two);
    expect(await post()).toEqual(one);
    expect(ports.world.keys('ticket/')).toHaveLength(1);
  });

  it('refuse another body under the same key, but not another department', async () => {
    const { ask, grant } = await createFixture();
    await grant('tax');
    await grant('civil');
    const wish = { resource: 'AIC' };
    expect((await ask('POST', '/subscriptions', { as: 'tax', body: wish, headers })).status).toBe(201);
    const other = await ask('POST', '/subscriptions', {
      as: 'tax',
      body: { ...wish, items: ['k'] },
      headers,
    });
    expect(await parse(other)).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect((await ask('POST', '/subscriptions', { as: 'civil', body: wish, headers })).status).toBe(201);
  });

  it('do not remember a failure', async () => {
    const { ask, ports } = await createFixture();
    const { signUpload } = ports.objects;
    ports.objects.signUpload = async () => {
      throw new Error('down');
    };
    expect((await ask('POST', '/tickets', { as: 'aic', body, headers })).status).toBe(500);
    ports.objects.signUpload = signUpload;
    expect((await ask('POST', '/tickets', { as: 'aic', body, headers })).status).toBe(201);
  });

  it('take over the claim of one who died at the work', async () => {
    const { ask, ports } = await createFixture();
    await ask('POST', '/tickets', { as: 'aic', body, headers });
    const held = await ports.records.get('idempotency/aic/upload-7');
    const claim = { ...(held?.value as object), answer: undefined };
    await ports.records.commit([{ put: 'idempotency/aic/upload-7', value: claim, expect: 2 }]);
    ports.world.time += 61_000;
    expect((await ask('POST', '/tickets', { as: 'aic', body, headers })).status).toBe(201);
    expect(ports.world.keys('ticket/')).toHaveLength(2);
  });

  it('are forgotten after a day', async () => {
    const { ask, ports } = await createFixture();
    await ask('POST', '/tickets', { as: 'aic', body, headers });
    ports.world.time += 2 * 86_400_000;
    await ask('POST', '/tickets', { as: 'aic', body, headers: { 'idempotency-key': 'later' } });
    expect(ports.world.keys('idempotency/')).toEqual(['idempotency/aic/later']);
  });
});

describe('limits', () => {
  it('refuse a body over 1 MiB', async () => {
    const { ask } = await createFixture();
    const raw = JSON.stringify({ ...body, fileName: 'x'.repeat(1024 ** 2) });
    const headers = { 'content-type': 'application/json' };
    const problem = await parse(await ask('POST', '/tickets', { as: 'aic', raw, headers }));
    expect(problem).toMatchObject({ status: 413, code: 'body-too-large' });
  });

  it('hold one principal back and not another, and say how long', async () => {
    const { ask, ports } = await createFixture({ rate: { perSecond: 1, burst: 2 } });
    const statusOf = async (as: string) => (await ask('GET', '/departments', { as })).status;
    expect([await statusOf('aic'), await statusOf('aic'), await statusOf('aic')]).toEqual([200, 200, 429]);
    expect((await ask('GET', '/departments', { as: 'aic' })).headers.get('retry-after')).toBe('1');
    expect(await statusOf('tax')).toBe(200);
    ports.world.time += 1000;
    expect(await statusOf('aic')).toBe(200);
  });
});

describe('waits', () => {
  it('are limited for one principal, and places are given back', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { ask } = await createFixture({ pause: () => gate });
    const { ticket } = await parse(await ask('POST', '/tickets', { as: 'aic', body }));
    const wait = async (as: string) => (await ask('GET', `/tickets/${ticket.id}?wait=0.01`, { as })).status;
    const held = Array.from({ length: 500 }, () => wait('aic'));
    expect(await wait('aic')).toBe(429);
    open();
    expect(new Set(await Promise.all(held))).toEqual(new Set([200]));
    expect(await wait('aic')).toBe(200);
  });
});

describe('headers', () => {
  it('keep answers out of caches, frames and other origins', async () => {
    const { ask } = await createFixture();
    const { headers } = await ask('GET', '/departments', {
      as: 'aic',
      headers: { origin: 'https://other.example' },
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^\w{26}$/);
  });

  it('are on refusals too, with the way to sign in', async () => {
    const { ask } = await createFixture();
    const { headers } = await ask('GET', '/departments');
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('what is open', () => {
  it('tells that it is alive', async () => {
    const { ask } = await createFixture();
    expect(await parse(await ask('GET', '/health'))).toMatchObject({ status: 'ok' });
  });

  it('describes itself in a valid OpenAPI document, each route in both languages and with its refusals', async () => {
    const { ask } = await createFixture();
    const document = await parse(await ask('GET', '/openapi.json'));
    expect(await new Validator().validate(structuredClone(document))).toMatchObject({ valid: true });
    for (const path of Object.values<Record<string, Record<string, unknown>>>(document.paths))
      for (const operation of Object.values(path)) {
        expect(operation.summary).toMatch(/\p{Script=Han}.*\/ .*[A-Za-z]/u);
        const closed = !Array.isArray(operation.security);
        if (closed)
          expect(Object.keys(operation.responses as object)).toEqual(expect.arrayContaining(['401', '403']));
      }
  });

  it('serves the page to browse from here alone, and only its own files', async () => {
    const { ask } = await createFixture();
    const page = await ask('GET', '/docs');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const text = await page.text();
    for (const [, address = ''] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect(address).toMatch(/^docs\//);
      expect((await ask('GET', `/${address}`)).status).toBe(200);
    }
    for (const other of ['package.json', 'index.html', '..%2fpackage.json', 'constructor'])
      expect((await ask('GET', `/docs/${other}`)).status).toBe(404);
  });
});
