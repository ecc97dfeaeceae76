/** Answers and unloaded files are closed at the doors of Athena's clients when the grant beneath them ends. */
import { endGrant } from '../../../../layers/core/grants/end-grant.ts';
import { giveGrant } from '../../../simulation/give-grant.ts';
import { type LakeHome, openLakeHome, who } from '../../workbench/lake-home.ts';
import { clientsOf, type TestClients } from './athena-home.ts';

describe('under a grant that ends', () => {
  let lake: LakeHome;
  let clients: TestClients<string>;
  beforeAll(async () => {
    lake = await openLakeHome();
    const principals = [who.tax, who.aic];
    clients = clientsOf({ ports: lake.ports, queries: lake.service, principals, usual: who.tax.name });
  }, 60_000);
  afterAll(async () => {
    expect(clients.failures).toEqual([]);
    await lake.close();
  });

  const give = (items: string[]) =>
    giveGrant(lake.ports, { resource: 'AIC', receiver: 'local-tax', items, ways: ['database'] });
  const end = (grant: string) =>
    endGrant(lake.ports)({ grant, party: 'aic', actor: 'aic-decider', reason: '到期' });

  async function expectClosed(path: string, kind: RegExp): Promise<void> {
    for (const range of [undefined, 'bytes=0-3']) {
      const refused = await clients.fetch(path, range === undefined ? {} : { range });
      const body = await refused.text();
      expect([path, refused.status, refused.headers.get('content-type')]).toEqual([
        path,
        403,
        'application/xml',
      ]);
      expect(body).toMatch(
        /^<\?xml[^>]*>\s*<Error[^>]*><Code>AccessDenied<\/Code><Message>.*<\/Message><RequestId>.+<\/RequestId><\/Error>/s,
      );
      expect(body).toMatch(kind);
      expect(body).not.toMatch(/k1|1\.25/);
    }
    const head = await clients.fetch(path, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([403, '']);
  }

  test('rows by the API and by S3, files and their list close, and open under one as wide', async () => {
    const { id: grant } = await give(['k', 'amount']);
    const selected = await clients.run('SELECT k, amount FROM aic ORDER BY amount');
    const unload = "UNLOAD (SELECT k, amount FROM aic) TO 's3://workspace/out/a/' WITH (format = 'JSON')";
    const unloaded = await clients.run(unload);
    const rows = `shuiyuan-query-results/${selected}.csv`;
    const file = 'workspace/out/a/0.json.gz';
    const list = 'workspace?list-type=2&prefix=out%2F';
    const before = await clients.fetch(rows);
    expect([before.status, (await before.text()).split('\n')[1]]).toEqual([200, '"k1","1.25"']);
    expect((await clients.fetch(file)).status).toBe(200);
    expect(await (await clients.fetch(list)).text()).toContain('<KeyCount>1</KeyCount>');

    await end(grant);
    await expectClosed(rows, /AIC/);
    await expectClosed(file, /AIC/);
    expect(await (await clients.fetch(list)).text()).toContain('<KeyCount>0</KeyCount>');
    const manifest = await clients.fetch(`workspace/.manifests/${unloaded}-manifest.csv`);
    expect(await manifest.text()).toBe('');
    expect(await clients.ask('GetQueryResults', { QueryExecutionId: selected })).toMatchObject({
      status: 400,
      body: { __type: 'InvalidRequestException', AthenaErrorCode: 'QUERY_CLOSED' },
    });
    expect(clients.accesses).toContainEqual(
      expect.objectContaining({
        action: 's3:GET',
        principal: who.tax.name,
        status: 403,
        refused: 'AccessDenied',
      }),
    );
    // The provider, whose rows they are, finds nothing of another's either.
    for (const path of [rows, file])
      expect((await clients.fetch(path, { who: who.aic.name })).status).toBe(404);

    const narrow = await give(['k']);
    await expectClosed(rows, /AIC/);
    await end(narrow.id);
    const wide = await give(['k', 'amount', 'district']);
    for (const path of [rows, file]) expect((await clients.fetch(path)).status).toBe(200);
    await end(wide.id);
  }, 60_000);

  test('files of a table that a query made are read until they close, after a drop too, by who made it alone', async () => {
    const { id: grant } = await give(['k', 'amount']);
    const made = await clients.run('CREATE TABLE passing AS SELECT k, amount FROM aic');
    const manifest = `workspace/.manifests/${made}-manifest.csv`;
    const listed = await (await clients.fetch(manifest)).text();
    expect(listed).toMatch(/^s3:\/\/workspace\/\.tables\/.+\.parquet\n$/);
    const file = listed.trim().slice('s3://'.length);
    await clients.run('DROP TABLE passing');
    expect((await clients.fetch(file)).status).toBe(200);
    expect((await clients.fetch(file, { who: who.aic.name })).status).toBe(404);
    await end(grant);
    await expectClosed(file, /AIC/);
  }, 60_000);
});
