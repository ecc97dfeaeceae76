/** Casts to JSON and from it. JSON is carried as its canonical text. */
import { notSupported } from '../../refused.ts';
import { isInteger, type SqlType } from '../../types.ts';
import { decimalText } from './numbers.ts';
import { sure, type Written } from './written.ts';

export function toJson(from: SqlType, at: number): Written | 'mismatch' {
  if (isInteger(from)) return sure((value) => `CAST(${value} AS VARCHAR)`);
  switch (from.name) {
    case 'boolean':
      return sure((value) => `CAST(${value} AS VARCHAR)`);
    case 'decimal':
      return sure((value) => decimalText(from, value));
    case 'varchar':
      return sure((value) => `CAST(to_json(${value}) AS VARCHAR)`);
    default:
      throw notSupported(at, 'this cast to JSON');
  }
}

export function fromJson(_to: SqlType, at: number): Written | 'mismatch' {
  throw notSupported(at, 'a cast of JSON', "json_extract_scalar(value, '$.field')");
}
