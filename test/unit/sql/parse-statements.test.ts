import { parseStatement } from '../../../layers/core/sql/parse/index.ts';

test('Hive defines tables', () => {
  const text = `CREATE EXTERNAL TABLE IF NOT EXISTS \`raw\`.\`t\` (
      \`id\` string COMMENT 'who', money decimal(18,2), list array<struct<a:int,b:map<string,double>>>)
    COMMENT "all" PARTITIONED BY (period string)
    ROW FORMAT SERDE 'org.openx.JsonSerDe' WITH SERDEPROPERTIES ('a' = 'b')
    STORED AS PARQUET LOCATION 's3://lake/t/' TBLPROPERTIES ("has_encrypted_data"="false")`;
  expect(parseStatement(text)).toMatchObject({
    kind: 'create-table',
    external: true,
    ifNotExists: true,
    name: [{ text: 'raw' }, { text: 't' }],
    columns: [
      { name: { text: 'id' }, type: { name: 'string' }, comment: 'who' },
      { type: { name: 'decimal', parameters: [18, 2] } },
      {
        type: {
          name: 'array',
          parameters: [{ name: 'row', fields: [{ name: { text: 'a' } }, { type: { name: 'map' } }] }],
        },
      },
    ],
    comment: 'all',
    partitionedBy: [{ name: { text: 'period' } }],
    rowFormat: { serde: 'org.openx.JsonSerDe', properties: [{ name: 'a', value: 'b' }] },
    storedAs: 'parquet',
    location: 's3://lake/t/',
    properties: [{ name: 'has_encrypted_data', value: 'false' }],
  });
});

test('delimiters have the names that Hive gives them', () => {
  const text =
    "CREATE EXTERNAL TABLE t (a int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LINES TERMINATED BY '\\n'";
  expect(parseStatement(text)).toMatchObject({
    rowFormat: {
      properties: [
        { name: 'field.delim', value: ',' },
        { name: 'line.delim', value: '\\n' },
      ],
    },
  });
});

test('a clause comes once', () => {
  expect(() => parseStatement("CREATE EXTERNAL TABLE t (a int) LOCATION 'a' LOCATION 'b'")).toThrow(
    'Duplicate clause',
  );
});

test.each([
  [
    "CREATE TABLE t WITH (format = 'PARQUET', partitioned_by = ARRAY['p']) AS SELECT 1 WITH NO DATA",
    {
      kind: 'create-table-as',
      properties: [{ name: { text: 'format' } }, { value: { kind: 'array' } }],
      withData: false,
    },
  ],
  ['CREATE TABLE t (a, b) AS (WITH x AS (SELECT 1) SELECT 1, 2)', { columns: [{}, {}], withData: true }],
  ['CREATE TABLE t (a int) STORED AS ORC', { kind: 'create-table', external: false, storedAs: 'orc' }],
  ['CREATE OR REPLACE VIEW v AS SELECT 1 ;', { kind: 'create-view', replace: true, text: 'SELECT 1' }],
  ['INSERT INTO t (a) SELECT 1', { kind: 'insert', columns: [{}] }],
  ['INSERT INTO t (SELECT 1)', { kind: 'insert', columns: [] }],
  ["UNLOAD (SELECT 1) TO 's3://b/' WITH (format = 'JSON')", { kind: 'unload', to: 's3://b/' }],
  ['DROP TABLE IF EXISTS a.`b`', { kind: 'drop', what: 'table', ifExists: true, name: [{}, { text: 'b' }] }],
  ['DROP SCHEMA d', { kind: 'drop', what: 'database' }],
  ["SHOW TABLES IN db 'a*|b'", { kind: 'show', what: 'tables', of: [{ text: 'db' }], pattern: 'a*|b' }],
  ['SHOW COLUMNS IN t FROM db', { what: 'columns', of: [{ text: 'db' }, { text: 't' }] }],
  ["SHOW SCHEMAS LIKE 'a'", { what: 'databases', pattern: 'a' }],
  ['SHOW CREATE VIEW v', { what: 'create-view' }],
  ["SHOW TBLPROPERTIES t('k')", { what: 'tblproperties', pattern: 'k' }],
  ['DESCRIBE FORMATTED db.t', { kind: 'describe', detail: 'formatted' }],
  ['DESC formatted', { kind: 'describe', detail: 'plain', name: [{ text: 'formatted' }] }],
  [
    'EXPLAIN (TYPE DISTRIBUTED, FORMAT JSON) SELECT 1',
    { kind: 'explain', options: [{ name: 'type', value: 'distributed' }, { value: 'json' }] },
  ],
  ['EXPLAIN ANALYZE VERBOSE SELECT 1', { kind: 'explain', analyze: true, statement: { kind: 'query' } }],
  ['EXPLAIN (SELECT 1)', { kind: 'explain', options: [] }],
  ['PREPARE p FROM SELECT ?;', { kind: 'prepare', text: 'SELECT ?', name: { text: 'p' } }],
  ["EXECUTE p USING 1, 'a'", { kind: 'execute', using: [{}, {}] }],
  ['DEALLOCATE PREPARE p', { kind: 'deallocate' }],
  ['MSCK REPAIR TABLE db.t', { kind: 'repair' }],
  [
    "ALTER TABLE t ADD IF NOT EXISTS PARTITION (a = 'x', b = 1) LOCATION 's3://x/' PARTITION (a = 'y')",
    {
      action: 'add-partitions',
      lenient: true,
      partitions: [{ values: [{}, { value: '1' }], location: 's3://x/' }, {}],
    },
  ],
  [
    "ALTER TABLE t DROP PARTITION (a = 'x'), PARTITION (a = 'y')",
    { action: 'drop-partitions', partitions: [{}, {}] },
  ],
])('%s', (text, tree) => {
  expect(parseStatement(text)).toMatchObject(tree);
});
