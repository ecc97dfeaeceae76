/** What a query reads of the queries around it, and from where: Trino does not take every such reference. */
import { QueryRefused } from '../refused.ts';

/** How a query is used by the one around it. */
export type QueryUse =
  | 'whole'
  | 'with'
  | 'derived table'
  | 'lateral'
  | 'left lateral'
  | 'scalar'
  | 'exists'
  | 'in';

/** A name of the query around, and the clause it stands in. */
export interface OuterReference {
  readonly clause: string;
  readonly at: number;
}

/** A query while it is translated. */
export interface Frame {
  readonly parent?: Frame;
  /** In which clause of the parent, or as what, it stands. */
  readonly place: string;
  readonly outer: OuterReference[];
}

export const frameWithin = (parent: Frame | undefined, place: string): Frame => ({
  ...(parent ? { parent } : {}),
  place,
  outer: [],
});

/** @param home the query whose table the name is of */
export function noteReference(
  from: Frame | undefined,
  home: Frame | undefined,
  clause: string,
  at: number,
): void {
  let place = clause;
  for (let frame = from; frame && frame !== home; frame = frame.parent) {
    frame.outer.push({ clause: place, at });
    place = frame.place;
  }
}

export const unsupported = (at: number): QueryRefused =>
  new QueryRefused('NOT_SUPPORTED', {
    at,
    en: 'Given correlated subquery is not supported',
    zh: '不支持这样引用外层查询的子查询',
    instead: 'a join with what the subquery would give, grouped by the outer column',
  });
