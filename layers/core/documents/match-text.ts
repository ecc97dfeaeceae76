/**
 * How well words stand in a text. Chinese has no spaces, so a word is found where its characters stand together; one of
 * several characters of which only pairs are found counts for less. Pure.
 */

export interface Match {
  /** 0: not found. */
  readonly score: number;
  /** UTF-16 unit of the text at which what was found begins. */
  readonly at: number;
}

/** So many of a long word's pairs of characters must be there. */
const enoughPairs = 0.6;
const mostCounted = 50;

/** As texts are kept: NFKC, in small letters. */
export const fold = (text: string): string => {
  const small = text.toLowerCase();
  // A few letters change their length: offsets must stay true.
  return small.length === text.length ? small : text;
};

/** Words of a question; at most eight count. */
export const wordsOf = (question: string): string[] =>
  [...new Set(fold(question.normalize('NFKC')).split(/\s+/u))].filter((word) => word !== '').slice(0, 8);

/** Every word must be found, else nothing is. `folded` as `fold` gives it. */
export function matchText(folded: string, words: readonly string[]): Match {
  let score = 0;
  let at = Number.POSITIVE_INFINITY;
  for (const word of words) {
    const found = matchWord(folded, word);
    if (found.score === 0) return { score: 0, at: 0 };
    score += found.score;
    at = Math.min(at, found.at);
  }
  return { score: words.length === 0 ? 0 : score / words.length, at: Number.isFinite(at) ? at : 0 };
}

function matchWord(folded: string, word: string): Match {
  const at = folded.indexOf(word);
  return at >= 0 ? { score: 1 + Math.log10(countOf(folded, word)), at } : matchPairs(folded, word);
}

function countOf(folded: string, word: string): number {
  let count = 0;
  for (let at = folded.indexOf(word); at >= 0 && count < mostCounted; count++)
    at = folded.indexOf(word, at + word.length);
  return count;
}

/** False: `matchText` finds nothing in a text of which `holds` never wrongly says that a part is not in it. */
export const mayMatch = (words: readonly string[], holds: (part: string) => boolean): boolean =>
  words.every((word) => {
    if (holds(word)) return true;
    const pairs = pairsOf(word);
    return pairs.length >= 2 && pairs.filter(holds).length / pairs.length >= enoughPairs;
  });

/** Of letters and digits pairs say nothing. */
function matchPairs(folded: string, word: string): Match {
  const pairs = pairsOf(word);
  if (pairs.length < 2) return { score: 0, at: 0 };
  const places = pairs.map((pair) => folded.indexOf(pair)).filter((place) => place >= 0);
  const share = places.length / pairs.length;
  return share < enoughPairs ? { score: 0, at: 0 } : { score: share / 2, at: Math.min(...places) };
}

const isHan = (text: string): boolean => /^\p{Script=Han}{2}$/u.test(text);

export const pairsOf = (word: string): string[] =>
  [...word].slice(0, -1).flatMap((character, index) => {
    const pair = character + ([...word][index + 1] ?? '');
    return isHan(pair) ? [pair] : [];
  });

/** Where the words, or else their pairs, stand in a text: [from, to) in UTF-16 units, in order, apart. */
export function marksIn(text: string, words: readonly string[]): [number, number][] {
  const folded = fold(text);
  const wanted = words.flatMap((word) => (folded.includes(word) ? [word] : pairsOf(word)));
  const found: [number, number][] = [];
  for (const one of wanted)
    for (let at = folded.indexOf(one); at >= 0; at = folded.indexOf(one, at + one.length))
      found.push([at, at + one.length]);
  return join(found.sort(([a], [b]) => a - b));
}

function join(marks: readonly [number, number][]): [number, number][] {
  const joined: [number, number][] = [];
  for (const [from, to] of marks) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}
