/**
 * The last guard of what is said to somebody or logged: messages hold no personal data, and where a caller's own words
 * or a library's come into one, numbers that name a person are masked. What is kept as data has its own, finer rules:
 * see `desensitise/free-text.ts`.
 */

/** Resident numbers (18 and 15), bank cards (16 to 19), mobile and landline numbers, each standing by itself. */
const personal = [
  /(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])/g,
  /(?<![0-9A-Za-z])\d{15,19}(?![0-9A-Za-z])/g,
  // A file's size may look like a number to be called.
  /(?<![0-9A-Za-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z]| (?:bytes|字节))/g,
  /(?<![0-9A-Za-z])0\d{2,3}-\d{7,8}(?![0-9A-Za-z])/g,
] as const;

/** The text with every number that names a person replaced by its last two characters. */
export function maskPersonal(text: string): string {
  return personal.reduce(
    (masked, pattern) => masked.replace(pattern, (found) => `***${found.slice(-2)}`),
    text,
  );
}
