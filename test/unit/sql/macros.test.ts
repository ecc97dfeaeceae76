import { libraries } from '../../../layers/core/sql/functions/index.ts';

test('no two macros of the prelude have one name', () => {
  const names = libraries
    .flatMap(({ macros }) => macros)
    .map((macro) => /^CREATE OR REPLACE MACRO (\w+)/.exec(macro)?.[1]);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
