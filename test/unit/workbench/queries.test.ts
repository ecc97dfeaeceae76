import { giveGrant } from '../../simulation/give-grant.ts';
import { type LakeHome, openLakeHome, who } from './lake-home.ts';

describe('queries of the workbench', () => {
  let lake: LakeHome;
  beforeAll(async () => {
    lake = await openLakeHome();
    await giveGrant(lake.ports, {
      resource: 'AIC',
      receiver: 'local-tax',
      items: ['k', 'district', 'amount'],
      filters: ["district = 'north'"],
      ways: ['service', 'database'],
    });
  }, 60_000);
  afterAll(() => lake.close());

  test('a provider reads all of its resource, typed as Athena types it', async () => {
    const { state, error, columns, rows, scannedBytes } = await lake.ask('SELECT * FROM aic ORDER BY amount');
    expect({ state, error }).toEqual({ state: 'SUCCEEDED', error: undefined });
    expect(columns).toEqual([
      { name: 'k', type: 'varchar' },
      { name: 'district', type: 'varchar' },
      { name: 'secret', type: 'varchar' },
      { name: 'amount', type: 'decimal(18,2)' },
      { name: 'day', type: 'date' },
    ]);
    expect(rows).toBe(10);
    expect(scannedBytes).toBeGreaterThan(100);
    expect((await lake.rows('SELECT * FROM shared.aic ORDER BY amount LIMIT 1'))[0]).toEqual([
      'k1',
      'south',
      'hidden-AIC-1',
      '1.25',
      '2015-01-02',
    ]);
  }, 60_000);

  test('a receiver reads the items and rows of its grant', async () => {
    const rows = await lake.rows('SELECT * FROM aic', who.tax);
    expect(rows).toHaveLength(5);
    expect(rows.every((row) => row.length === 3 && row[1] === 'north')).toBe(true);
    const { error } = await lake.ask('SELECT\n secret FROM aic', who.tax);
    expect(error).toMatchObject({ code: 'COLUMN_NOT_FOUND', line: 2, column: 2 });
  }, 60_000);
});
