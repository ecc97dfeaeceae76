/** The searchable catalog in memory: entries, their index, and what a question finds in them. Pure and synchronous. */
import type { Discover, FacetName, ReasonFound, ShelfEntry } from '../../../schemas/discovery.ts';
import { FacetTable, itemTest } from './filters.ts';
import { reasonsFor } from './highlight.ts';
import { Sounds } from './pinyin.ts';
import { type Question, readQuestion } from './question.ts';
import { TermIndex } from './term-index.ts';
import { foldText } from './text.ts';

export interface Match {
  readonly entry: ShelfEntry;
  readonly score: number;
}

export interface Findings {
  readonly total: number;
  /** So many of the best, best first; without words, by code. */
  best(count: number): readonly Match[];
  readonly facets: ReadonlyMap<FacetName, ReadonlyMap<string, number>>;
  why(match: Match): ReasonFound[];
}

/** How far below the best one a match still is one. */
const leastShare = 0.2;
/** So many of the best are looked at again, for whole names. */
const lookedAtAgain = 300;

export class CatalogSearch {
  readonly #sounds: Sounds;
  readonly #terms: TermIndex;
  readonly #entries: (ShelfEntry | undefined)[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #departments: ReadonlyMap<string, string>;
  readonly #facets = new FacetTable();
  #best = new Float32Array(0);
  #scores = new Float32Array(0);
  /** Entries by code. */
  #order: number[] | undefined;

  /** `departments`: names by code. `sounds`: known ones, so that they need not be worked out again. */
  constructor(departments: ReadonlyMap<string, string>, sounds = new Sounds()) {
    this.#departments = departments;
    this.#sounds = sounds;
    this.#terms = new TermIndex(sounds);
  }

  get size(): number {
    return this.#numbers.size;
  }

  /** Entries that were replaced still cost room: past a quarter it is time to build anew. */
  get isWorn(): boolean {
    return this.#entries.length > 1000 && this.#numbers.size < this.#entries.length * 0.75;
  }

  entries(): ShelfEntry[] {
    return this.#entries.filter((entry) => entry !== undefined);
  }

  sounds(): Sounds {
    return this.#sounds;
  }

  get(code: string): ShelfEntry | undefined {
    const number = this.#numbers.get(code);
    return number === undefined ? undefined : this.#entries[number];
  }

  departmentName(code: string): string {
    return this.#departments.get(code) ?? code;
  }

  /** A class in words: those of any entry whose code begins so. */
  className(value: string): string {
    const entry = this.#entries.find((one) => one?.class?.startsWith(value));
    return entry?.classNames[0] ?? value;
  }

  remove(code: string): void {
    const number = this.#numbers.get(code);
    if (number === undefined) return;
    this.#entries[number] = undefined;
    this.#numbers.delete(code);
    this.#order = undefined;
  }

  /** Takes the place of the entry of the same code. */
  put(entry: ShelfEntry): void {
    this.remove(entry.code);
    const number = this.#entries.push(entry) - 1;
    this.#numbers.set(entry.code, number);
    this.#facets.put(number, entry);
    this.#order = undefined;
    const add = (field: Parameters<TermIndex['add']>[1], text: string) =>
      this.#terms.add(number, field, text);
    add('code', entry.code);
    add('name', entry.name);
    add('nameEn', entry.nameEn);
    for (const item of entry.items) {
      add('item', item.name);
      add('item', item.code.replaceAll('_', ' '));
      for (const synonym of item.synonyms) add('synonym', synonym);
    }
    for (const name of this.#namesOf(entry)) add('department', name);
    for (const name of entry.classNames) add('class', name);
    add('database', entry.database);
    if (entry.summary !== undefined) add('summary', entry.summary);
  }

  find(asked: Discover): Findings {
    const question = readQuestion(asked.q ?? '', this.#terms, this.#sounds);
    const isWordless = question.slots.length === 0;
    const numbers = isWordless ? this.#byCode() : this.#scored(question);
    const count = this.#facets.count(asked, (number) => this.#entries[number]);
    const holdsItem = itemTest(asked.item);
    const matched = numbers.filter((number) => {
      const entry = this.#entries[number];
      return entry !== undefined && (holdsItem?.(entry) ?? true) && count.take(number);
    });
    const scores = isWordless ? undefined : matched.map((number) => this.#scores[number] ?? 0);
    return {
      total: matched.length,
      facets: count.results(),
      best: (most) =>
        scores ? this.#ranked(matched, scores, question, most) : this.#inOrder(matched.slice(0, most)),
      why: ({ entry }) => reasonsFor(entry, this.#namesOf(entry), question, this.#sounds),
    };
  }

  #byCode(): number[] {
    this.#order ??= [...this.#numbers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, number]) => number);
    return this.#order;
  }

  #inOrder(numbers: readonly number[]): Match[] {
    return numbers.map((number) => ({ entry: this.#entries[number] as ShelfEntry, score: 0 }));
  }

  #namesOf(entry: ShelfEntry): string[] {
    return entry.departments.map((code) => this.departmentName(code));
  }

  /** Each part of the question adds what the best field that meets it weighs, rarer parts more. */
  #scored(question: Question): number[] {
    if (this.#best.length < this.#entries.length) {
      this.#best = new Float32Array(this.#entries.length * 2);
      this.#scores = new Float32Array(this.#entries.length * 2);
    }
    this.#scores.fill(0);
    const reached: number[] = [];
    for (const slot of question.slots) this.#addSlot(slot, reached);
    const top = reached.reduce((most, number) => Math.max(most, this.#scores[number] ?? 0), 0);
    return reached.filter((number) => (this.#scores[number] ?? 0) >= top * leastShare);
  }

  #addSlot({ hits }: Question['slots'][number], reached: number[]): void {
    const best = this.#best;
    const scores = this.#scores;
    const touched: number[] = [];
    for (const one of hits) this.#terms.raise(one, best, touched);
    const rare = Math.log(1 + (this.#entries.length + 1) / (touched.length + 0.5));
    for (const number of touched) {
      const before = scores[number] as number;
      if (before === 0) reached.push(number);
      scores[number] = before + rare * (best[number] as number);
      best[number] = 0;
    }
  }

  #ranked(numbers: readonly number[], scores: readonly number[], { parts }: Question, most: number): Match[] {
    const sorted = bestOf(numbers, scores, Math.max(most, lookedAtAgain)).map(([number, score]) => ({
      entry: this.#entries[number] as ShelfEntry,
      score,
    }));
    const again = sorted.slice(0, lookedAtAgain).map(({ entry, score }) => ({
      entry,
      score: parts.reduce((product, part) => product * wholeness(entry, part), score) * firstHand(entry),
    }));
    const byScore = (a: Match, b: Match) => b.score - a.score || (a.entry.code < b.entry.code ? -1 : 1);
    return [...again.sort(byScore), ...sorted.slice(lookedAtAgain)].slice(0, most);
  }
}

/** What was made over resources stands behind them: who asks who has something is told who provides it. */
const firstHand = ({ over }: ShelfEntry): number => (over ? 0.1 : 1);

/** The best few of very many, without sorting all: what cannot be among them is passed over. */
function bestOf(numbers: readonly number[], scores: readonly number[], most: number): [number, number][] {
  const byScore = (a: [number, number], b: [number, number]) => b[1] - a[1] || a[0] - b[0];
  let kept: [number, number][] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < numbers.length; at += 1) {
    const score = scores[at] as number;
    if (score < least) continue;
    kept.push([numbers[at] as number, score]);
    if (kept.length < most * 2) continue;
    kept = kept.sort(byScore).slice(0, most);
    // An equal one that comes later stands behind those that are kept.
    least = kept.at(-1)?.[1] ?? least;
  }
  return kept.sort(byScore).slice(0, most);
}

/** A part that stands whole in a resource's name is surely meant. */
function wholeness(entry: ShelfEntry, part: string): number {
  const name = foldText(entry.name);
  if (foldText(entry.code) === part) return 4;
  if (name === part) return 3;
  if (name.includes(part)) return 1.6;
  return entry.items.some((item) => foldText(item.name) === part) ? 1.3 : 1;
}
