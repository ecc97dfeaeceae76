/** Makes expressions of a wanted kind, from a seed. They are well typed but for now and then. */
import { functionNamed } from '../../../layers/core/sql/functions/index.ts';
import type { Random } from '../fixtures/random.ts';
import { fill, fits, type Holes, type Kind, kind } from './kinds.ts';
import { columns, type Leaf, literals } from './leaves.ts';
import { leaf, listed, type Made, made } from './made.ts';
import type { Listed } from './signatures.ts';
import { forms } from './special-forms.ts';

/** What they are made of. */
export interface Maker {
  readonly random: Random;
  /** @param depth how many levels may still come below */
  make(wanted: Kind, depth: number): Made;
  /** A call of a function, whatever it gives: each has the same chance. */
  call(depth: number): Made;
  kind(): Kind;
  plainKind(): Kind;
}

const plainKinds = [
  ...['boolean', 'tinyint', 'smallint', 'integer', 'integer', 'bigint', 'bigint', 'real', 'double', 'double'],
  ...[
    'decimal',
    'decimal',
    'decimal',
    'varchar',
    'varchar',
    'varchar',
    'char',
    'varbinary',
    'date',
    'date',
    'time',
  ],
  ...[
    'timestamp',
    'timestamp',
    'timestamp with time zone',
    'interval year to month',
    'interval day to second',
  ],
  ...['json', 'uuid'],
].map((name) => kind(name));

/** Of these a great number makes an answer that fills the memory. */
const sized = new Set([
  'repeat',
  'lpad',
  'rpad',
  'sequence',
  'combinations',
  'ngrams',
  'chr',
  'levenshtein_distance',
]);
const small = ['0', '1', '2', '3', '5', '-1'];

/** Mostly names that this home knows: of the others there is only to see that they are refused. */
export function chooserOf(functions: readonly Listed[]): (random: Random) => string {
  const names = [...new Set(functions.map(({ name }) => name))];
  const known = names.filter((name) => functionNamed(name) !== undefined);
  return (random) => random.pick(known.length === 0 || random.once(12) ? names : known);
}

export function makerOf(random: Random, functions: readonly Listed[]): Maker {
  const byName = Map.groupBy(functions, ({ name }) => name);
  const names = chooserOf(functions);
  const scope: Leaf[] = [];

  const plainKind = (): Kind => random.pick(plainKinds);
  const anyKind = (): Kind => {
    if (!random.once(3)) return plainKind();
    if (random.once(2)) return kind('array', plainKind());
    return random.once(2)
      ? kind('map', kind(random.pick(['varchar', 'integer'])), plainKind())
      : kind('row', plainKind(), plainKind());
  };

  function make(wanted: Kind, depth: number): Made {
    if (wanted.name === 'function') return lambda(wanted, depth);
    if (wanted.name === 'joniregexp' || wanted.name === 'jsonpath' || depth <= 0) return end(wanted);
    if (random.once(6)) return end(wanted);
    for (let tries = 0; tries < 8; tries += 1) {
      const one = random.once(2) ? call(wanted, depth) : random.pick(forms)(maker, wanted, depth);
      if (one) return one;
    }
    return end(wanted);
  }

  function end(wanted: Kind): Made {
    const here = scope.filter((one) => fits(one.kind, wanted, new Map()));
    if (here.length > 0 && !random.once(3)) return leaf(wanted, random.pick(here).text);
    const own = columns.filter((one) => fits(one.kind, wanted, new Map()));
    if (own.length > 0 && random.once(2)) return leaf(wanted, random.pick(own).text);
    const texts = literals[wanted.name];
    return texts ? leaf(wanted, random.pick(texts)) : built(wanted);
  }

  function built(wanted: Kind): Made {
    const [first = plainKind(), second = plainKind()] = wanted.of;
    const several = (of: Kind): Made =>
      listed(
        of,
        Array.from({ length: 1 + random.below(3) }, () => end(of)),
      );
    if (wanted.name === 'array') return made(wanted)`ARRAY[${several(first)}]`;
    if (wanted.name === 'row') return made(wanted)`ROW(${listed(wanted, wanted.of.map(end))})`;
    return made(wanted)`MAP(ARRAY[${end(first)}], ARRAY[${end(second)}])`;
  }

  function call(wanted: Kind, depth: number): Made | undefined {
    for (let tries = 0; tries < 12; tries += 1) {
      const one = random.pick(byName.get(names(random)) ?? []);
      const holes: Holes = new Map();
      if (fits(one.result, wanted, holes)) return written(one, holes, wanted, depth);
    }
    return undefined;
  }

  function written({ name, parameters }: Listed, holes: Holes, result: Kind, depth: number): Made {
    const args = parameters.map((parameter) => {
      const of = fill(parameter, holes, plainKind);
      return sized.has(name) && ['bigint', 'integer'].includes(of.name)
        ? leaf(of, random.pick(small))
        : make(of, depth - 1);
    });
    return made(result)`${name}(${listed(result, args)})`;
  }

  function lambda(wanted: Kind, depth: number): Made {
    const parameters = wanted.of.slice(0, -1);
    const result = wanted.of.at(-1) ?? kind('boolean');
    const own = parameters.map((of, index): Leaf => ({ kind: of, text: `x${scope.length + index}` }));
    scope.push(...own);
    const body = make(result, depth - 1);
    scope.length -= own.length;
    return made(wanted)`(${own.map(({ text }) => text).join(', ')}) -> ${body}`;
  }

  function anyCall(depth: number): Made {
    const one = random.pick(byName.get(names(random)) ?? []);
    return written(one, new Map(), one.result, depth);
  }

  const maker: Maker = { random, make, call: anyCall, kind: anyKind, plainKind };
  return maker;
}

/** The plainest of its kind. */
export function plainest(wanted: Kind): Made {
  if (wanted.name === 'function') return leaf(wanted, 'NULL');
  const [first] = literals[wanted.name] ?? [];
  return leaf(wanted, first ?? 'NULL');
}
