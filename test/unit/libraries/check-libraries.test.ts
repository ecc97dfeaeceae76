/** Faults in the file of a library are told with file, line and what to change. */
import { checkLibraries } from '../../../layers/core/libraries/check-libraries.ts';
import { readLibrary } from '../../../layers/core/libraries/read-library.ts';
import { libraryFiles, shippedResources, shippedText } from './shipped.ts';

const head = (more = '', id = 'mart_test.one') => `/*---
id: ${id}
name: 测试
nameEn: Test
row: { zh: 一行, en: one }
asks: { zh: 谁, en: who }
inputs: [NPO]
materialised: view
keys: [kind]
items:
  - { code: kind, name: 类别, nameEn: kind, type: varchar }
  - { code: bodies, name: 单位数, nameEn: bodies, type: bigint }
${more}---*/
`;
const query = 'SELECT kind, count(*) AS bodies FROM shared.npo GROUP BY kind\n';
const file = 'mart_test/one.sql';
const check =
  (text: string, of = file) =>
  () =>
    checkLibraries([readLibrary(text, of)], shippedResources());

test('a sound library is taken', () => {
  expect(check(head() + query)()).toHaveLength(1);
});

test('a head is needed', () => {
  expect(check(query)).toThrow('mart_test/one.sql:1: a library begins with a head');
});

test('a fault in the head is told with its line', () => {
  expect(check(head().replace('materialised: view', 'materialised: sometimes') + query)).toThrow(
    /mart_test\/one\.sql:8: materialised/,
  );
});

test('a fault in the SQL is told with its line in the file', () => {
  expect(check(`${head()}SELECT kind,\n  sum(nothing) AS bodies\nFROM shared.npo GROUP BY kind\n`)).toThrow(
    /mart_test\/one\.sql:15: .*nothing/,
  );
});

test('a statement that is no query is refused', () => {
  expect(check(`${head()}DROP TABLE shared.npo\n`)).toThrow('a library is one query');
});

test('the file is called as the library', () => {
  expect(check(head() + query, 'mart_test/two.sql')).toThrow('call it mart_test/one.sql');
});

test('items are the columns of the query, by name and type, in order', () => {
  expect(check(head() + query.replace('count(*)', "count(*) + DECIMAL '1.0'"))).toThrow(
    'item 2 is said to be bodies bigint, the query gives bodies decimal',
  );
  expect(
    check(head() + query.replace('kind, count(*) AS bodies', 'kind, count(*) AS bodies, 1 AS more')),
  ).toThrow('item 3 is said to be —, the query gives more integer');
});

test('inputs are what the query reads', () => {
  expect(
    check(
      head() +
        query
          .replace('shared.npo', 'shared.aid')
          .replaceAll('kind', 'aid_kind')
          .replace('SELECT aid_kind', 'SELECT aid_kind AS kind'),
    ),
  ).toThrow('it reads AID, its inputs say NPO');
});

test('resources of grade 3 are not read', () => {
  const text =
    head().replace('[NPO]', '[IIT]') +
    query.replace('shared.npo', 'shared.iit').replaceAll('kind', 'income_kind');
  expect(check(text)).toThrow('IIT is of grade 3');
});

test('keys, sums and counts are items', () => {
  expect(check(head().replace('keys: [kind]', 'keys: [sort]') + query)).toThrow('there is no item sort');
  expect(check(head('persons: { count: people, least: 10 }\n') + query)).toThrow('there is no item people');
});

test('libraries that lead back to themselves are refused', () => {
  const of = (id: string, over: string) =>
    readLibrary(
      head('', id).replace('[NPO]', `[${over}]`) + query.replace('shared.npo', over),
      `${id.replace('.', '/')}.sql`,
    );
  const circle = [of('mart_test.a', 'mart_test.b'), of('mart_test.b', 'mart_test.a')];
  expect(() => checkLibraries(circle, [])).toThrow('mart_test.a → mart_test.b → mart_test.a');
});

test('what ships is written as it is read: one query under one head', () => {
  expect(libraryFiles.filter((name) => shippedText(name).split('---*/').length !== 2)).toEqual([]);
});

test('a table is not called as a resource is', () => {
  const text = head('', 'mart_test.relief') + query;
  expect(check(text, 'mart_test/relief.sql')).toThrow('there is another table relief');
});
