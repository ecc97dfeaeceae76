/** The console's leave in Lake Formation: what is asked of it, and what is made of what stands there. */
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { lakeFormationLeave } from '../../../layers/cloud/lake-formation-leave.ts';
import type { Seat } from '../../../layers/core/console-leave/seats.ts';
import { TransientError } from '../../../layers/core/errors.ts';
import type { LakeLeave } from '../../../layers/core/ports/lake-leave.ts';
import { describeLakeLeave } from '../../contract/lake-leave.ts';
import { memoryLeave } from '../../contract/memory-leave.ts';
import { type FakeLakeFormation, startFakeLakeFormation } from './fake-lake-formation.ts';

const receiver: Seat = { role: 'receiver', department: 'local-tax' };
const identity = 'arn:aws-cn:iam::111122223333:role/city-local-tax-receiver';
const leave = { seat: receiver, database: 'shared', table: 'meter', columns: ['kwh'], rows: '(kwh > 10)' };

const tables = [{ database: 'shared', table: 'meter' }];

async function open(
  hides = false,
): Promise<{ fake: FakeLakeFormation; leave: LakeLeave; close(): Promise<void> }> {
  const fake = await startFakeLakeFormation(['city_shared.meter'], hides);
  const client = new LakeFormationClient({
    endpoint: fake.address,
    region: 'cn-north-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  const place = { databasePrefix: 'city_', identities: 'arn:aws-cn:iam::111122223333:role/city-' };
  return {
    fake,
    leave: lakeFormationLeave(client, place),
    close: async () => {
      client.destroy();
      await fake.close();
    },
  };
}

describeLakeLeave('Lake Formation', () => open());
describeLakeLeave('Lake Formation that tells of filters only when asked', () => open(true));
describeLakeLeave('in memory', async () => ({ leave: memoryLeave(), close: async () => {} }));

describe('Lake Formation', () => {
  let home: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    home = await open();
  });
  afterEach(() => home.close());

  test('is asked for a filter of columns and rows, and for SELECT on it alone', async () => {
    await home.leave.grant(leave);
    const [database, filter, select, ...more] = home.fake.asked;
    expect(more).toEqual([]);
    const Principal = { DataLakePrincipalIdentifier: identity };
    expect(database).toEqual({
      operation: 'GrantPermissions',
      body: {
        Principal,
        Resource: { Database: { CatalogId: '111122223333', Name: 'city_shared' } },
        Permissions: ['DESCRIBE'],
      },
    });
    const place = {
      TableCatalogId: '111122223333',
      DatabaseName: 'city_shared',
      TableName: 'meter',
      Name: expect.stringMatching(/^local-tax-receiver\.[0-9a-f]{16}$/),
    };
    expect(filter).toEqual({
      operation: 'CreateDataCellsFilter',
      body: { TableData: { ...place, ColumnNames: ['kwh'], RowFilter: { FilterExpression: '(kwh > 10)' } } },
    });
    expect(select).toEqual({
      operation: 'GrantPermissions',
      body: { Principal, Resource: { DataCellsFilter: place }, Permissions: ['SELECT'] },
    });
  });

  test('without a condition it is asked for every row by name, not for an empty condition', async () => {
    const { rows: _, ...whole } = leave;
    await home.leave.grant(whole);
    expect(home.fake.asked[1]?.body.TableData.RowFilter).toEqual({ AllRowsWildcard: {} });
  });

  test('a filter that was altered is told as what it shows now, and a new grant sets it right', async () => {
    await home.leave.grant(leave);
    const [[key, filter] = []] = [...home.fake.filters];
    home.fake.filters.set(key ?? '', { ...filter, ColumnNames: ['kwh', 'remark'] });
    const [standing] = (await home.leave.standing([receiver], tables)).filter(
      ({ isNamesOnly }) => !isNamesOnly,
    );
    expect(standing?.leave?.columns).toEqual(['kwh', 'remark']);
    await home.leave.grant(leave);
    const [mended] = (await home.leave.standing([receiver], tables)).filter(
      ({ isNamesOnly }) => !isNamesOnly,
    );
    expect(mended?.leave).toEqual(leave);
  });

  test.each([
    [
      'a whole table',
      { Table: { CatalogId: '1', DatabaseName: 'city_shared', Name: 'meter' } },
      ['SELECT'],
      'meter',
    ],
    [
      'columns of a table',
      { TableWithColumns: { DatabaseName: 'city_shared', Name: 'meter', ColumnWildcard: {} } },
      ['SELECT'],
      'meter',
    ],
    ['a database', { Database: { Name: 'city_shared' } }, ['CREATE_TABLE', 'DESCRIBE'], undefined],
    [
      'another filter',
      { DataCellsFilter: { DatabaseName: 'city_shared', TableName: 'meter', Name: 'x' } },
      ['SELECT'],
      'meter',
    ],
  ])(
    '%s that somebody else gave is told as his, and can be taken away',
    async (_what, resource, given, table) => {
      home.fake.permissions.push({ principal: identity, resource, permissions: given });
      const [standing] = await home.leave.standing([receiver], tables);
      expect(standing).toMatchObject({ database: 'shared', isNamesOnly: false });
      expect(standing?.table).toBe(table);
      expect(standing?.leave).toBeUndefined();
      if (standing) await home.leave.revoke(standing);
      expect(home.fake.permissions).toEqual([]);
    },
  );

  test('what is outside the lake is told without a place; names alone are told as such', async () => {
    home.fake.permissions.push(
      { principal: identity, resource: { Database: { Name: 'elsewhere' } }, permissions: ['ALL'] },
      { principal: identity, resource: { Database: { Name: 'city_shared' } }, permissions: ['DESCRIBE'] },
    );
    const [outside, names] = await home.leave.standing([receiver], tables);
    expect(outside).toMatchObject({ isNamesOnly: false });
    expect(outside?.database).toBeUndefined();
    expect(names).toMatchObject({ database: 'shared', isNamesOnly: true });
  });

  test('leave on its own filter to do something else with it is nobody’s leave to read', async () => {
    await home.leave.grant(leave);
    const own = home.fake.permissions.find(({ resource }) => resource.DataCellsFilter);
    if (own) own.permissions = ['DROP'];
    const found = await home.leave.standing([receiver], tables);
    expect(found.filter((one) => !one.isNamesOnly).map((one) => one.leave)).toEqual([undefined]);
  });

  test('a filter that nobody was given is nobody’s leave', async () => {
    await home.leave.grant(leave);
    home.fake.permissions.splice(0);
    expect(home.fake.filters.size).toBe(1);
    expect(await home.leave.standing([receiver], tables)).toEqual([]);
    await home.leave.grant(leave);
    expect((await home.leave.standing([receiver], tables)).filter((one) => one.leave)).toHaveLength(1);
  });

  test('pages are read to their end', async () => {
    for (let index = 0; index < 5; index += 1) await home.leave.grant({ ...leave, rows: `(kwh > ${index})` });
    const found = (await home.leave.standing([receiver], tables)).filter((one) => one.leave);
    expect(found.map((one) => one.leave?.rows).sort()).toEqual(
      [0, 1, 2, 3, 4].map((one) => `(kwh > ${one})`),
    );
  });

  test('a filter goes with its leave, and nothing of it is left for a table of the same name', async () => {
    await home.leave.grant(leave);
    for (const one of await home.leave.standing([receiver], tables)) await home.leave.revoke(one);
    expect(home.fake.filters.size).toBe(0);
    expect(home.fake.permissions).toEqual([]);
  });

  test('what it refuses is a fault that passes, and says nothing of whom or what', async () => {
    const refused = home.leave.grant({ ...leave, table: 'gone' });
    await expect(refused).rejects.toThrow(TransientError);
    await expect(refused).rejects.toThrow(
      /^lakeformation CreateDataCellsFilter failed with EntityNotFoundException/,
    );
  });
});
