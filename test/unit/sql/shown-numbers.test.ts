/** Doubles and reals in answers, against the digits that this machine's own engine finds. */
import { DuckDBInstance } from '@duckdb/node-api';
import { shownNumbers } from '../../../layers/core/sql/functions/shown-numbers.ts';

const random = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed;
};

/** As Java lays out the digits of a number. */
function javaText(value: number, scientific: string): string {
  const [mantissa = '', power = '0'] = scientific.split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/0+$/, '');
  const exponent = Number(power);
  const sign = value < 0 ? '-' : '';
  if (exponent >= 7 || exponent < -3) return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  return `${sign}${digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')}.${digits.slice(exponent + 1) || '0'}`;
}

function shortestReal(value: number): string {
  for (let digits = 5; digits < 9; digits += 1) {
    const [mantissa = '', power] = value.toExponential(digits).split('e');
    const nearest = BigInt(mantissa.replace('.', ''));
    for (const one of [nearest, nearest + 1n, nearest - 1n]) {
      const text = String(one).replace(/^(-?\d)/, '$1.');
      if (Math.fround(Number(`${text}e${power}`)) === value) return `${text}e${power}`;
    }
  }
  throw new Error(`no digits give ${value}`);
}

/** Half way between two: Java takes the even one, this machine's engine the larger. */
const isHalfWay = (value: number): boolean => {
  const cut = shortestReal(value).split('e')[0]?.replace(/[-.]/g, '').length ?? 0;
  const all = value.toExponential(30).split('e')[0]?.replace(/[-.]/g, '') ?? '';
  return /^50*$/.test(all.slice(cut));
};

async function asked(macro: string, type: string, values: readonly number[]): Promise<readonly unknown[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const statement of shownNumbers) await connection.run(statement);
  const list = values.map((value) => `CAST(CAST('${value}' AS DOUBLE) AS ${type})`).join(', ');
  const reader = await connection.runAndReadAll(`SELECT ${macro}(x) FROM (SELECT unnest([${list}]) AS x)`);
  return reader.getRows().map(([text]) => text);
}

/** Any bits, powers of two, and plain amounts. */
function doubles(): number[] {
  const next = random(7);
  const view = new DataView(new ArrayBuffer(8));
  const any = Array.from({ length: 1500 }, () => {
    view.setUint32(0, next() * 2);
    view.setUint32(4, next() * 2);
    return view.getFloat64(0);
  });
  const powers = Array.from({ length: 1900 }, (_, power) => 2 ** (power - 950));
  const amounts = Array.from({ length: 600 }, () => next() / 100);
  return [...any, ...powers, ...amounts, 8.535058474086213e242].filter(
    (value) => Number.isFinite(value) && Math.abs(value) > 1e-290,
  );
}

test('doubles have the fewest digits that mean them', async () => {
  const values = doubles();
  const wanted = values.map((value) => javaText(value, value.toExponential()));
  expect(await asked('tr_shown_double', 'DOUBLE', values)).toEqual(wanted);
});

test('so have reals', async () => {
  const values = doubles()
    .map(Math.fround)
    .filter((value) => Number.isFinite(value) && Math.abs(value) > 1e-36 && !isHalfWay(value));
  const wanted = values.map((value) => javaText(value, shortestReal(value)));
  expect(await asked('tr_shown_real', 'FLOAT', values)).toEqual(wanted);
  expect(await asked('tr_shown_real', 'FLOAT', [1657057.25])).toEqual(['1657057.2']);
});

test('what is no number, nothing and the smallest', async () => {
  const texts = await asked('tr_shown_double', 'DOUBLE', [Number.NaN, Infinity, -Infinity, 0, 1, 0.001, 1e7]);
  expect(texts).toEqual(['NaN', 'Infinity', '-Infinity', '0.0', '1.0', '0.001', '1.0E7']);
  await expect(asked('tr_shown_double', 'DOUBLE', [4.9e-324])).rejects.toThrow(/NOT_SUPPORTED/);
});
