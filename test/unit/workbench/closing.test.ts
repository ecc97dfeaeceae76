/** What was made of others' data is closed when the right to read these ends. */
import { endGrant } from '../../../layers/core/grants/end-grant.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { type LakeHome, openLakeHome, who } from './lake-home.ts';

describe('what was made under a grant', () => {
  let lake: LakeHome;
  beforeAll(async () => {
    lake = await openLakeHome();
  }, 60_000);
  afterAll(() => lake.close());

  const code = async (text: string, as = who.tax) => (await lake.ask(text, as)).error?.code;
  const give = (items: string[]) =>
    giveGrant(lake.ports, { resource: 'AIC', receiver: 'local-tax', items, ways: ['database'] });

  test('is closed when the grant ends, opens again under one as wide, and not under a narrower one', async () => {
    const first = await give(['k', 'amount']);
    const asked = await lake.ask('SELECT k, amount FROM aic', who.tax);
    expect(await code('CREATE TABLE copy AS SELECT k FROM aic')).toBeUndefined();
    expect(await code('CREATE TABLE copy2 AS SELECT k FROM ws_local_tax.copy')).toBeUndefined();
    expect(await code('CREATE VIEW over_copy AS SELECT * FROM ws_local_tax.copy2')).toBeUndefined();
    expect(await lake.rows('SELECT * FROM ws_local_tax.over_copy', who.tax)).toHaveLength(10);

    await endGrant(lake.ports)({
      grant: first.id,
      party: 'aic',
      actor: 'aic-decider',
      reason: '到期',
    });
    for (const table of ['copy', 'copy2', 'over_copy'])
      expect(await code(`SELECT * FROM ws_local_tax.${table}`)).toBe('PERMISSION_DENIED');
    expect((await lake.rows('SHOW TABLES IN ws_local_tax', who.tax)).flat()).toEqual(['over_copy']);
    const rows = lake.service.results(asked.id, {}, who.tax)[Symbol.asyncIterator]();
    await expect(rows.next()).rejects.toThrow(/may no longer read/);

    const narrow = await give(['k']);
    expect(await code('SELECT * FROM ws_local_tax.copy')).toBe('PERMISSION_DENIED');
    await endGrant(lake.ports)({
      grant: narrow.id,
      party: 'aic',
      actor: 'aic-decider',
      reason: '重批',
    });
    await give(['k', 'amount', 'district']);
    expect(await lake.rows('SELECT * FROM ws_local_tax.copy2', who.tax)).toHaveLength(10);
    expect(await code('DROP TABLE ws_local_tax.copy')).toBeUndefined();
  }, 60_000);

  test('grade 3 is asked as a question, by its own department too', async () => {
    for (const as of [who.aic, who.operator]) {
      const { error } = await lake.ask('SELECT * FROM secret', as);
      expect(error).toMatchObject({
        code: 'PERMISSION_DENIED',
        en: expect.stringContaining('ask it as a question'),
      });
    }
  }, 60_000);
});
