/** Casts of bytes and of UUIDs. */
import type { SqlType } from '../../types.ts';
import { mayFail, sure, type Written } from './written.ts';

export const fromBinary = (to: SqlType): Written | 'mismatch' =>
  to.name === 'uuid' ? mayFail((value) => `tr_uuid_of_bytes(${value})`) : 'mismatch';

export function fromUuid(to: SqlType): Written | 'mismatch' {
  if (to.name === 'varbinary') return sure((value) => `unhex(replace(CAST(${value} AS VARCHAR), '-', ''))`);
  const isPlainText = to.name === 'varchar' && to.length === undefined;
  return isPlainText ? sure((value) => `CAST(${value} AS VARCHAR)`) : 'mismatch';
}
