import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { moveEntry } from '../../../layers/core/catalog/move-entry.ts';
import { checkOpening } from '../../../layers/core/portal/check-opening.ts';
import { decideOpening } from '../../../layers/core/portal/decide-opening.ts';
import { openings } from '../../../layers/core/portal/kinds.ts';
import { publishOpenings, tendOpenings } from '../../../layers/core/portal/publish-openings.ts';
import { must } from '../../../layers/core/records.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { createFixture, type Fixture, resource } from '../api/fakes/fixture.ts';

const opened = (more: object = {}) =>
  resourceSchema.parse({ ...resource, open: true, openCondition: '公示后', version: 2, ...more });

async function start(rows = ['甲', '乙']) {
  const fixture = await createFixture();
  await applyResource(fixture.ports)(opened(), 'operator');
  await fixture.commit(rows);
  return fixture;
}

const stand = async ({ ports }: Fixture) => (await must(ports.records, openings, 'AIC')).value;
const checkAic = ({ ports }: Fixture) => checkOpening(ports)({ code: 'AIC', actor: 'officer' });
const decide = async (fixture: Fixture, verdict: 'open' | 'refuse' | 'close', more: object = {}) => {
  const { report } = await stand(fixture);
  return decideOpening(fixture.ports)({
    code: 'AIC',
    verdict,
    reason: '依公示办法',
    version: report.version,
    generation: report.generation,
    actor: 'officer',
    ...more,
  });
};

async function openAic(rows?: string[]): Promise<Fixture> {
  const fixture = await start(rows);
  await checkAic(fixture);
  await decide(fixture, 'open');
  await publishOpenings(fixture.ports)();
  return fixture;
}

const told = ({ ports }: Fixture) =>
  (ports.world.notices as { id: string }[]).filter(({ id }) => id.startsWith('opening/'));

const get = (fixture: Fixture, path: string, headers: Record<string, string> = {}) =>
  fixture.app.request(path, { headers });

describe('a resource is opened', () => {
  test('after a check and a decision, and is then read without an account', async () => {
    const fixture = await openAic();
    expect(await stand(fixture)).toMatchObject({ stage: 'open', published: { generation: 1, rows: 2 } });
    const page = await get(fixture, '/open');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('市场主体登记信息');
    const csv = await get(fixture, '/open/AIC/data.csv');
    expect(csv.headers.get('access-control-allow-origin')).toBe('*');
    expect(await csv.text()).toContain('主体代码,密项\r\n甲,');
    const json = (await (await get(fixture, '/open/AIC/data.json')).json()) as { rows: unknown[] };
    expect(json.rows).toHaveLength(2);
    const catalog = (await (await get(fixture, '/open/catalog.jsonld')).json()) as Record<string, unknown[]>;
    expect(catalog['dcat:dataset']).toHaveLength(1);
  });

  test('not without a decision, not by who described it, not on an older check', async () => {
    const fixture = await start();
    await checkAic(fixture);
    await publishOpenings(fixture.ports)();
    expect((await get(fixture, '/open/AIC')).status).toBe(404);
    await expect(decide(fixture, 'open', { actor: 'operator' })).rejects.toThrow('another security officer');
    await fixture.commit(['丙']);
    await expect(decide(fixture, 'open')).rejects.toMatchObject({ code: 'check-again' });
  });

  test('not while the check finds a person in it', async () => {
    const fixture = await start(['11010519491231002X']);
    expect((await checkAic(fixture)).report.findings).toMatchObject([
      { kind: 'resident-id', level: 'block' },
    ]);
    await expect(decide(fixture, 'open')).rejects.toMatchObject({ code: 'disclosure' });
  });

  test('not unless its department marked it so', async () => {
    const fixture = await createFixture();
    await expect(checkOpening(fixture.ports)({ code: 'AIC', actor: 'officer' })).rejects.toMatchObject({
      code: 'not-open',
    });
  });
});

describe('what is open', () => {
  test('follows each new generation, and holds back one that names a person', async () => {
    const fixture = await openAic();
    await fixture.commit(['丙']);
    await publishOpenings(fixture.ports)();
    expect((await stand(fixture)).published).toMatchObject({ generation: 2, rows: 3 });
    await fixture.commit(['13800138000']);
    await publishOpenings(fixture.ports)();
    expect(await stand(fixture)).toMatchObject({ stage: 'held', published: { generation: 2 } });
    expect(await (await get(fixture, '/open/AIC/data.csv')).text()).not.toContain('13800138000');
    expect(told(fixture)).toHaveLength(1);
    await publishOpenings(fixture.ports)();
    expect(told(fixture)).toHaveLength(1);
  });

  test('waits for a person when its description changed', async () => {
    const fixture = await openAic();
    await applyResource(fixture.ports)(opened({ summary: '改', version: 3 }), 'operator');
    await publishOpenings(fixture.ports)();
    expect((await stand(fixture)).stage).toBe('held');
    await checkAic(fixture);
    await decide(fixture, 'open');
    await publishOpenings(fixture.ports)();
    expect(await stand(fixture)).toMatchObject({ stage: 'open', published: { version: 3 } });
  });

  test('goes at once when it is closed, or may be open no longer; its files go a day later', async () => {
    const fixture = await openAic();
    await decide(fixture, 'close');
    expect((await get(fixture, '/open/AIC/data.csv')).status).toBe(404);
    expect((await fixture.ports.objects.list('open/')).objects).toHaveLength(2);
    fixture.ports.world.time += 25 * 3_600_000;
    await tendOpenings(fixture.ports)();
    expect((await fixture.ports.objects.list('open/')).objects).toHaveLength(0);
    const other = await openAic();
    await applyResource(other.ports)(opened({ open: false, version: 3 }), 'operator');
    await publishOpenings(other.ports)();
    expect((await stand(other)).stage).toBe('closed');
    expect((await get(other, '/open/AIC')).status).toBe(404);
  });
});

describe('what is withdrawn from the catalog, or changed, while it is published', () => {
  const withdraw = ({ ports }: Fixture) =>
    moveEntry(ports)({ code: 'AIC', move: 'withdraw', actor: 'operator', reason: '机构改革' });
  const change = ({ ports }: Fixture) =>
    applyResource(ports)(opened({ open: false, version: 3 }), 'operator');

  /** Does it once, at that point of the publication. */
  function during(fixture: Fixture, point: string, work: () => Promise<unknown>): void {
    let done = false;
    const at = async (reached: string) => {
      if (done || reached !== point) return;
      done = true;
      await work();
    };
    Object.assign(fixture.ports, { probe: { at } });
  }

  test.each([
    ['withdrawn when its files are written', withdraw, 'publish-opening: files written'],
    ['withdrawn just before the transaction', withdraw, 'publish-opening: before commit'],
    ['closed by its department just before the transaction', change, 'publish-opening: before commit'],
  ])('%s, does not come out', async (_, work, point) => {
    const fixture = await start();
    await checkAic(fixture);
    await decide(fixture, 'open');
    during(fixture, point, () => work(fixture));
    expect(await publishOpenings(fixture.ports)()).toBe(0);
    expect((await stand(fixture)).published).toBeUndefined();
    expect((await get(fixture, '/open/AIC/data.csv')).status).toBe(404);
    await publishOpenings(fixture.ports)();
    expect((await stand(fixture)).stage).toBe('closed');
  });

  test('is not opened by a decision that was made meanwhile', async () => {
    const fixture = await start();
    await checkAic(fixture);
    during(fixture, 'decide-opening: before commit', () => withdraw(fixture));
    await expect(decide(fixture, 'open')).rejects.toMatchObject({ code: 'withdrawn' });
    expect((await stand(fixture)).stage).toBe('checked');
  });
});

describe('the portal', () => {
  test('escapes what it shows and asks for nothing from elsewhere', async () => {
    const fixture = await openAic(['<script>alert(1)</script>']);
    const page = await get(fixture, '/open/AIC');
    const html = await page.text();
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(1)');
    expect(html).not.toMatch(/(?:src|href)="https?:/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await (await get(fixture, '/open?q=%3Cimg%20onerror%3E')).text()).not.toContain('<img');
  });

  test('says that nothing changed', async () => {
    const fixture = await openAic();
    for (const path of ['/open', '/open/AIC', '/open/AIC/data.csv', '/open/catalog.jsonld']) {
      const etag = (await get(fixture, path)).headers.get('etag') ?? '';
      expect(etag).not.toBe('');
      expect((await get(fixture, path, { 'if-none-match': etag })).status).toBe(304);
    }
  });

  test('lets an address ask only so often, and leaves the rest of the API shut', async () => {
    const fixture = await createFixture({ openRate: { perSecond: 1, burst: 2 } });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await get(fixture, '/open')).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await get(fixture, '/api/v1/openings')).status).toBe(401);
  });

  test('sends readers to the store where the home cannot stream', async () => {
    const fixture = await createFixture({ streams: false });
    await applyResource(fixture.ports)(opened(), 'operator');
    await fixture.commit(['甲']);
    await checkAic(fixture);
    await decide(fixture, 'open');
    await publishOpenings(fixture.ports)();
    const answer = await get(fixture, '/open/AIC/data.csv');
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('memory://open/AIC/2-1.csv');
  });
});
