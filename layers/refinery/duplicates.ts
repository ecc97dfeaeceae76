/**
 * Rows that are there already. Hashes of the key (or of the whole row) are grouped first; only rows whose hash
 * occurs twice are compared by value, so that a clean batch pays for one aggregation.
 */

import type { Finding } from '../../schemas/refinery.ts';
import type { Resource } from '../../schemas/resource.ts';
import { quoteName } from '../core/cleaning/sql-text.ts';
import { keyItems } from '../core/cleaning/stored-columns.ts';
import type { Session } from './session.ts';

/** What makes two rows the same one, for a resource. Undefined: its rows have no identity, none is a duplicate. */
export interface Identity {
  /** SQL of the columns that are compared. */
  readonly columns: readonly string[];
  /** Does the same key with other content count too? */
  readonly keyed: boolean;
}

/** `period` is SQL of a row's period. */
export function identityOf(resource: Resource, period: string): Identity | undefined {
  const keys = keyItems(resource).map((item) => quoteName(item.code));
  if (keys.length === 0) return undefined;
  if (resource.mode === 'full') return { columns: keys, keyed: true };
  if (resource.mode === 'full-per-period') return { columns: [...keys, period], keyed: true };
  return { columns: contentColumns(resource), keyed: false };
}

export function contentColumns(resource: Resource): string[] {
  return [...resource.items.map((item) => quoteName(item.code)), '_extra'];
}

const hashOf = (columns: readonly string[]) => `hash(${columns.join(', ')})`;

/**
 * Makes the table `repeated` (_at, rule, first_line) of a relation's later duplicates; none when there are none.
 * @param from relation with the stored items, `_extra`, and `_at`, the row's ordinal in the batch
 * @returns how many there are
 */
export async function findDuplicates(
  session: Session,
  resource: Resource,
  identity: Identity,
  from: string,
  passes = 1,
): Promise<number> {
  await session.run('CREATE OR REPLACE TEMP TABLE twice (h UBIGINT)');
  const hash = hashOf(identity.columns);
  let twice = 0;
  for (let pass = 0; pass < passes; pass++) {
    const share = passes === 1 ? '' : `WHERE h % ${passes} = ${pass}`;
    twice += await session.write(
      `INSERT INTO twice SELECT h FROM (SELECT ${hash} AS h FROM ${from}) ${share} GROUP BY h HAVING count(*) > 1`,
    );
  }
  if (twice === 0) return 0;
  await session.run(
    `CREATE OR REPLACE TEMP TABLE repeated AS ${repeatedSql(resource, identity, from, hash)}`,
  );
  return Number((await session.rows('SELECT count(*) AS n FROM repeated'))[0]?.n);
}

function repeatedSql(resource: Resource, identity: Identity, from: string, hash: string): string {
  const content = contentColumns(resource);
  const whole = identity.keyed ? [...new Set([...identity.columns, ...content])] : identity.columns;
  const complete = identity.columns.map((c) => `${c} IS NOT NULL`).join(' AND ');
  const sameRow = 'row_number() OVER same_row > 1';
  const sameKey = identity.keyed ? `(${complete} AND row_number() OVER same_key > 1)` : 'false';
  return `SELECT _at, CASE WHEN row_again THEN 'duplicate-row' ELSE 'duplicate-key' END AS rule,
      CASE WHEN row_again THEN row_first ELSE key_first END AS first_line
    FROM (SELECT _at, ${sameRow} AS row_again, ${sameKey} AS key_again,
        first_value(_at) OVER same_row AS row_first, first_value(_at) OVER same_key AS key_first
      FROM ${from} WHERE ${hash} IN (SELECT h FROM twice)
      WINDOW same_row AS (PARTITION BY ${whole.join(', ')} ORDER BY _at),
        same_key AS (PARTITION BY ${identity.columns.join(', ')} ORDER BY _at))
    WHERE row_again OR key_again`;
}

/** Findings over the table `repeated`; the line is that of the first row that repeats an earlier one. */
export async function duplicateFindings(session: Session): Promise<Finding[]> {
  const rows = await session.rows(
    'SELECT rule, count(*) AS n, min(_at) AS first FROM repeated GROUP BY rule ORDER BY rule',
  );
  return rows.map((r) => ({
    rule: String(r.rule),
    level: 'refuse',
    rows: Number(r.n),
    firstLine: Number(r.first),
  }));
}
