/** Patterns of SHOW: `*` is any text, `|` lets several stand. Linear in the text, whatever the pattern. */
export const fitsPattern = (text: string, pattern: string | undefined): boolean =>
  pattern === undefined || pattern.split('|').some((one) => fitsOne(text.toLowerCase(), one.toLowerCase()));

function fitsOne(text: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let place = first.length;
  for (const piece of others) {
    const found = text.indexOf(piece, place);
    if (found < 0) return false;
    place = found + piece.length;
  }
  return text.length - last.length >= place && text.endsWith(last);
}
