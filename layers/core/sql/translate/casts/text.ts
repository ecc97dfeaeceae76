/** Casts of texts. */
import { carrierOf, isInteger, type SqlType } from '../../types.ts';
import { textToMoment } from './moments.ts';
import { mayFail, same, sure, type Written } from './written.ts';

type Text = SqlType & { readonly name: 'varchar' | 'char' };

export function fromText(from: Text, to: SqlType): Written | 'mismatch' {
  if (to.name === 'varchar' || to.name === 'char') return textToText(from, to);
  if (from.name === 'char') return 'mismatch';
  if (isInteger(to)) return mayFail((value) => `CAST(tr_whole_of(${value}) AS ${carrierOf(to)})`);
  switch (to.name) {
    case 'boolean':
      return mayFail((value) => `tr_boolean_of(${value})`);
    case 'real':
    case 'double':
      return mayFail((value) => `CAST(tr_floating_of(${value}) AS ${carrierOf(to)})`);
    case 'decimal':
      return mayFail((value) => `CAST(tr_decimal_of(${value}) AS ${carrierOf(to)})`);
    case 'varbinary':
      return sure((value) => `encode(${value})`);
    case 'uuid':
      return mayFail((value) => `tr_uuid_of(${value})`);
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamp with time zone':
      return textToMoment(to);
    default:
      return 'mismatch';
  }
}

/** A `char` gets back the spaces that its carrier has not. */
function textToText(from: Text, to: Text): Written {
  const whole = (value: string): string =>
    from.name === 'char' && to.name === 'varchar' ? `rpad(${value}, ${from.length}, ' ')` : value;
  const cut = (value: string): string =>
    to.length === undefined || (from.length ?? Infinity) <= to.length
      ? value
      : `left(${value}, ${to.length})`;
  if (to.name === 'char') {
    if (from.name === 'char' && from.length <= to.length) return same;
    return sure((value) => `rtrim(${cut(value)}, ' ')`);
  }
  if (from.name === 'varchar' && (from.length ?? Infinity) <= (to.length ?? Infinity)) return same;
  return sure((value) => cut(whole(value)));
}
