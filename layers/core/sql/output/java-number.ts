/** Numbers of floating point as Athena writes them, which is as Java does: `1.0`, `1.0E7`, `1.0E-4`, `NaN`. */

/** The fewest digits that mean this number and no other, and where the point stands: 0.d₁d₂… × 10^exponent. */
interface Digits {
  readonly digits: string;
  readonly exponent: number;
}

function digitsOf(text: string): Digits {
  const [mantissa = '', power = '0'] = text.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = `${whole}${fraction}`;
  const leading = all.length - all.replace(/^0+/, '').length;
  return {
    digits: all.replace(/^0+/, '').replace(/0+$/, ''),
    exponent: whole.length - leading + Number(power),
  };
}

function laidOut({ digits, exponent }: Digits): string {
  // Java writes plainly from 10^-3 to below 10^7.
  if (exponent > 7 || exponent < -2) return `${digits[0]}.${digits.slice(1) || '0'}E${exponent - 1}`;
  if (exponent <= 0) return `0.${'0'.repeat(-exponent)}${digits}`;
  return `${digits.slice(0, exponent).padEnd(exponent, '0')}.${digits.slice(exponent) || '0'}`;
}

function written(value: number, shortest: (positive: number) => string): string {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (!Number.isFinite(value)) return `${sign}Infinity`;
  return value === 0 ? `${sign}0.0` : `${sign}${laidOut(digitsOf(shortest(Math.abs(value))))}`;
}

/** The text of a `double`. */
export const doubleText = (value: number): string => written(value, shortestDouble);

/** The text of a `real`: fewer digits tell it apart from its neighbours. */
export const realText = (value: number): string => written(value, shortestReal);

/** Java looks among numbers of two digits at the least, and takes the nearest. */
function shortestDouble(value: number): string {
  const two = value.toExponential(1);
  return Number(two) === value ? two : String(value);
}

function shortestReal(value: number): string {
  for (let precision = 2; precision < 9; precision += 1) {
    const text = value.toExponential(precision - 1);
    if (Math.fround(Number(text)) === Math.fround(value)) return text;
  }
  return value.toExponential(8);
}
