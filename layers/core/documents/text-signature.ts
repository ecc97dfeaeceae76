/**
 * Which characters and pairs of neighbours stand in a text, as a Bloom filter: what is not in it does not stand in the
 * text; what is, nearly always does. About a byte for each that is different. Pure.
 */

/** Bits for each character of a text, whose pairs are about as many; and the bounds of their number, powers of two. */
const bitsACharacter = 12;
const leastBits = 2 ** 10;
const mostBits = 2 ** 18;

/** @param folded as `fold` gives it; what is looked for is folded too */
export function signText(folded: string): Uint8Array {
  const bits = 2 ** Math.ceil(Math.log2(Math.max(leastBits, folded.length * bitsACharacter)));
  const signature = new Uint8Array(Math.min(bits, mostBits) / 8);
  for (let at = 0; at < folded.length; at += 1) {
    set(signature, unitAt(folded, at));
    if (at > 0) set(signature, pairAt(folded, at));
  }
  return signature;
}

/** False: the part does not stand in the text. */
export function mayHold(signature: Uint8Array, part: string): boolean {
  for (let at = 0; at < part.length; at += 1)
    if (!has(signature, unitAt(part, at)) || (at > 0 && !has(signature, pairAt(part, at)))) return false;
  return true;
}

/** A UTF-16 unit as a number; and it with the one before it, apart from all units. */
const unitAt = (text: string, at: number): number => text.charCodeAt(at);
const pairAt = (text: string, at: number): number =>
  unitAt(text, at - 1) * 65_536 + unitAt(text, at) + 65_536;

/** Two bits each. */
const oneOf = (value: number): number => {
  const mixed = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 16);
};
const otherOf = (value: number): number => {
  const mixed = Math.imul(value ^ (value >>> 13), 0x297a2d39);
  return mixed ^ (mixed >>> 14);
};

function set(bits: Uint8Array, value: number): void {
  const mask = bits.length * 8 - 1;
  for (const place of [oneOf(value) & mask, otherOf(value) & mask])
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
}

function has(bits: Uint8Array, value: number): boolean {
  const mask = bits.length * 8 - 1;
  const isSet = (place: number) => ((bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;
  return isSet(oneOf(value) & mask) && isSet(otherOf(value) & mask);
}
