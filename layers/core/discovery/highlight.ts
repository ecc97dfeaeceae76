/** Why a resource was found: the texts of it that were meant, with the places to mark. */
import type { ReasonFound, ShelfEntry } from '../../../schemas/discovery.ts';
import { initialsOf, type Sounds, syllablesOf } from './pinyin.ts';
import type { Meant, Question } from './question.ts';
import type { Field } from './term-index.ts';
import { foldText, isNear, runsOf, stemOf } from './text.ts';

type Mark = [number, number];

interface Said {
  readonly field: Field;
  readonly text: string;
  readonly item?: string;
}

const mostReasons = 6;

/** Texts of the entry in the order of their weight. `names` are its departments'. */
function saidBy(entry: ShelfEntry, names: readonly string[]): Said[] {
  return [
    { field: 'code', text: entry.code },
    { field: 'name', text: entry.name },
    { field: 'nameEn', text: entry.nameEn },
    ...entry.items.map((item): Said => ({ field: 'item', text: item.name, item: item.code })),
    ...entry.items.flatMap((item) =>
      item.synonyms.map((text): Said => ({ field: 'synonym', text, item: item.code })),
    ),
    ...entry.items.map(({ code }): Said => ({ field: 'item', text: code.replaceAll('_', ' '), item: code })),
    ...names.map((text): Said => ({ field: 'department', text })),
    ...entry.classNames.map((text): Said => ({ field: 'class', text })),
    ...(entry.summary === undefined ? [] : [{ field: 'summary', text: entry.summary } as Said]),
  ];
}

/** The first few reasons, the weightiest texts first; of an item's name and synonyms, one. */
export function reasonsFor(
  entry: ShelfEntry,
  names: readonly string[],
  question: Question,
  sounds: Sounds,
): ReasonFound[] {
  const meant = question.slots.flatMap((slot) => slot.meant);
  const reasons: ReasonFound[] = [];
  const items = new Set<string>();
  for (const said of saidBy(entry, names)) {
    if (reasons.length >= mostReasons) break;
    if (said.item !== undefined && items.has(said.item)) continue;
    const found = markText(said.text, meant, sounds);
    if (!found) continue;
    if (said.item !== undefined) items.add(said.item);
    reasons.push({ ...said, ...found });
  }
  return reasons;
}

const ranks = ['text', 'pinyin', 'meaning', 'similar'] as const;

function markText(
  text: string,
  meant: readonly Meant[],
  sounds: Sounds,
): Pick<ReasonFound, 'marks' | 'how'> | undefined {
  const folded = foldText(text);
  // Folding that changes the length would put marks beside what they mean.
  if (folded.length !== text.length) return undefined;
  for (const how of ranks) {
    const marks = meant
      .filter((one) => one.how === how)
      .flatMap((one) => placesOf(folded, one, sounds.of(text)));
    if (marks.length > 0) return { marks: mergeMarks(marks), how };
  }
  return undefined;
}

function placesOf(folded: string, { text, how }: Meant, sound: string): Mark[] {
  if (how === 'pinyin') return soundedPlaces(folded, text, sound);
  if (how === 'similar')
    return [...soundedPlaces(folded, text, sound), ...wordPlaces(folded, (word) => isNear(word, text))];
  if (/^[a-z0-9]+$/.test(text))
    return wordPlaces(folded, (word) => stemOf(word) === stemOf(text) || isBegun(word, text));
  return everyPlace(folded, text);
}

const isBegun = (word: string, start: string): boolean => start.length >= 3 && word.startsWith(start);

function everyPlace(text: string, part: string): Mark[] {
  const marks: Mark[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length))
    marks.push([at, at + part.length]);
  return marks;
}

function wordPlaces(folded: string, fits: (word: string) => boolean): Mark[] {
  const marks: Mark[] = [];
  let at = 0;
  for (const { kind, text } of runsOf(folded)) {
    at = folded.indexOf(text, at);
    if (kind === 'word' && fits(text)) marks.push([at, at + text.length]);
    at += text.length;
  }
  return marks;
}

/** The Chinese characters whose sounds or initials the letters are. */
function soundedPlaces(folded: string, letters: string, sound: string): Mark[] {
  if (sound === '' || letters === '') return [];
  const places = [...folded].flatMap((character, at) =>
    /[\u3400-\u9fff\uf900-\ufaff]/.test(character) ? [at] : [],
  );
  const [first, count] = soundedSpan(letters, sound);
  const from = places[first];
  const to = places[first + count - 1];
  return first < 0 || from === undefined || to === undefined ? [] : [[from, to + 1]];
}

/** Which syllables the letters cover: the first and how many; -1 when none do. */
function soundedSpan(letters: string, sound: string): [number, number] {
  const initial = letters.length < 2 ? -1 : initialsOf(sound).indexOf(letters);
  if (initial >= 0) return [initial, letters.length];
  const syllables = syllablesOf(sound);
  for (let first = 0; letters.length >= 3 && first < syllables.length; first += 1) {
    if (!syllables.slice(first).join('').startsWith(letters)) continue;
    let covered = 0;
    let count = 0;
    while (covered < letters.length) {
      covered += syllables[first + count]?.length ?? letters.length;
      count += 1;
    }
    return [first, count];
  }
  return [-1, 0];
}

function mergeMarks(marks: readonly Mark[]): Mark[] {
  const merged: Mark[] = [];
  for (const [from, to] of marks.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
