/** Classes of a pattern: `[a-z_]`, `[^,，]`, `[\d.-]`. */
import type { PatternReader } from './pattern-reader.ts';
import { type Kind, readEscape, readKind, readPlain, written } from './pattern-signs.ts';
import type { Flags } from './translated-pattern.ts';

/** After the bracket. */
export function readClass(reader: PatternReader, flags: Flags): string {
  const negated = reader.take('^');
  let inside = '';
  // Where it comes first it stands for itself.
  if (reader.take(']')) inside = reader.rest().includes(']') ? '\\x{5d}' : reader.invalid('empty char-class');
  while (!reader.take(']')) inside += readItem(reader, flags);
  return `[${negated ? '^' : ''}${inside}]`;
}

function readItem(reader: PatternReader, flags: Flags): string {
  const low = readOne(reader, flags);
  if (typeof low !== 'number') {
    if (reader.rest().startsWith('--')) reader.unsupported('two hyphens');
    return low;
  }
  if (reader.peek() !== '-' || reader.peek(1) === ']') return written(low);
  reader.next();
  const high = readOne(reader, flags);
  if (typeof high !== 'number') return reader.invalid('char-class value at end of range');
  if (low > high) return reader.invalid('empty range in char class');
  return `${written(low)}-${written(high)}`;
}

/** A code point, or a kind's text. */
function readOne(reader: PatternReader, flags: Flags): number | string {
  const sign = reader.peek();
  if (sign === '') return reader.invalid('premature end of char-class');
  if (sign === '[') return reader.unsupported('a class within a class', '\\[');
  if (sign === '&' && reader.peek(1) === '&') return reader.unsupported('&&');
  if (sign !== '\\') return readPlain(reader, flags);
  reader.next();
  const kind = readKind(reader);
  return kind ? kindText(reader, kind) : readEscape(reader, flags);
}

function kindText(reader: PatternReader, { inside, negated }: Kind): string {
  return negated ? reader.unsupported('a negated kind of signs within a class') : inside;
}
