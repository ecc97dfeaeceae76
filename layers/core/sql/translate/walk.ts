/** The parts of an expression, without what is inside of queries. */
import type { Call, Expression, SortItem, Window } from '../ast.ts';

const optional = (...nodes: readonly (Expression | undefined)[]): readonly Expression[] =>
  nodes.filter((node) => node !== undefined);

const sorted = (items: readonly SortItem[]): readonly Expression[] => items.map(({ of }) => of);

/** An expression's own parts, in their order. */
export function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'unary':
    case 'is-null':
    case 'cast':
    case 'extract':
    case 'field':
    case 'in-query':
    case 'quantified':
      return [node.of];
    case 'binary':
      return [node.left, node.right];
    case 'between':
      return [node.of, node.low, node.high];
    case 'in-list':
      return [node.of, ...node.list];
    case 'like':
      return optional(node.of, node.pattern, node.escape);
    case 'case':
      return optional(node.of, ...node.branches.flatMap(({ when, then }) => [when, then]), node.otherwise);
    case 'trim':
      return optional(node.characters, node.of);
    case 'call':
      return callParts(node);
    case 'lambda':
      return [node.body];
    case 'array':
    case 'row':
      return node.elements;
    case 'subscript':
      return [node.of, node.index];
    case 'at-time-zone':
      return [node.of, node.zone];
    default:
      return [];
  }
}

function callParts(node: Call): readonly Expression[] {
  const window = node.over && 'partitionBy' in node.over ? windowParts(node.over) : [];
  return [
    ...node.arguments,
    ...sorted(node.orderBy),
    ...optional(node.filter),
    ...sorted(node.withinGroup),
    ...window,
  ];
}

const windowParts = ({ partitionBy, orderBy, frame }: Window): readonly Expression[] => [
  ...partitionBy,
  ...sorted(orderBy),
  ...optional(frame?.start.value, frame?.end?.value),
];

/** Whether it or something in it is such an expression. */
export const holds = (node: Expression, is: (node: Expression) => boolean): boolean =>
  is(node) || partsOf(node).some((part) => holds(part, is));

export const holdsQuery = (node: Expression): boolean =>
  holds(node, ({ kind }) => ['in-query', 'quantified', 'exists', 'scalar'].includes(kind));
