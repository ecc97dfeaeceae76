/**
 * The inverted index: each distinct text once (a term), pairs of characters and words that lead to terms, terms that
 * lead to entries. A catalog says the same item names over and over, so terms are far fewer than texts.
 */
import { initialsOf, type Sounds } from './pinyin.ts';
import { foldText, isNear, pairsOf, runsOf, stemOf } from './text.ts';

/** Fields in the order of their numbers; weights say how much a hit in each counts. */
export const fields = [
  ['code', 12],
  ['name', 10],
  ['nameEn', 8],
  ['item', 4],
  ['synonym', 3],
  ['department', 3],
  ['class', 3],
  ['database', 2],
  ['summary', 2],
] as const;
export type Field = (typeof fields)[number][0];
const fieldNumbers = new Map<Field, number>(fields.map(([name], index) => [name, index]));
const weights = Float64Array.from(fields, ([, weight]) => weight);
/** Postings hold the entry above these bits and the field in them: room for 134 million entries. */
const fieldBits = 4;
const fieldMask = 15;

/** Terms that may be meant. */
export interface Hits {
  readonly terms: readonly number[];
  /** 1: as typed; less for what was guessed. */
  readonly factor: number;
  /** Characters of the terms that were meant. */
  readonly length: number;
}

/** Most texts stand in one entry only: a list of one is that one. */
type Few = number | number[];
const listOf = (few: Few | undefined): readonly number[] =>
  few === undefined ? [] : typeof few === 'number' ? [few] : few;
const joinFew = (few: Few | undefined, more: number): Few => {
  if (few === undefined) return more;
  if (typeof few === 'number') return few === more ? few : [few, more];
  if (few.at(-1) !== more) few.push(more);
  return few;
};

/** Texts people may type by their sound. */
const sounded = new Set<Field>(['name', 'item', 'synonym', 'department', 'class']);

/** Terms one guess may lead to: past that it says nothing. */
const mostGuessed = 3000;

export class TermIndex {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #postings: (Few | undefined)[] = [];
  readonly #pairs = new Map<string, Few>();
  readonly #words = new Map<string, Few>();
  readonly #sounds: Sounds;
  /** Terms with a sound. */
  readonly #spoken: number[] = [];
  readonly #isSpoken: boolean[] = [];
  #vocabulary: string[] | undefined;
  #sounded: SoundedText | undefined;

  constructor(sounds: Sounds) {
    this.#sounds = sounds;
  }

  /** The text stands in that field of that entry. */
  add(entry: number, field: Field, text: string): void {
    const term = this.#numbers.get(text) ?? this.#termOf(text);
    const posting = (entry << fieldBits) | (fieldNumbers.get(field) ?? 0);
    this.#postings[term] = joinFew(this.#postings[term], posting);
    if (sounded.has(field) && !this.#isSpoken[term]) this.#speak(term, this.texts[term] ?? '');
  }

  /** Most texts are folded already, and known: those cost no folding. */
  #termOf(text: string): number {
    const folded = foldText(text);
    return this.#numbers.get(folded) ?? this.#enter(folded);
  }

  #speak(term: number, folded: string): void {
    this.#isSpoken[term] = true;
    if (this.#sounds.of(folded) === '') return;
    this.#spoken.push(term);
    this.#sounded = undefined;
  }

  #enter(folded: string): number {
    const term = this.texts.length;
    this.texts.push(folded);
    this.#numbers.set(folded, term);
    for (const { kind, text } of runsOf(folded))
      if (kind === 'han') for (const pair of pairsOf(text)) this.#lead(this.#pairs, pair, term);
      else this.#lead(this.#words, stemOf(text), term);
    return term;
  }

  #lead(from: Map<string, Few>, key: string, term: number): void {
    const before = from.get(key);
    from.set(key, joinFew(before, term));
    if (before === undefined && from === this.#words) this.#vocabulary = undefined;
  }

  /**
   * Raises `best` of each entry the terms stand in to what the field weighs, and notes in `touched` those that had
   * nothing. This is where a question's time goes.
   */
  raise({ terms, factor, length }: Hits, best: Float32Array, touched: number[]): void {
    for (const term of terms) {
      const size = this.texts[term]?.length ?? length;
      const tight = factor * (0.5 + 0.5 * Math.min(1, length / size));
      const postings = this.#postings[term];
      if (typeof postings === 'number') raiseOne(postings, tight, best, touched);
      else if (postings) for (const posting of postings) raiseOne(posting, tight, best, touched);
    }
  }

  /** Terms that hold these Chinese characters, at least two of them. */
  holding(han: string): Hits {
    const [first = han] = pairsOf(han);
    const terms = listOf(this.#pairs.get(first));
    const held = han.length <= 2 ? terms : terms.filter((term) => this.texts[term]?.includes(han));
    return { terms: held, factor: 1, length: han.length };
  }

  /** Terms with one Chinese character anywhere: looked for in all pairs, since only pairs lead to terms. */
  holdingOne(character: string): Hits {
    const terms: number[] = [];
    for (const [pair, held] of this.#pairs)
      if (pair.includes(character) && terms.length < mostGuessed)
        terms.push(...listOf(held).slice(0, mostGuessed));
    return { terms, factor: 1, length: 1 };
  }

  /** Terms with this word, whatever its ending. */
  saying(word: string): Hits {
    return { terms: listOf(this.#words.get(stemOf(word))), factor: 1, length: word.length };
  }

  /** Terms with a word that begins so. */
  beginning(word: string): Hits {
    const all = this.#sortedWords();
    const terms: number[] = [];
    for (let at = lowerBound(all, word); at < all.length && all[at]?.startsWith(word); at += 1) {
      if (terms.length >= mostGuessed) break;
      terms.push(...listOf(this.#words.get(all[at] as string)).slice(0, mostGuessed));
    }
    return { terms, factor: 0.7, length: word.length };
  }

  /** Terms with a word that is nearly this one. */
  near(word: string): Hits {
    const close = word.length < 4 ? [] : this.#sortedWords().filter((one) => isNear(one, word));
    const terms = close.flatMap((one) => listOf(this.#words.get(one)).slice(0, mostGuessed));
    return { terms, factor: 0.5, length: word.length };
  }

  /** Terms that sound so: pinyin in full, or its initials. */
  sounding(letters: string): Hits[] {
    this.#sounded ??= new SoundedText(
      this.#spoken,
      this.#spoken.map((term) => this.#sounds.of(this.texts[term] ?? '')),
    );
    return [...this.#sounded.byInitials(letters), ...this.#sounded.inFull(letters)];
  }

  #sortedWords(): string[] {
    this.#vocabulary ??= [...this.#words.keys()].sort();
    return this.#vocabulary;
  }
}

function raiseOne(posting: number, tight: number, best: Float32Array, touched: number[]): void {
  const entry = posting >> fieldBits;
  const weight = (weights[posting & fieldMask] as number) * tight;
  const old = best[entry] as number;
  if (old === 0) touched.push(entry);
  if (weight > old) best[entry] = weight;
}

function lowerBound(sorted: readonly string[], word: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The sounds of all terms in one long text each, so that the engine's own search finds a part of any of them. */
class SoundedText {
  readonly #terms: readonly number[];
  readonly #initials: Joined;
  readonly #full: Joined;
  readonly #cased: string;

  constructor(terms: readonly number[], sounds: readonly string[]) {
    this.#terms = [...terms];
    this.#initials = new Joined(sounds.map(initialsOf));
    this.#cased = sounds.join('\n');
    this.#full = new Joined(sounds.map((sound) => sound.toLowerCase()));
  }

  byInitials(letters: string): Hits[] {
    if (letters.length < 2) return [];
    return this.#graded(this.#initials.places(letters), [0.8, 0.65, 0.45], letters.length);
  }

  /** From the beginning of a syllable. */
  inFull(letters: string): Hits[] {
    if (letters.length < 3) return [];
    const places = this.#full.places(letters, (at) => /[A-Z]/.test(this.#cased.charAt(at)));
    return this.#graded(places, [0.9, 0.75, 0.6], Math.max(1, Math.round(letters.length / 3)));
  }

  /** The whole of a text says more than its beginning, and that more than its middle. */
  #graded(places: readonly Place[], factors: readonly [number, number, number], length: number): Hits[] {
    const grades = [
      places.filter((place) => place.isStart && place.isEnd),
      places.filter((place) => place.isStart && !place.isEnd),
      places.filter((place) => !place.isStart),
    ];
    return grades.map((grade, index) => ({
      terms: grade.map(({ part }) => this.#terms[part] as number),
      factor: factors[index] as number,
      length,
    }));
  }
}

interface Place {
  readonly part: number;
  readonly isStart: boolean;
  readonly isEnd: boolean;
}

class Joined {
  readonly #text: string;
  readonly #starts: Uint32Array;

  constructor(parts: readonly string[]) {
    this.#text = parts.join('\n');
    this.#starts = new Uint32Array(parts.length);
    let at = 0;
    for (const [index, part] of parts.entries()) {
      this.#starts[index] = at;
      at += part.length + 1;
    }
  }

  /** The first place in each part that holds the letters and fits. */
  places(letters: string, fits: (at: number) => boolean = () => true): Place[] {
    const found: Place[] = [];
    for (let at = this.#text.indexOf(letters); at >= 0 && found.length < mostGuessed; ) {
      const part = this.#partAt(at);
      const end = this.#starts[part + 1] ?? this.#text.length + 1;
      const isFit = fits(at);
      if (isFit)
        found.push({ part, isStart: at === this.#starts[part], isEnd: at + letters.length === end - 1 });
      at = this.#text.indexOf(letters, isFit ? end : at + 1);
    }
    return found;
  }

  #partAt(place: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
