/** What is written otherwise than as a call: operators, casts, conditions, places in nested values. */
import type { Maker } from './expressions.ts';
import { type Kind, kind } from './kinds.ts';
import { leaf, listed, type Made, made } from './made.ts';

type Form = (maker: Maker, wanted: Kind, depth: number) => Made | undefined;

const numbers = ['tinyint', 'smallint', 'integer', 'bigint', 'real', 'double', 'decimal'];
const moments = ['date', 'timestamp', 'timestamp with time zone', 'time'];

/** A kind that becomes the wanted number's: `bigint` may be made of an integer and a bigint. */
const narrower = ({ random }: Maker, wanted: Kind): Kind =>
  random.once(2) ? wanted : kind(random.pick(numbers.slice(0, Math.max(1, numbers.indexOf(wanted.name)))));

const arithmetic: Form = (maker, wanted, depth) => {
  if (!numbers.includes(wanted.name)) return undefined;
  const operator = maker.random.pick(['+', '-', '*', '/', '%']);
  const [a, b] = [wanted, narrower(maker, wanted)].map((of) => maker.make(of, depth - 1));
  if (!a || !b) return undefined;
  return maker.random.once(2) ? made(wanted)`(${a} ${operator} ${b})` : made(wanted)`(${b} ${operator} ${a})`;
};

const negation: Form = (maker, wanted, depth) =>
  numbers.includes(wanted.name) || wanted.name.startsWith('interval')
    ? made(wanted)`(- ${maker.make(wanted, depth - 1)})`
    : undefined;

const momentSum: Form = (maker, wanted, depth) => {
  if (!moments.includes(wanted.name)) return undefined;
  const interval = kind(maker.random.pick(['interval day to second', 'interval year to month']));
  const operator = maker.random.pick(['+', '-']);
  return made(wanted)`(${maker.make(wanted, depth - 1)} ${operator} ${maker.make(interval, 0)})`;
};

const intervalForm: Form = (maker, wanted, depth) => {
  if (!wanted.name.startsWith('interval')) return undefined;
  const { random } = maker;
  if (random.once(2))
    return made(
      wanted,
    )`(${maker.make(wanted, depth - 1)} ${random.pick(['+', '-'])} ${maker.make(wanted, 0)})`;
  if (wanted.name.endsWith('second') && random.once(2)) {
    const of = kind(random.pick(moments));
    return made(wanted)`(${maker.make(of, depth - 1)} - ${maker.make(of, depth - 1)})`;
  }
  return made(
    wanted,
  )`(${maker.make(wanted, depth - 1)} ${random.pick(['*', '/'])} ${maker.make(kind(random.pick(['integer', 'double'])), 0)})`;
};

const joining: Form = (maker, wanted, depth) =>
  ['varchar', 'char', 'array', 'varbinary'].includes(wanted.name)
    ? made(wanted)`(${maker.make(wanted, depth - 1)} || ${maker.make(wanted, depth - 1)})`
    : undefined;

/** Number with number of another kind, moment with moment, else like with like. */
function related(maker: Maker, of: Kind): Kind {
  if (numbers.includes(of.name) && maker.random.once(2)) return kind(maker.random.pick(numbers));
  if (of.name === 'varchar' && maker.random.once(4)) return kind('char');
  return of.name === 'date' && maker.random.once(3) ? kind('timestamp') : of;
}

const comparison: Form = (maker, wanted, depth) => {
  if (wanted.name !== 'boolean') return undefined;
  const of = maker.kind();
  const operators = ['=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM'];
  return made(
    wanted,
  )`(${maker.make(of, depth - 1)} ${maker.random.pick(operators)} ${maker.make(related(maker, of), depth - 1)})`;
};

const test: Form = (maker, wanted, depth) => {
  if (wanted.name !== 'boolean') return undefined;
  const { random } = maker;
  const of = maker.kind();
  const not = random.once(3) ? 'NOT ' : '';
  const make = (): Made => maker.make(related(maker, of), depth - 1);
  switch (random.below(6)) {
    case 0:
      return made(wanted)`(${make()} ${not}BETWEEN ${make()} AND ${make()})`;
    case 1:
      return made(wanted)`(${make()} ${not}IN (${listed(of, [make(), make()])}))`;
    case 2:
      return made(wanted)`(${make()} IS ${not}NULL)`;
    case 3:
      return made(
        wanted,
      )`(${maker.make(kind('varchar'), depth - 1)} ${not}LIKE ${leaf(kind('varchar'), random.pick(["'%a%'", "'_'", "''", "'税%'", "'A_%'"]))})`;
    case 4:
      return made(wanted)`(NOT ${maker.make(wanted, depth - 1)})`;
    default:
      return made(
        wanted,
      )`(${maker.make(wanted, depth - 1)} ${random.pick(['AND', 'OR'])} ${maker.make(wanted, depth - 1)})`;
  }
};

/** As a cast names it, with parameters that may not hold every value. */
function typeName({ random }: Maker, wanted: Kind): string | undefined {
  switch (wanted.name) {
    case 'decimal':
      return random.pick([
        'decimal(18, 2)',
        'decimal(5, 4)',
        'decimal(38, 10)',
        'decimal(10, 0)',
        'decimal(3, 1)',
      ]);
    case 'varchar':
      return random.pick(['varchar', 'varchar', 'varchar(3)', 'varchar(20)']);
    case 'char':
      return random.pick(['char(1)', 'char(6)']);
    case 'time':
    case 'timestamp':
      return `${wanted.name}(${random.pick([0, 3, 6])})`;
    case 'timestamp with time zone':
      return `timestamp(${random.pick([0, 3, 6])}) with time zone`;
    case 'array':
    case 'map':
    case 'row': {
      const inner = wanted.of.map((one) => typeName({ random } as Maker, one));
      return inner.every((one) => one !== undefined) ? `${wanted.name}(${inner.join(', ')})` : undefined;
    }
    default:
      return wanted.name.startsWith('interval') ? undefined : wanted.name;
  }
}

const cast: Form = (maker, wanted, depth) => {
  const name = typeName(maker, wanted);
  if (name === undefined) return undefined;
  const from = wanted.of.length > 0 ? wanted : maker.random.once(2) ? kind('varchar') : maker.plainKind();
  return made(
    wanted,
  )`${maker.random.once(2) ? 'CAST' : 'TRY_CAST'}(${maker.make(from, depth - 1)} AS ${name})`;
};

const condition: Form = (maker, wanted, depth) => {
  const { random } = maker;
  const value = (): Made => maker.make(wanted, depth - 1);
  const truth = (): Made => maker.make(kind('boolean'), depth - 1);
  switch (random.below(6)) {
    case 0:
      return made(wanted)`CASE WHEN ${truth()} THEN ${value()} ELSE ${value()} END`;
    case 1:
      return made(wanted)`if(${truth()}, ${value()}, ${value()})`;
    case 2:
      return made(wanted)`coalesce(${value()}, ${value()})`;
    case 3:
      return made(wanted)`nullif(${value()}, ${value()})`;
    case 4:
      return made(wanted)`try(${value()})`;
    default:
      return made(wanted)`${random.pick(['greatest', 'least'])}(${value()}, ${value()})`;
  }
};

const place: Form = (maker, wanted, depth) => {
  const { random } = maker;
  const array = kind('array', wanted);
  switch (random.below(4)) {
    case 0:
      return made(
        wanted,
      )`element_at(${maker.make(array, depth - 1)}, ${leaf(kind('integer'), random.pick(['1', '2', '-1']))})`;
    case 1:
      return made(wanted)`${maker.make(array, depth - 1)}[1]`;
    case 2: {
      const key = kind(random.pick(['varchar', 'integer']));
      return made(
        wanted,
      )`element_at(${maker.make(kind('map', key, wanted), depth - 1)}, ${maker.make(key, 0)})`;
    }
    default:
      return made(wanted)`${maker.make(kind('row', wanted, maker.kind()), depth - 1)}[1]`;
  }
};

const dateFields = ['year', 'quarter', 'month', 'week', 'day', 'dow', 'doy', 'yow'];
const clockFields = ['hour', 'minute', 'second'];

const extraction: Form = (maker, wanted, depth) => {
  if (wanted.name !== 'bigint') return undefined;
  const of = maker.random.pick(['date', 'timestamp', 'timestamp with time zone']);
  const field = maker.random.pick(of === 'date' ? dateFields : [...dateFields, ...clockFields]);
  return made(wanted)`EXTRACT(${field} FROM ${maker.make(kind(of), depth - 1)})`;
};

const zone: Form = (maker, wanted, depth) =>
  wanted.name === 'timestamp with time zone'
    ? made(
        wanted,
      )`(${maker.make(kind(maker.random.pick(['timestamp', wanted.name])), depth - 1)} AT TIME ZONE ${leaf(kind('varchar'), maker.random.pick(["'Asia/Shanghai'", "'UTC'", "'+05:30'"]))})`
    : undefined;

export const forms: readonly Form[] = [
  arithmetic,
  arithmetic,
  comparison,
  test,
  cast,
  condition,
  place,
  joining,
  momentSum,
  intervalForm,
  negation,
  extraction,
  zone,
];
