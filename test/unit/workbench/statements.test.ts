import { openUnloaded } from '../../../layers/core/workbench/unloaded.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { type LakeHome, openLakeHome, who } from './lake-home.ts';

describe('statements of the workbench', () => {
  let lake: LakeHome;
  beforeAll(async () => {
    lake = await openLakeHome();
    await giveGrant(lake.ports, { resource: 'LAND', receiver: 'aic', ways: ['service'] });
  }, 60_000);
  afterAll(() => lake.close());

  const done = async (text: string, as = who.aic, more = {}) => {
    const { state, error, rows, kind } = await lake.ask(text, as, more);
    return { state, kind, rows, ...(error ? { error: error.code } : {}) };
  };

  test('CTAS with partitions, INSERT and SHOW PARTITIONS', async () => {
    const made = `CREATE TABLE ws_aic.by_district WITH (format = 'PARQUET', partitioned_by = ARRAY['district'])
      AS SELECT k, amount, ARRAY[amount] AS amounts, district FROM aic WHERE k <> 'k1'`;
    expect(await done(made)).toEqual({ state: 'SUCCEEDED', kind: 'DML', rows: 9 });
    expect(await done(made)).toMatchObject({ state: 'FAILED', error: 'TABLE_ALREADY_EXISTS' });
    expect(await lake.rows('SHOW PARTITIONS ws_aic.by_district')).toEqual([
      ['district=north'],
      ['district=south'],
    ]);
    expect(
      await done(
        "INSERT INTO ws_aic.by_district (district, k, amount) VALUES ('west', 'k99', DECIMAL '7.00')",
      ),
    ).toEqual({ state: 'SUCCEEDED', kind: 'DML', rows: 1 });
    expect(await lake.rows('SELECT DISTINCT district FROM ws_aic.by_district ORDER BY 1')).toEqual([
      ['north'],
      ['south'],
      ['west'],
    ]);
    expect(await lake.rows('SELECT k FROM ws_aic.by_district')).toHaveLength(10);
    expect((await lake.rows("SELECT amounts, k FROM ws_aic.by_district WHERE k = 'k2'"))[0]).toEqual([
      '[2.50]',
      'k2',
    ]);
    expect(await done('INSERT INTO ws_aic.by_district SELECT 1, 2, 3, 4')).toMatchObject({
      error: 'TYPE_MISMATCH',
    });
    expect(await done('DROP TABLE ws_aic.by_district')).toMatchObject({ state: 'SUCCEEDED' });
    expect(await done('SELECT * FROM ws_aic.by_district')).toMatchObject({ error: 'TABLE_NOT_FOUND' });
    expect(await done(made)).toMatchObject({ state: 'SUCCEEDED' });
  }, 60_000);

  test('a workspace is its department’s own', async () => {
    await done('CREATE TABLE ws_aic.own AS SELECT k FROM aic');
    expect(await done('SELECT * FROM ws_aic.own', who.tax)).toMatchObject({ error: 'TABLE_NOT_FOUND' });
    expect(await done('CREATE TABLE ws_civil.x AS SELECT 1 AS a')).toMatchObject({
      error: 'PERMISSION_DENIED',
    });
    expect(await done('CREATE TABLE shared.x AS SELECT 1 AS a')).toMatchObject({
      error: 'PERMISSION_DENIED',
    });
    expect(await done('CREATE TABLE x AS SELECT 1 AS a', who.operator)).toMatchObject({
      error: 'PERMISSION_DENIED',
    });
  }, 60_000);

  test('views of views show each reader what it may read; circles are refused', async () => {
    expect(await done('CREATE VIEW ws_aic.v1 AS SELECT k, secret FROM land')).toMatchObject({
      state: 'SUCCEEDED',
    });
    expect(await done("CREATE VIEW ws_aic.v2 AS SELECT k FROM ws_aic.v1 WHERE k > 'k5'")).toMatchObject({
      state: 'SUCCEEDED',
    });
    expect(await lake.rows('SELECT * FROM ws_aic.v2')).toHaveLength(4);
    expect(await done('CREATE OR REPLACE VIEW ws_aic.v1 AS SELECT k FROM ws_aic.v2')).toMatchObject({
      state: 'FAILED',
      error: 'NOT_SUPPORTED',
    });
    expect(await done('SELECT * FROM ws_aic.v2', who.official)).toMatchObject({ error: 'PERMISSION_DENIED' });
    expect(await lake.rows("SHOW VIEWS IN ws_aic 'v*'")).toEqual([['v1'], ['v2']]);
    expect((await lake.rows('SHOW CREATE VIEW ws_aic.v2')).flat()).toContain(
      "SELECT k FROM ws_aic.v1 WHERE k > 'k5'",
    );
    expect(await done('DROP VIEW ws_aic.v1')).toMatchObject({ state: 'SUCCEEDED' });
    expect(await done('SELECT * FROM ws_aic.v2')).toMatchObject({ error: 'TABLE_NOT_FOUND' });
    expect(await done('DROP VIEW IF EXISTS ws_aic.v1')).toMatchObject({ state: 'SUCCEEDED' });
  }, 60_000);

  test('UNLOAD writes into the workspace and nowhere else', async () => {
    for (const format of ['PARQUET', 'TEXTFILE', 'JSON'])
      expect(
        await done(
          `UNLOAD (SELECT k, amount, day FROM aic) TO 's3://workspace/out/${format}/' WITH (format = '${format}')`,
        ),
      ).toEqual({ state: 'SUCCEEDED', kind: 'DML', rows: 10 });
    expect(
      await done("UNLOAD (SELECT k FROM aic) TO 's3://workspace/out/JSON/' WITH (format = 'JSON')"),
    ).toMatchObject({ error: 'HIVE_PATH_ALREADY_EXISTS' });
    for (const to of [
      's3://workspace/../ws_tax/x/',
      's3://other/x/',
      '/etc/x',
      's3://workspace/a/../../b',
      's3://workspace/',
    ])
      expect(await done(`UNLOAD (SELECT k FROM aic) TO '${to}' WITH (format = 'JSON')`)).toMatchObject({
        error: 'INVALID_ARGUMENTS',
      });
    const { objects } = await lake.ports.objects.list('workspace/ws_aic/unload/');
    expect(objects.map(({ key }) => key)).toEqual([
      'workspace/ws_aic/unload/out/JSON/0.json.gz',
      'workspace/ws_aic/unload/out/PARQUET/0.parquet',
      'workspace/ws_aic/unload/out/TEXTFILE/0.txt.gz',
    ]);
  }, 60_000);

  test('UNLOAD by partitions lays files in folders of the values, without them', async () => {
    const text = (
      format: string,
    ) => `UNLOAD (SELECT k, amount, day, CASE WHEN k = 'k3' THEN '南/区' WHEN k = 'k5' THEN NULL
      ELSE district END AS district FROM aic) TO 's3://workspace/by/${format}' WITH (format = '${format}', partitioned_by = ARRAY['district'])`;
    expect(await done(text('PARQUET'))).toEqual({ state: 'SUCCEEDED', kind: 'DML', rows: 10 });
    const { objects } = await lake.ports.objects.list('workspace/ws_aic/unload/by/');
    const folders = objects.map(({ key }) => decodeURIComponent(key.split('/').at(-2) ?? ''));
    expect(folders.sort()).toEqual([
      'district=__HIVE_DEFAULT_PARTITION__',
      'district=north',
      'district=south',
      'district=南/区',
    ]);
    for (const { key } of objects)
      expect(await openUnloaded(lake.ports, who.aic, key.slice('workspace/ws_aic/unload/'.length))).toBe(key);
    expect((await lake.ask(text('JSON'))).error).toMatchObject({
      code: 'NOT_SUPPORTED',
      en: expect.stringMatching(/write format = 'PARQUET'/),
    });
    expect((await lake.ask(text('PARQUET').replace("ARRAY['district']", "ARRAY['k']"))).error?.code).toBe(
      'INVALID_ARGUMENTS',
    );
  }, 60_000);

  test('lists only what may be seen', async () => {
    expect((await lake.rows('SHOW TABLES IN shared', who.aic)).flat()).toEqual(['aic', 'land']);
    expect((await lake.rows('SHOW TABLES IN shared', who.tax)).flat()).toEqual([]);
    expect((await lake.rows('SHOW TABLES IN raw', who.aic)).flat()).toEqual(['aic']);
    expect((await lake.rows('SHOW TABLES IN subject', who.aic)).flat()).toEqual(['land']);
    expect((await lake.rows('SHOW DATABASES', who.tax)).flat()).toContain('ws_local_tax');
    expect(await lake.rows('DESCRIBE aic')).toContainEqual(['amount', 'decimal(18,2)', '金额']);
    expect(
      await lake.rows(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'aic' AND table_schema = 'shared' ORDER BY ordinal_position",
      ),
    ).toEqual([
      ['k', 'varchar'],
      ['district', 'varchar'],
      ['secret', 'varchar'],
      ['amount', 'decimal(18,2)'],
      ['day', 'date'],
    ]);
    expect(
      (await lake.rows('SELECT table_name FROM information_schema.columns', who.civil)).flat(),
    ).not.toContain('aic');
    expect(await lake.rows('SELECT _batch, _line, k FROM raw.aic ORDER BY _line LIMIT 1')).toEqual([
      ['b-AIC', '1', 'k1'],
    ]);
  }, 60_000);

  test('prepared statements take parameters, by name and beside the text', async () => {
    expect(
      await done('PREPARE top FROM SELECT k FROM aic WHERE amount > ? ORDER BY k LIMIT 2'),
    ).toMatchObject({
      state: 'SUCCEEDED',
    });
    expect(await lake.rows('EXECUTE top USING 10')).toEqual([['k10'], ['k9']]);
    expect(await done('EXECUTE top')).toMatchObject({ state: 'FAILED' });
    expect(await done('DEALLOCATE PREPARE top')).toMatchObject({ state: 'SUCCEEDED' });
    expect(await done('EXECUTE top USING 10')).toMatchObject({ error: 'INVALID_ARGUMENTS' });
    const { rows } = await lake.ask('SELECT * FROM aic WHERE district = ?', who.aic, {
      parameters: ["'north'"],
    });
    expect(rows).toBe(5);
  }, 60_000);

  test('EXPLAIN tells types; what is not to be had is refused by name', async () => {
    expect((await lake.rows('EXPLAIN SELECT amount * 2 AS n FROM aic')).flat()).toContain(
      'Output: n:decimal(28,2)',
    );
    expect(await lake.rows('MSCK REPAIR TABLE ws_aic.own')).toHaveLength(1);
    for (const text of [
      "ALTER TABLE ws_aic.own ADD PARTITION (k = 'a')",
      "CREATE EXTERNAL TABLE ws_aic.e (a int) LOCATION 's3://workspace/x/'",
      "CREATE TABLE ws_aic.f WITH (format = 'ORC') AS SELECT 1 AS a",
      "CREATE TABLE ws_aic.f WITH (external_location = 's3://x/') AS SELECT 1 AS a",
      "CREATE TABLE ws_aic.f WITH (bucketed_by = ARRAY['a'], bucket_count = 2) AS SELECT 1 AS a",
      "CREATE TABLE ws_aic.f AS SELECT TIME '10:00' AS a",
      'DROP DATABASE ws_aic',
      'EXPLAIN ANALYZE SELECT 1',
    ])
      expect([text, await done(text)]).toEqual([text, expect.objectContaining({ error: 'NOT_SUPPORTED' })]);
  }, 60_000);

  const said = async (text: string, more = {}) => {
    const { error } = await lake.ask(text, who.aic, more);
    return error && { code: error.code, en: error.en, zh: error.zh };
  };

  test('what is refused says in both languages what to write instead', async () => {
    const refused: Record<string, RegExp> = {
      'CREATE DATABASE mine': /CREATE TABLE ws_/,
      'CREATE SCHEMA mine': /CREATE TABLE ws_/,
      'ALTER TABLE aic ADD COLUMNS (x string)': /ALTER TABLE … ADD COLUMNS.*CREATE TABLE/,
      'ALTER TABLE aic RENAME TO b': /ALTER TABLE … RENAME/,
      'DELETE FROM aic': /CREATE TABLE … AS SELECT/,
      'TRUNCATE TABLE aic': /DROP TABLE/,
      'USE shared': /database\.table/,
      'DESCRIBE aic k': /DESCRIBE table/,
      'CREATE TABLE ws_aic.g (a int)': /CREATE TABLE name AS SELECT/,
      "INSERT OVERWRITE ws_aic.own VALUES ('x')": /DROP TABLE/,
      'SHOW TBLPROPERTIES aic': /SHOW CREATE TABLE/,
    };
    for (const [text, words] of Object.entries(refused)) {
      const error = await said(text);
      expect([text, error]).toEqual([text, expect.objectContaining({ code: 'NOT_SUPPORTED' })]);
      expect([text, error?.en]).toEqual([text, expect.stringMatching(words)]);
      // No words of English stand in the Chinese.
      expect([text, error?.zh]).toEqual([text, expect.not.stringMatching(/\b(of|with|a|this|the)\b/)]);
    }
  }, 60_000);

  test('a table and a view are told apart; a bare name is led to the workspace', async () => {
    await done('CREATE TABLE plain AS SELECT k FROM aic');
    await done('CREATE VIEW seen AS SELECT k FROM aic');
    expect(await said('DROP TABLE seen')).toMatchObject({
      en: 'ws_aic.seen is a view, not a table; write DROP VIEW ws_aic.seen',
      zh: 'ws_aic.seen 是视图，不是表；请改写为 DROP VIEW ws_aic.seen',
    });
    expect((await said('DROP VIEW IF EXISTS plain'))?.en).toMatch(/write DROP TABLE ws_aic\.plain/);
    expect((await said('SHOW PARTITIONS ws_aic.plain'))?.en).toMatch(/is not a partitioned table/);
    expect((await said('SHOW CREATE VIEW ws_aic.plain'))?.en).toMatch(
      /write SHOW CREATE TABLE ws_aic\.plain/,
    );
    for (const text of ['SELECT * FROM seen', 'DESCRIBE seen', 'SELECT 1 FROM aic, Plain'])
      expect([text, await said(text)]).toEqual([
        text,
        {
          code: 'TABLE_NOT_FOUND',
          en: expect.stringMatching(/; write ws_aic\.(seen|plain)$/),
          zh: expect.stringMatching(/请改写为 ws_aic/),
        },
      ]);
    expect((await said('SELECT * FROM nowhere'))?.en).toBe("Table 'nowhere' does not exist");
    expect(await lake.rows('WITH seen AS (SELECT 1 AS a) SELECT a FROM seen')).toEqual([['1']]);
  }, 60_000);

  test('EXPLAIN as clients ask it: by type, and whether a statement is valid', async () => {
    expect(await lake.rows('EXPLAIN (TYPE VALIDATE) SELECT k FROM aic')).toEqual([['true']]);
    expect((await said('EXPLAIN (TYPE VALIDATE) SELECT nothing FROM aic'))?.code).toBe('COLUMN_NOT_FOUND');
    const plain = await lake.rows('EXPLAIN SELECT k FROM aic');
    expect(await lake.rows('EXPLAIN (TYPE DISTRIBUTED, FORMAT TEXT) SELECT k FROM aic')).toEqual(plain);
    for (const option of ['TYPE IO', 'FORMAT JSON'])
      expect((await said(`EXPLAIN (${option}) SELECT k FROM aic`))?.code).toBe('NOT_SUPPORTED');
  }, 60_000);

  test('parameters are counted; what is wrong in a prepared statement is placed at its name', async () => {
    await done('PREPARE two FROM SELECT k FROM aic WHERE amount > ? AND district = ?');
    expect((await said('EXECUTE two USING 1'))?.en).toBe(
      'in the prepared statement two: Incorrect number of parameters: expected 2 but found 1',
    );
    expect((await said("EXECUTE two USING 1, 'a', 3"))?.en).toMatch(/expected 2 but found 3/);
    const { error } = await lake.ask("EXECUTE two USING 'x', 'y'");
    expect(error).toMatchObject({ code: 'TYPE_MISMATCH', line: 1, column: 9 });
    expect(await lake.rows("EXECUTE two USING 5, 'north'")).toHaveLength(3);
    expect((await said('SELECT ?', { parameters: ['1', '2'] }))?.zh).toBe(
      '参数个数不符：应为 1 个，实为 2 个',
    );
    expect(await done('SELECT k FROM aic LIMIT ?', who.aic, { parameters: ['3'] })).toMatchObject({
      rows: 3,
    });
  }, 60_000);

  test('a statement that cannot be read is of the kind its first word says', async () => {
    const kinds = {
      'CREATE DATABASE x': 'DDL',
      '-- why\n/* a */ /* b */ ALTER DATABASE x': 'DDL',
      'SHOW NOTHING': 'UTILITY',
      'SELEC 1': 'DML',
      '/* */': 'DML',
    };
    for (const [text, kind] of Object.entries(kinds))
      expect([text, (await lake.ask(text)).kind]).toEqual([text, kind]);
  }, 60_000);
});
