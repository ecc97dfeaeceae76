import { frequencyOf } from '../../../layers/core/catalog/frequencies.ts';

const table = 'http://publications.europa.eu/resource/authority/frequency/';

test.each([
  ['realtime', 'UPDATE_CONT'],
  ['ten-days', 'MONTHLY_3'],
  ['yearly', 'ANNUAL'],
] as const)('a cycle of %s is %s of the EU’s table', (cycle, code) => {
  expect(frequencyOf(cycle)).toEqual({ '@id': `${table}${code}` });
});
