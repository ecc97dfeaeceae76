/** Casts of bytes and of UUIDs. */
import type { SqlType } from '../../types.ts';
import { fitted } from './fitted.ts';
import { mayFail, sure, type Written } from './written.ts';

export const fromBinary = (to: SqlType): Written | 'mismatch' =>
  to.name === 'uuid' ? mayFail((value) => `tr_uuid_of_bytes(${value})`) : 'mismatch';

export function fromUuid(to: SqlType): Written | 'mismatch' {
  if (to.name === 'varbinary') return sure((value) => `unhex(replace(CAST(${value} AS VARCHAR), '-', ''))`);
  if (to.name !== 'varchar') return 'mismatch';
  return fitted((value) => `CAST(${value} AS VARCHAR)`, to, 36);
}
