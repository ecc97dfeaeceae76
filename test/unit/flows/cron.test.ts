/** Times of a schedule, by Beijing's clock. */
import { nextTime, parseCron } from '../../../layers/core/flows/cron.ts';

const next = (text: string, after: string, except: readonly string[] = []) =>
  nextTime(parseCron(text), new Date(`${after}+08:00`), except)?.toISOString();
const at = (local: string) => new Date(`${local}+08:00`).toISOString();

test.each([
  ['30 2 * * *', '2015-01-01T02:30', '2015-01-02T02:30'],
  ['*/20 * * * *', '2015-01-01T10:41', '2015-01-01T11:00'],
  ['0,30 8-9 * * 1-5', '2015-01-02T09:30', '2015-01-05T08:00'],
  ['0 0 1 1 *', '2015-01-01T00:00', '2016-01-01T00:00'],
  ['0 6 29 2 *', '2015-03-01T00:00', '2016-02-29T06:00'],
  ['0 6 15 * 7', '2015-01-12T00:00', '2015-01-15T06:00'],
  ['0 6 * * 0', '2015-01-12T00:00', '2015-01-18T06:00'],
])('%s after %s is %s', (text, after, expected) => {
  expect(next(text, after)).toBe(at(expected));
});

test('it rests on the days told', () => {
  expect(next('0 6 * * *', '2015-09-30T06:00', ['2015-10-01', '2015-10-02'])).toBe(at('2015-10-03T06:00'));
});

test('what never comes has no time', () => {
  expect(next('0 0 30 2 *', '2015-01-01T00:00')).toBeUndefined();
});

test.each(['* * * *', '60 * * * *', '5-1 * * * *', '*/0 * * * *', 'a * * * *', '1,, * * * *'])(
  '%s is refused with the field that is wrong',
  (text) => {
    expect(() => parseCron(text)).toThrow('schedule');
  },
);
