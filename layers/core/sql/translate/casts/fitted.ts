/** Values as `varchar(n)`: what is longer is no such text, except where a text is cut. */
import type { SqlType } from '../../types.ts';
import { mayFail, sure, type Written } from './written.ts';

/**
 * @param text the value as a text
 * @param longest of such texts, in code points
 * @param how `raises always`: so it does in Trino's TRY_CAST, too
 */
export function fitted(
  text: (value: string) => string,
  to: SqlType & { readonly name: 'varchar' },
  longest: number,
  how: 'raises' | 'raises always' = 'raises',
): Written {
  const { length } = to;
  if (length === undefined || length >= longest) return sure(text);
  const cut = (value: string): string => `tr_fitted(${value}, ${length})`;
  if (how === 'raises always') return sure((value) => cut(text(value)));
  return { ...mayFail(cut), first: text } as Written;
}
