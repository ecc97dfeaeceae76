/** Which queries may read of those around them: the shapes that Trino takes, as measured on it. */
import type { Expression, Query, Relation, Select } from '../ast.ts';
import { functionNamed } from '../functions/index.ts';
import { type Frame, type OuterReference, type QueryUse, unsupported } from './frames.ts';
import { holds } from './walk.ts';

/** @throws QueryRefused NOT_SUPPORTED when Trino would not take what the query reads of those around it */
export function refuseCorrelation(node: Query, use: QueryUse, { outer, place }: Frame): void {
  if (outer.length === 0) return;
  const body = node.body;
  const isRow = body.kind === 'values' && body.rows.length === 1 && use === 'lateral';
  if (isRow && node.orderBy.length === 0 && !node.limit) return;
  const fits =
    body.kind === 'select' &&
    node.with.length === 0 &&
    !node.offset &&
    place !== 'query in OUTER JOIN clause' &&
    use !== 'with' &&
    shapeFits(body, use) &&
    referencesFit(body, use, outer) &&
    (!node.limit || limitFits(node, body, use, outer));
  if (!fits) throw unsupported(node.at);
}

const isAggregate = (node: Expression): boolean =>
  node.kind === 'call' &&
  !node.over &&
  functionNamed(node.name.text.toLowerCase())?.[0]?.kind === 'aggregate';
const isWindow = (node: Expression): boolean => node.kind === 'call' && node.over !== undefined;

const itemsHold = ({ items }: Select, is: (node: Expression) => boolean): boolean =>
  items.some(({ of }) => of !== undefined && holds(of, is));

const aggregates = (node: Select): boolean => itemsHold(node, isAggregate);

/** Trino takes aggregation away from the outside for one row, not for a set of them. */
function shapeFits(node: Select, use: QueryUse): boolean {
  if (node.having || itemsHold(node, isWindow)) return false;
  if ((node.groupBy || node.distinct) && use !== 'lateral') return false;
  return !aggregates(node) || (use !== 'in' && use !== 'derived table');
}

function referencesFit(node: Select, use: QueryUse, outer: readonly OuterReference[]): boolean {
  const [from] = node.from;
  const alone = node.from.length === 1 && from;
  const unnests = alone && from.kind === 'unnest' && !node.where && !node.groupBy;
  return outer.every(({ clause }) => {
    switch (clause) {
      case 'WHERE clause':
      case 'INNER JOIN clause':
        return true;
      case 'derived table':
        return alone && isDerived(from);
      case 'UNNEST':
        return unnests && use !== 'in' && use !== 'derived table';
      case 'SELECT':
        return (
          use === 'exists' ||
          unnests ||
          ((use === 'scalar' || use === 'lateral' || use === 'left lateral') &&
            (node.from.length === 0 ? !node.where : aggregates(node) && !node.groupBy))
        );
      default:
        return clause === 'Aggregate' && unnests;
    }
  });
}

const isDerived = (from: Relation): boolean => from.kind === 'subquery' && !from.lateral;

/** The first rows of each group: sorted, and the groups made by equality alone. */
function limitFits(
  { orderBy }: Query,
  node: Select,
  use: QueryUse,
  outer: readonly OuterReference[],
): boolean {
  if (orderBy.length === 0 || aggregates(node) || node.distinct || node.groupBy) return false;
  if (use !== 'scalar' && use !== 'lateral' && use !== 'left lateral') return false;
  const places = new Set(outer.map(({ at }) => at));
  const isOuter = (one: Expression): boolean => one.kind === 'column' && places.has(one.at);
  const isInner = (one: Expression): boolean => one.kind === 'column' && !places.has(one.at);
  return conjuncts(node.where).every(
    (term) =>
      !holds(term, isOuter) ||
      (term.kind === 'binary' &&
        term.operator === '=' &&
        [
          [term.left, term.right],
          [term.right, term.left],
        ].some(([a, b]) => a && b && holds(a, isOuter) && !holds(a, isInner) && !holds(b, isOuter))),
  );
}

function conjuncts(where: Expression | undefined): readonly Expression[] {
  const terms: Expression[] = [];
  const waiting = where ? [where] : [];
  for (let next = waiting.pop(); next; next = waiting.pop())
    if (next.kind === 'binary' && next.operator === 'and') waiting.push(next.left, next.right);
    else terms.push(next);
  return terms;
}
