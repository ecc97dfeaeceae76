/** QueryEngine of the cloud home for rows of one resource: the refinery reads the live objects. */
import type { QueryEngine } from '../core/ports/query-engine.ts';
import type { Refinery } from '../core/ports/refinery.ts';

/** Makes the port. */
export function refineryQueryEngine(refinery: Pick<Refinery, 'rows'>): QueryEngine {
  return {
    rows: async function* (query) {
      yield* await refinery.rows(query);
    },
  };
}
