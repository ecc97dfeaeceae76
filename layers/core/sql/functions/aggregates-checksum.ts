/** A checksum of rows in any order: each value's digest is added up. */
import { aggregate, type BoundCall, type FunctionLibrary } from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { type SqlType, typeText } from '../types.ts';

/** As Trino sees each type: a number of 64 bits, or bytes. */
function digestOf(sql: string, type: SqlType, at: number): string {
  switch (type.name) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return `tr_checksum_of_number(CAST(${sql} AS BIGINT))`;
    case 'boolean':
      return `tr_checksum_of_number(CAST(CAST(${sql} AS INTEGER) AS BIGINT))`;
    case 'date':
      return `tr_checksum_of_number(CAST(${sql} - DATE '1970-01-01' AS BIGINT))`;
    case 'varchar':
      return `tr_checksum_of_bytes(encode(${sql}))`;
    case 'varbinary':
      return `tr_checksum_of_bytes(${sql})`;
    default:
      throw notSupported(at, `checksum of ${typeText(type)}`, 'checksum(CAST(value AS varchar))');
  }
}

/** What a NULL adds. */
const ofNull = '(-7046029288634856825)::HUGEINT';

function checksum(call: BoundCall): string {
  const [value] = call.arguments;
  if (!value || value.type.name === 'unknown') throw notSupported(call.at, 'checksum of NULL');
  const digest = digestOf(value.sql, value.type, call.at);
  return `tr_checksum(CAST(${call.aggregate('sum', `coalesce(CAST(${digest} AS HUGEINT), ${ofNull})`)} AS VARCHAR))`;
}

export const checksums: FunctionLibrary = {
  entries: [aggregate('checksum(T): varbinary', checksum)],
  refused: [],
  macros: [],
};
