/** As `layers/core/export-cells.ts`, and the same for the engine. */
export { csvRecord, neutralise } from '../core/export-cells.ts';

/** `neutralise` as SQL over a text column. */
export function neutraliseSql(sql: string): string {
  return `CASE WHEN regexp_matches(${sql}, '^[=+\\-@\\t\\r]') THEN concat('''', ${sql}) ELSE ${sql} END`;
}
