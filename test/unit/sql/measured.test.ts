import { typeText } from '../../../layers/core/sql/types.ts';
import { type Cell, isFailure } from '../../parity/answer.ts';
import { type Embedded, openEmbedded } from '../../parity/ask-embedded.ts';
import { sameCell } from '../../parity/compare.ts';
import { readTrinoType } from '../../parity/trino-types.ts';
import { cells as arithmetic } from './measured/arithmetic.ts';
import { cells as castsOfMoments } from './measured/casts-of-moments.ts';
import { cells as castsOfNumbers } from './measured/casts-of-numbers.ts';
import { cells as castsOfTexts } from './measured/casts-of-texts.ts';
import { cells as comparisons } from './measured/comparisons.ts';
import type { Measured } from './measured/measured.ts';
import { cells as momentsAndIntervals } from './measured/moments-and-intervals.ts';
import { cells as numbers } from './measured/numbers.ts';

let embedded: Embedded;
beforeAll(async () => {
  embedded = await openEmbedded();
});
afterAll(() => embedded.close());

/** Lengths of varchar are not compared: Athena shows none. */
const withoutLengths = (type: string): string => type.replace(/varchar\(\d+\)/g, 'varchar');

async function differenceOf([expression, type, value]: Measured): Promise<string | undefined> {
  const answer = await embedded.ask(`SELECT ${expression}`);
  if (type === 'raises') return isFailure(answer) ? undefined : `${expression} does not raise`;
  if (isFailure(answer)) return `${expression}: ${answer.message}`;
  const ours = answer.columns[0]?.type ?? '';
  const name = typeof ours === 'string' ? ours : typeText(ours);
  if (withoutLengths(name) !== withoutLengths(type)) return `${expression} is ${name}, not ${type}`;
  const cell: Cell = answer.rows[0]?.[0] ?? null;
  return sameCell(cell, value ?? null, readTrinoType(type))
    ? undefined
    : `${expression} is ${JSON.stringify(cell)}, not ${JSON.stringify(value)}`;
}

describe.each([
  ['casts of numbers', castsOfNumbers],
  ['casts of texts', castsOfTexts],
  ['casts of moments', castsOfMoments],
  ['arithmetic', arithmetic],
  ['comparisons', comparisons],
  ['moments and intervals', momentsAndIntervals],
  ['functions of numbers', numbers],
])('%s', (_, cells) => {
  test(`gives what Trino gave, ${cells.length} times`, async () => {
    const differences: string[] = [];
    for (const cell of cells) {
      const difference = await differenceOf(cell);
      if (difference !== undefined) differences.push(difference);
    }
    expect(differences).toEqual([]);
  });
});
