/**
 * Distributions, by the same series and fractions that Trino's library (Commons Math) sums up, so that what is lost in a
 * tail is lost alike.
 */
import { type NativeFunction, native, wrongValue } from './native-function.ts';

const mostSteps = 10_000;
const tiny = 1e-50;

/** Of Lanczos, g = 607/128. */
const lanczosTerms = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  3.399464998481189e-5, 4.652362892704858e-5, -9.837447530487956e-5, 0.0001580887032249125,
  -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 8.441822398385275e-5,
  -2.6190838401581408e-5, 3.6899182659531625e-6,
] as const;

function lanczos(x: number): number {
  let sum = 0;
  for (let term = lanczosTerms.length - 1; term > 0; term -= 1)
    sum += (lanczosTerms[term] as number) / (x + term);
  return sum + lanczosTerms[0];
}

/** @param x above 0 */
function logGamma(x: number): number {
  const shifted = x + 607 / 128 + 0.5;
  return (x + 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + Math.log(lanczos(x) / x);
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** A continued fraction by Lentz: `a(0) + b(1) / (a(1) + b(2) / (a(2) + …`. */
function fraction(a: (n: number) => number, b: (n: number) => number, error: number): number {
  const apart = (value: number): number => (Math.abs(value) <= tiny ? tiny : value);
  let whole = apart(a(0));
  let [c, d] = [whole, 0];
  for (let n = 1; n < mostSteps; n += 1) {
    d = 1 / apart(a(n) + b(n) * d);
    c = apart(a(n) + b(n) / c);
    whole *= c * d;
    if (!Number.isFinite(whole)) throw new Error('GENERIC_INTERNAL_ERROR: Continued fraction diverged');
    if (Math.abs(c * d - 1) < error) break;
  }
  return whole;
}

const gammaError = 1e-15;

/** The regularized gamma function P(½, x): from here on it is computed from its complement. */
function halfGamma(x: number): number {
  if (x === 0) return 0;
  const [a, log] = [0.5, 0.5 * Math.log(Math.PI)];
  const scale = Math.exp(-x + a * Math.log(x) - log);
  if (x >= a + 1)
    return (
      1 -
      scale *
        (1 /
          fraction(
            (n) => 2 * n + 1 - a + x,
            (n) => n * (a - n),
            gammaError,
          ))
    );
  let [term, sum] = [1 / a, 1 / a];
  for (let n = 1; Math.abs(term / sum) > gammaError && n <= mostSteps; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return scale * sum;
}

const erf = (x: number): number => {
  if (Math.abs(x) > 40) return Math.sign(x);
  return x < 0 ? -halfGamma(x * x) : halfGamma(x * x);
};

/** Giles's polynomials, the highest power first: of the middle, of the shoulders, of the tails. */
const middle = [
  -3.64441206401782e-21, -1.6850591381820166e-19, 1.28584807152564e-18, 1.1157877678025181e-17,
  -1.333171662854621e-16, 2.0972767875968562e-17, 6.637638134358324e-15, -4.054566272975207e-14,
  -8.151934197605472e-14, 2.6335093153082323e-12, -1.2975133253453532e-11, -5.415412054294628e-11,
  1.0512122733215323e-9, -4.112633980346984e-9, -2.9070369957882005e-8, 4.2347877827932404e-7,
  -1.3654692000834679e-6, -1.3882523362786469e-5, 0.00018673420803405714, -0.000740702534166267,
  -0.006033670871430149, 0.24015818242558962, 1.6536545626831027,
];
const shoulders = [
  2.2137376921775787e-9, 9.075656193888539e-8, -2.7517406297064545e-7, 1.8239629214389228e-8,
  1.5027403968909828e-6, -4.013867526981546e-6, 2.9234449089955446e-6, 1.2475304481671779e-5,
  -4.7318229009055734e-5, 6.828485145957318e-5, 2.4031110387097894e-5, -0.0003550375203628475,
  0.0009532893797373805, -0.0016882755560235047, 0.002491442096107851, -0.003751208507569241,
  0.005370914553590064, 1.0052589676941592, 3.0838856104922208,
];
const tails = [
  -2.7109920616438573e-11, -2.555641816996525e-10, 1.5076572693500548e-9, -3.789465440126737e-9,
  7.61570120807834e-9, -1.496002662714924e-8, 2.914795345090108e-8, -6.771199775845234e-8,
  2.2900482228026655e-7, -9.9298272942317e-7, 4.526062597223154e-6, -1.968177810553167e-5,
  7.599527703001776e-5, -0.00021503011930044477, -0.00013871931833623122, 1.0103004648645344,
  4.849906401408584,
];

const polynomial = (terms: readonly number[], x: number): number =>
  terms.reduce((sum, term) => sum * x + term, 0);

function inverseErf(x: number): number {
  const w = -Math.log((1 - x) * (1 + x));
  if (w === Number.POSITIVE_INFINITY) return w * x;
  if (w < 6.25) return x * polynomial(middle, w - 3.125);
  return x * (w < 16 ? polynomial(shoulders, Math.sqrt(w) - 3.25) : polynomial(tails, Math.sqrt(w) - 5));
}

function normalCdf(mean: number, deviation: number, value: number): number {
  if (!(deviation > 0)) throw wrongValue('standardDeviation must be > 0');
  return 0.5 * (1 + erf((value - mean) / (deviation * Math.SQRT2)));
}

function inverseNormalCdf(mean: number, deviation: number, probability: number): number {
  if (!(probability > 0 && probability < 1)) throw wrongValue('p must be 0 > p > 1');
  if (!(deviation > 0)) throw wrongValue('sd must be > 0');
  return mean + deviation * Math.SQRT2 * inverseErf(2 * probability - 1);
}

function regularizedBeta(x: number, a: number, b: number): number {
  if (Number.isNaN(x + a + b) || x < 0 || x > 1) return Number.NaN;
  if (x > (a + 1) / (2 + b + a) && 1 - x <= (b + 1) / (2 + b + a)) return 1 - regularizedBeta(1 - x, b, a);
  const numerator = (n: number): number => {
    const m = Math.floor(n / 2);
    return n % 2 === 0
      ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
      : -((a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  };
  const scale = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - Math.log(a) - logBeta(a, b));
  return scale / fraction(() => 1, numerator, 1e-14);
}

function betaCdf(a: number, b: number, value: number): number {
  if (!(value >= 0 && value <= 1)) throw wrongValue('value must be in the interval [0, 1]');
  if (!(a > 0)) throw wrongValue('a must be > 0');
  if (!(b > 0)) throw wrongValue('b must be > 0');
  return value <= 0 ? 0 : value >= 1 ? 1 : regularizedBeta(value, a, b);
}

function studentCdf(x: number, degrees: number): number {
  if (degrees < 1) throw wrongValue('degrees of freedom must be greater than or equal to 1');
  if (x === 0) return 0.5;
  const tail = 0.5 * regularizedBeta(degrees / (degrees + x * x), 0.5 * degrees, 0.5);
  return x < 0 ? tail : 1 - tail;
}

function studentDensity(x: number, degrees: number): number {
  if (degrees < 1) throw wrongValue('degrees of freedom must be greater than or equal to 1');
  const half = (degrees + 1) / 2;
  const factor = logGamma(half) - 0.5 * (Math.log(Math.PI) + Math.log(degrees)) - logGamma(degrees / 2);
  return Math.exp(factor - half * Math.log(1 + (x * x) / degrees));
}

const three = ['double', 'double', 'double'] as const;

export const distributionFunctions: readonly NativeFunction[] = [
  native('tr_normal_cdf', three, 'double', normalCdf),
  native('tr_inverse_normal_cdf', three, 'double', inverseNormalCdf),
  native('tr_beta_cdf', three, 'double', betaCdf),
  native('tr_t_cdf', ['double', 'double'], 'double', studentCdf),
  native('tr_t_pdf', ['double', 'double'], 'double', studentDensity),
];
