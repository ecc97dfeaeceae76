/**
 * Which function a call means, as Trino finds it: one that takes the arguments as they are; else the most specific of
 * those that take them widened.
 */
import type { Lambda } from '../ast.ts';
import type { FunctionEntry, Typed } from '../function-entry.ts';
import { type Bound, bind, fill, nothingBound, type Pattern, parametersFor } from '../signature.ts';
import { commonType, type SqlType, sameType, unknown } from '../types.ts';

/** A lambda waits for the types of its parameters. */
export interface Waiting {
  readonly lambda: Lambda;
  typed(parameters: readonly SqlType[]): Typed;
}

export type Argument = Typed | Waiting;

export interface Chosen {
  readonly entry: FunctionEntry;
  readonly parameters: readonly SqlType[];
  readonly result: SqlType;
  /** The arguments, the lambdas translated with the types they get here. */
  readonly args: readonly Typed[];
}

const isWaiting = (argument: Argument): argument is Waiting => 'lambda' in argument;

/** undefined: none of them takes these arguments, or several do equally well. */
export function choose(entries: readonly FunctionEntry[], args: readonly Argument[]): Chosen | undefined {
  const exact = attempts(entries, args, false);
  const plain = exact.find(({ entry }) => isPlain(entry));
  if (plain ?? exact[0]) return plain ?? exact[0];
  return mostSpecific(attempts(entries, args, true), args);
}

const attempts = (entries: readonly FunctionEntry[], args: readonly Argument[], widen: boolean): Chosen[] =>
  entries.flatMap((entry) => attempt(entry, args, widen) ?? []);

/** Without type variables. */
const isPlain = ({ signature }: FunctionEntry): boolean =>
  !signature.parameters.some(function generic(pattern: Pattern): boolean {
    return (
      /^[A-Z]$/.test(pattern.name) ||
      pattern.parameters.some((hole) => typeof hole === 'object' && generic(hole))
    );
  });

function attempt(entry: FunctionEntry, args: readonly Argument[], widen: boolean): Chosen | undefined {
  const patterns = parametersFor(entry.signature, args.length);
  if (!patterns) return undefined;
  const bound = nothingBound();
  for (const [index, argument] of args.entries()) {
    const pattern = patterns[index] as Pattern;
    if (isWaiting(argument) ? pattern.name !== 'function' : !bind(pattern, argument.type, bound, widen))
      return undefined;
  }
  const lambdas = bindLambdas(patterns, args, bound, widen);
  if (!lambdas) return undefined;
  bindRest([...patterns, entry.signature.result], bound);
  return completed(entry, patterns, args, lambdas, bound);
}

/**
 * A lambda's result may widen what a variable stands for; then all of them are read again.
 *
 * @returns the lambdas by their position; undefined: they do not fit
 */
function bindLambdas(
  patterns: readonly Pattern[],
  args: readonly Argument[],
  bound: Bound,
  widen: boolean,
): Map<number, Typed> | undefined {
  const done = new Map<number, Typed>();
  const waiting = [...args.entries()].filter(([, argument]) => isWaiting(argument));
  for (let round = 0; round <= waiting.length; round += 1) {
    let grown = false;
    for (const [index, argument] of waiting) {
      const pattern = patterns[index] as Pattern;
      const body = lambdaOf(pattern, argument as Waiting, bound);
      if (!body) return undefined;
      done.set(index, body.value);
      const fit = fitResult(pattern, body.result, bound, widen);
      if (fit === 'none') return undefined;
      grown ||= fit === 'grown';
    }
    if (!grown) return done;
  }
  return undefined;
}

function lambdaOf(
  pattern: Pattern,
  { lambda, typed }: Waiting,
  bound: Bound,
): { readonly value: Typed; readonly result: SqlType } | undefined {
  const holes = pattern.parameters.slice(0, -1);
  if (lambda.parameters.length !== holes.length) return undefined;
  const types = holes.map((hole) => (typeof hole === 'object' ? (fill(hole, bound) ?? unknown) : unknown));
  const value = typed(types);
  return value.type.name === 'function' ? { value, result: value.type.result } : undefined;
}

type Fit = 'same' | 'grown' | 'none';

/** What a lambda gives is not widened: it must be what the variable stands for, or make that wider. */
function fitResult(pattern: Pattern, result: SqlType, bound: Bound, widen: boolean): Fit {
  const hole = pattern.parameters.at(-1);
  if (typeof hole !== 'object') return 'none';
  if (!/^[A-Z]$/.test(hole.name)) return bind(hole, result, bound, false) ? 'same' : 'none';
  const before = bound.types.get(hole.name);
  if (!before) return bind(hole, result, bound, widen) ? 'same' : 'none';
  if (sameType(before, result)) return 'same';
  const common = widen ? commonType(before, result) : undefined;
  if (!common || !sameType(common, result)) return 'none';
  bound.types.set(hole.name, common);
  return 'grown';
}

/** What only NULLs were given for is of no known type. */
function bindRest(patterns: readonly Pattern[], bound: Bound): void {
  for (const { name, parameters } of patterns) {
    if (/^[A-Z]$/.test(name) && !bound.types.has(name)) bound.types.set(name, unknown);
    bindRest(
      parameters.filter((hole) => typeof hole === 'object'),
      bound,
    );
  }
}

function completed(
  entry: FunctionEntry,
  patterns: readonly Pattern[],
  args: readonly Argument[],
  lambdas: ReadonlyMap<number, Typed>,
  bound: Bound,
): Chosen | undefined {
  const parameters = patterns.map((pattern) => fill(pattern, bound));
  const result = fill(entry.signature.result, bound);
  if (!result || !parameters.every((type) => type !== undefined)) return undefined;
  const ready = args.map((argument, index) =>
    isWaiting(argument) ? (lambdas.get(index) as Typed) : argument,
  );
  return { entry, parameters, result, args: ready };
}

/** One is more specific than another when the other takes all that the one takes. */
function mostSpecific(candidates: readonly Chosen[], args: readonly Argument[]): Chosen | undefined {
  if (candidates.length < 2) return candidates[0];
  const best = candidates.filter((one) =>
    candidates.every((other) => one === other || takes(other.entry, one.parameters)),
  );
  if (best.length > 0) return best[0];
  const untouched = candidates.filter(({ parameters }) => onlyNullsChange(parameters, args));
  if (untouched.length === 1) return untouched[0];
  // Whichever of them: the value is NULL, and its type the same.
  const [first, ...others] = untouched;
  return first && others.every(({ result }) => sameType(result, first.result)) ? first : undefined;
}

const takes = ({ signature }: FunctionEntry, types: readonly SqlType[]): boolean => {
  const bound = nothingBound();
  return (parametersFor(signature, types.length) ?? []).every((pattern, index) => {
    const type = types[index] as SqlType;
    return pattern.name === 'function' ? type.name === 'function' : bind(pattern, type, bound, true);
  });
};

const onlyNullsChange = (parameters: readonly SqlType[], args: readonly Argument[]): boolean =>
  args.every(
    (argument, index) =>
      isWaiting(argument) ||
      argument.type.name === 'unknown' ||
      sameType(argument.type, parameters[index] as SqlType),
  );
