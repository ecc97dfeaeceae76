/** The comparison tells apart what must be told apart, and nothing else. */
import type { Answer, Cell } from './answer.ts';
import { judge, type Verdict } from './compare.ts';
import { readTrinoType } from './trino-types.ts';
import { dateText, decimalText, intervalText, monthsText, zonedText } from './write-values.ts';

const answer = (type: string, ...cells: readonly Cell[]): Answer => ({
  columns: [{ name: 'x', type: readTrinoType(type) }],
  rows: cells.map((cell) => [cell]),
});

const verdict = (ours: Answer, theirs: Answer, ordered = false): Verdict =>
  judge(ours, theirs, ordered).verdict;
const failed = { failure: 'failed', code: 'DIVISION_BY_ZERO', message: '' } as const;
const refused = { failure: 'refused', code: 'NOT_SUPPORTED', message: '' } as const;

describe('two answers are one', () => {
  it.each([
    ['double', '0.30000000000000004', '0.3'],
    ['double', 'NaN', 'NaN'],
    ['real', '1.100000023841858', '1.1'],
    ['array(double)', ['1', null], ['1.0', null]],
    ['map(double, integer)', { pairs: [['10000000000', '1']] }, { pairs: [['1.0E10', '1']] }],
    [
      'map(varchar, integer)',
      {
        pairs: [
          ['a', '1'],
          ['b', null],
        ],
      },
      {
        pairs: [
          ['b', null],
          ['a', '1'],
        ],
      },
    ],
  ] as [string, Cell, Cell][])('%s %j and %j', (type, ours, theirs) => {
    expect(verdict(answer(type, ours), answer(type, theirs))).toBe('same');
  });

  it('whatever the length of a varchar and the order of rows that nobody asked for', () => {
    expect(verdict(answer('varchar(1)', 'a', 'b'), answer('varchar', 'b', 'a'))).toBe('same');
  });
});

describe('two answers differ', () => {
  it.each([
    ['double', '0.3001', '0.3'],
    ['double', '0', '-0.0'],
    ['double', '0', null],
    ['decimal(3,2)', '1.50', '1.51'],
    ['bigint', '9007199254740993', '9007199254740992'],
    ['varchar', 'a', 'a '],
    ['row(integer, varchar)', ['1', null], ['1', '']],
    ['map(varchar, integer)', { pairs: [['a', '1']] }, { pairs: [['b', '1']] }],
  ] as [string, Cell, Cell][])('%s %j and %j', (type, ours, theirs) => {
    expect(verdict(answer(type, ours), answer(type, theirs))).toBe('different');
  });

  it.each([
    ['decimal(3,2)', 'decimal(4,2)'],
    ['timestamp(3)', 'timestamp(0)'],
    ['char(3)', 'char(4)'],
    ['array(integer)', 'array(bigint)'],
    ['row(a integer)', 'row(b integer)'],
    ['row(INTERVAL DAY TO SECOND)', 'row(interval year to month)'],
  ])('in their types: %s and %s', (ours, theirs) => {
    expect(verdict(answer(ours, null), answer(theirs, null))).toBe('different');
  });

  it('in the order of rows that was asked for, and in how many there are', () => {
    expect(verdict(answer('integer', '1', '2'), answer('integer', '2', '1'), true)).toBe('different');
    expect(verdict(answer('integer', '1', '1'), answer('integer', '1'))).toBe('different');
    expect(verdict(answer('integer', '1', '1', '2'), answer('integer', '1', '2', '2'))).toBe('different');
  });
});

it('an answer where Trino has none is the worst; a refusal is allowed', () => {
  const one = answer('integer', '1');
  expect(judge(one, failed, false).verdict).toBe('different');
  expect(judge(refused, one, false).verdict).toBe('refused');
  expect(judge(failed, one, false).verdict).toBe('fails here');
  expect(judge(refused, failed, false).verdict).toBe('both fail');
});

it('writes values as the protocol does', () => {
  expect(decimalText(-5n, 2)).toBe('-0.05');
  expect([dateText(-1), dateText(19_782), dateText(-719_162), dateText(2_932_897)]).toEqual([
    '1969-12-31',
    '2024-02-29',
    '0001-01-01',
    '+10000-01-01',
  ]);
  expect([monthsText(-14n), intervalText(-90_061_500n)]).toEqual(['-1-2', '-1 01:01:01.500']);
  expect(zonedText(0n, 'Asia/Shanghai', 3)).toBe('1970-01-01 08:00:00.000 Asia/Shanghai');
  expect(zonedText(-1n, '-05:30', 6)).toBe('1969-12-31 18:29:59.999999 -05:30');
});
