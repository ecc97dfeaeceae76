/** How texts and questions are taken apart: one form for what looks alike, runs of Chinese and of letters, pairs. */

/** NFKC and small letters. */
export const foldText = (text: string): string => text.normalize('NFKC').toLowerCase();

export interface Run {
  readonly kind: 'han' | 'word';
  readonly text: string;
}

const runs = /([\u3400-\u9fff\uf900-\ufaff]+)|((?:(?![\u3400-\u9fff\uf900-\ufaff])[\p{L}\p{N}])+)/gu;

/** Runs of Chinese characters and of letters and digits, in order; all else parts them. */
export const runsOf = (folded: string): Run[] =>
  [...folded.matchAll(runs)].map(([text, han]) => ({ kind: han === undefined ? 'word' : 'han', text }));

/** Every two neighbours; of one character, that character. */
export function pairsOf(han: string): string[] {
  if (han.length < 2) return [han];
  return Array.from({ length: han.length - 1 }, (_, at) => han.slice(at, at + 2));
}

/** What an English word is looked up under: without the s of many. */
export const stemOf = (word: string): string => {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 3 && word.endsWith('s') && !/(ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
};

/** Are the two words one letter apart, two when they are long? A swap of neighbours is one. */
export function isNear(a: string, b: string): boolean {
  const most = Math.min(a.length, b.length) >= 8 ? 2 : 1;
  if (Math.abs(a.length - b.length) > most) return false;
  return distance(a, b, most) <= most;
}

/** Edit distance with swaps (optimal string alignment), given up above `most`. */
function distance(a: string, b: string, most: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}
