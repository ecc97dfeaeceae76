/** Names of databases lead to the stage's, wherever SQL lets them stand, and nothing else of a text is touched. */
import { columnAsAsked, databaseInCatalog, textInCatalog } from '../../../layers/cloud/catalog-names.ts';

const sent = (text: string): string => textInCatalog(text, 'city_');

describe('a database', () => {
  test.each([
    ['shared', 'city_shared'],
    ['MART_Tax', 'city_mart_tax'],
    ['information_schema', 'information_schema'],
    ['city_shared', 'city_shared'],
    ['default', 'default'],
  ])('%s is %s in the catalog', (asked, there) => {
    expect(databaseInCatalog(asked, 'city_')).toBe(there);
  });
});

describe('in a text the stage stands', () => {
  test.each([
    ['SELECT * FROM shared.power', 'SELECT * FROM city_shared.power'],
    ['SELECT * FROM "shared"."power" p', 'SELECT * FROM "city_shared"."power" p'],
    ['SELECT 1 FROM awsdatacatalog.shared.power', 'SELECT 1 FROM awsdatacatalog.city_shared.power'],
    ['TABLE Shared.power', 'TABLE city_Shared.power'],
    [
      'SELECT shared.power.k, awsdatacatalog.shared.power.k, shared.power.* FROM shared.power',
      'SELECT city_shared.power.k, awsdatacatalog.city_shared.power.k, city_shared.power.* FROM city_shared.power',
    ],
    [
      'WITH w AS (SELECT k FROM base.a) SELECT k FROM w JOIN mart_tax.b USING (k) WHERE EXISTS (SELECT 1 FROM subject.c)',
      'WITH w AS (SELECT k FROM city_base.a) SELECT k FROM w JOIN city_mart_tax.b USING (k) WHERE EXISTS (SELECT 1 FROM city_subject.c)',
    ],
    ['SHOW TABLES IN shared', 'SHOW TABLES IN city_shared'],
    ['SHOW VIEWS IN `shared`', 'SHOW VIEWS IN `city_shared`'],
    ['SHOW COLUMNS IN power IN shared', 'SHOW COLUMNS IN power IN city_shared'],
    ['DESCRIBE shared.power', 'DESCRIBE city_shared.power'],
    ['EXPLAIN SELECT 1 FROM shared.power', 'EXPLAIN SELECT 1 FROM city_shared.power'],
    ['PREPARE p FROM SELECT 1 FROM shared.power', 'PREPARE p FROM SELECT 1 FROM city_shared.power'],
    [
      'INSERT INTO results.a SELECT 1 FROM shared.power',
      'INSERT INTO city_results.a SELECT 1 FROM city_shared.power',
    ],
    ['DROP TABLE shared.power', 'DROP TABLE city_shared.power'],
    [
      "UNLOAD (SELECT 1 FROM shared.a) TO 's3://b/' WITH (format = 'JSON')",
      "UNLOAD (SELECT 1 FROM city_shared.a) TO 's3://b/' WITH (format = 'JSON')",
    ],
  ])('%s', (asked, text) => {
    expect(sent(asked)).toBe(text);
  });
});

describe('a text stays as it is where the lake’s databases are not meant', () => {
  test.each([
    "SELECT 'shared.power', k -- shared.power\nFROM power /* base.a */",
    'SELECT shared.k FROM power AS shared',
    'SELECT r.shared.power.k FROM power r',
    'SELECT shared.power.k FROM (SELECT power AS power FROM t) AS shared',
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM city_shared.power',
    'SELECT * FROM shared.power WHERE (',
    'SHOW DATABASES',
  ])('%s', (text) => {
    expect(sent(text)).toBe(text);
  });

  test('and where the home has no stage', () => {
    expect(textInCatalog('SELECT * FROM shared.power', '')).toBe('SELECT * FROM shared.power');
  });
});

test('every place of the text that was sent leads to the place that was asked', () => {
  const asked = 'SELECT\n shared.a.k, wrong FROM shared.a, base.b\nWHERE wrong';
  const lines = sent(asked).split('\n');
  for (const [index, line] of asked.split('\n').entries())
    for (const word of ['wrong', 'FROM', 'base', 'shared', 'b', 'WHERE']) {
      if (!line.includes(word)) continue;
      const column = (lines[index]?.lastIndexOf(word) ?? 0) + 1;
      const place = columnAsAsked(asked, 'city_', index + 1, column);
      expect([word, place]).toEqual([word, line.lastIndexOf(word) + 1]);
    }
});
