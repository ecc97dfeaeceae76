/** Computes constants from their tree: by its value a tree says how it hangs together. */
import type { Expression } from '../../../layers/core/sql/ast.ts';

type Value = number | string | boolean | null | Value[];

export function constantOf(of: Expression): Value {
  switch (of.kind) {
    case 'literal':
      return literal(of.of, of.text);
    case 'unary':
      return of.operator === 'not'
        ? !constantOf(of.of)
        : Number(constantOf(of.of)) * (of.operator === '-' ? -1 : 1);
    case 'binary':
      return operators[of.operator]?.(constantOf(of.left), constantOf(of.right)) ?? null;
    case 'between':
      return not(of.negated, order(of.low) <= order(of.of) && order(of.of) <= order(of.high));
    case 'in-list':
      return not(of.negated, of.list.map(constantOf).includes(constantOf(of.of)));
    case 'like':
      return not(
        of.negated,
        new RegExp(`^${order(of.pattern).toString().replace('%', '.*')}$`).test(`${constantOf(of.of)}`),
      );
    case 'is-null':
      return not(of.negated, constantOf(of.of) === null);
    case 'array':
      return of.elements.map(constantOf);
    case 'subscript':
      return (constantOf(of.of) as Value[])[Number(constantOf(of.index)) - 1] ?? null;
    default:
      throw new Error(`no constant: ${of.kind}`);
  }
}

function literal(of: string, text: string): Value {
  if (of === 'null') return null;
  if (of === 'boolean') return text === 'true';
  return of === 'string' ? text : Number(text);
}

const not = (negated: boolean, value: boolean): boolean => value !== negated;
const order = (of: Expression): number | string => constantOf(of) as number;

const onNumbers =
  (apply: (a: number, b: number) => number) =>
  (a: Value, b: Value): Value =>
    a === null || b === null ? null : apply(Number(a), Number(b));

const operators: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  '+': onNumbers((a, b) => a + b),
  '-': onNumbers((a, b) => a - b),
  '*': onNumbers((a, b) => a * b),
  '/': onNumbers((a, b) => Math.trunc(a / b)),
  '%': onNumbers((a, b) => a % b),
  '||': (a, b) => `${a}${b}`,
  '=': (a, b) => a === b,
  '<': (a, b) => Number(a) < Number(b),
  '>': (a, b) => Number(a) > Number(b),
  and: (a, b) => Boolean(a) && Boolean(b),
  or: (a, b) => Boolean(a) || Boolean(b),
  'is not distinct from': (a, b) => a === b,
};
