/** A type kept in a record as its text. */
import { parseExpression } from '../sql/parse/index.ts';
import { typeOf } from '../sql/translate/type-names.ts';
import type { SqlType } from '../sql/types.ts';

/** @param text as `typeText` wrote it */
export function typeFromText(text: string): SqlType {
  const cast = parseExpression(`CAST(NULL AS ${text})`);
  if (cast.kind !== 'cast') throw new Error(`${text} is no type`);
  return typeOf(cast.type);
}
