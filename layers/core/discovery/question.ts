/** A question taken apart: what each part of it may mean, so that a resource is ranked by how many parts it meets. */
import type { Sounds } from './pinyin.ts';
import type { Hits, TermIndex } from './term-index.ts';
import { foldText, pairsOf, runsOf } from './text.ts';
import { isDress, kindredOf, knownWords, undress } from './word-families.ts';

export type How = 'text' | 'pinyin' | 'meaning' | 'similar';

/** Texts that are marked where they stand, and how they came to be meant. */
export interface Meant {
  readonly text: string;
  readonly how: How;
}

export interface Slot {
  readonly hits: readonly Hits[];
  readonly meant: readonly Meant[];
}

export interface Question {
  readonly slots: readonly Slot[];
  /** The bare parts as typed. */
  readonly parts: readonly string[];
}

/** Longer questions are essays: their first parts are enough. */
const mostSlots = 32;

/** Takes a question apart against what the catalog holds. */
export function readQuestion(words: string, terms: TermIndex, sounds: Sounds): Question {
  const slots: Slot[] = [];
  const parts: string[] = [];
  for (const { kind, text } of runsOf(foldText(words)))
    if (kind === 'han')
      for (const piece of undress(text)) {
        parts.push(piece);
        slots.push(...hanSlots(piece, terms, sounds));
      }
    else if (!isDress(text)) {
      parts.push(text);
      slots.push(wordSlot(text, terms));
    }
  return { slots: slots.slice(0, mostSlots), parts };
}

function hanSlots(han: string, terms: TermIndex, sounds: Sounds): Slot[] {
  if (han.length === 1) return [{ hits: [terms.holdingOne(han)], meant: [{ text: han, how: 'text' }] }];
  const known = new Map(knownWords(han).map(({ word, at }) => [at, word]));
  return pairsOf(han).map((pair, at) => {
    const word = known.get(at);
    const own = pairSlot(pair, terms, sounds);
    return word === undefined ? own : joinSlots([own, kindredSlot(word, terms)]);
  });
}

function pairSlot(pair: string, terms: TermIndex, sounds: Sounds): Slot {
  const written = terms.holding(pair);
  if (written.terms.length > 0) return { hits: [written], meant: [{ text: pair, how: 'text' }] };
  // Nobody writes it so: another character of the same sound may have been typed.
  const sound = sounds.of(pair).toLowerCase();
  return { hits: weaken(terms.sounding(sound), 0.5), meant: [{ text: sound, how: 'similar' }] };
}

/** Other words of the same meaning. */
function kindredSlot(word: string, terms: TermIndex): Slot {
  const kindred = kindredOf(word);
  const hits = kindred.map((other) => (/[a-z]/.test(other) ? terms.saying(other) : terms.holding(other)));
  return { hits: weaken(hits, 0.6), meant: kindred.map((text) => ({ text, how: 'meaning' })) };
}

function wordSlot(word: string, terms: TermIndex): Slot {
  const exact: Slot = { hits: [terms.saying(word)], meant: [{ text: word, how: 'text' }] };
  const begun: Slot = { hits: word.length < 3 ? [] : [terms.beginning(word)], meant: [] };
  const said = joinSlots([exact, begun, kindredSlot(word, terms)]);
  // A word that is one in English seldom is meant as pinyin.
  const sounded = soundedSlot(word, terms, finds(exact) ? 0.3 : 1);
  const found = joinSlots([said, sounded]);
  return finds(found) ? found : { hits: [terms.near(word)], meant: [{ text: word, how: 'similar' }] };
}

function soundedSlot(word: string, terms: TermIndex, factor: number): Slot {
  if (!/^[a-z]+$/.test(word)) return { hits: [], meant: [] };
  return { hits: weaken(terms.sounding(word), factor), meant: [{ text: word, how: 'pinyin' }] };
}

const finds = ({ hits }: Slot): boolean => hits.some(({ terms }) => terms.length > 0);

const weaken = (hits: readonly Hits[], by: number): Hits[] =>
  hits.map((one) => ({ ...one, factor: one.factor * by }));

const joinSlots = (slots: readonly Slot[]): Slot => ({
  hits: slots.flatMap((slot) => slot.hits),
  meant: slots.flatMap((slot) => slot.meant),
});
