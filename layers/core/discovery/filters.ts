/** Narrowing by department, class, cycle and the like, and how many there are of each. */
import { type Discover, type FacetName, facetNames, type ShelfEntry } from '../../../schemas/discovery.ts';

/** What an entry counts under in each facet. */
export function valuesOf(entry: ShelfEntry, facet: FacetName): readonly string[] {
  switch (facet) {
    case 'department':
      return entry.departments;
    case 'class':
      return entry.class === undefined ? [] : [entry.class.slice(0, 1)];
    case 'identifier':
      return identifiersOf(entry);
    case 'grade':
      return [`${entry.grade}`];
    case 'open':
      return [`${entry.open}`];
    default:
      return [entry[facet]];
  }
}

function identifiersOf({ items }: ShelfEntry): string[] {
  const kinds = new Set<string>();
  for (const { identifier } of items) if (identifier !== undefined) kinds.add(identifier);
  return [...kinds];
}

type Test = (number: number) => boolean;

/** What each entry counts under, as small numbers: a hundred thousand are counted in a few milliseconds. */
export class FacetTable {
  readonly #values = new Map<FacetName, { readonly names: string[]; readonly numbers: Map<string, number> }>(
    facetNames.map((facet) => [facet, { names: [], numbers: new Map() }]),
  );
  /** By facet, then by entry; most entries count once. */
  readonly #of: (number | readonly number[])[][] = facetNames.map(() => []);
  readonly #shared = new Map<string, readonly number[]>();

  /** Entries are numbered from 0. */
  put(number: number, entry: ShelfEntry): void {
    for (const [index, facet] of facetNames.entries()) {
      const list = valuesOf(entry, facet).map((value) => this.#numberOf(facet, value));
      const of = this.#of[index];
      if (of) of[number] = list.length === 1 ? (list[0] as number) : this.#share(list);
    }
  }

  /** Most entries count under the same few lists. */
  #share(list: readonly number[]): readonly number[] {
    const key = list.join();
    const known = this.#shared.get(key);
    if (known) return known;
    this.#shared.set(key, list);
    return list;
  }

  #numberOf(facet: FacetName, value: string): number {
    const values = this.#values.get(facet);
    const known = values?.numbers.get(value);
    if (known !== undefined || !values) return known ?? -1;
    values.numbers.set(value, values.names.length);
    return values.names.push(value) - 1;
  }

  /** A count under way. Each facet counts as if it were not narrowed itself, so that others can be chosen. */
  count(asked: Discover, entryAt: (number: number) => ShelfEntry | undefined): FacetCount {
    const tests = facetNames.map((facet, index) => this.#test(facet, index, asked, entryAt));
    const counts = facetNames.map((facet) => new Uint32Array(this.#values.get(facet)?.names.length ?? 0));
    const results = () =>
      new Map(
        facetNames.map((facet, index) => {
          const names = this.#values.get(facet)?.names ?? [];
          const counted = names.map((name, value) => [name, counts[index]?.[value] ?? 0] as const);
          return [facet, new Map(counted.filter(([, count]) => count > 0))] as const;
        }),
      );
    return { take: (number) => this.#take(number, tests, counts), results };
  }

  #take(number: number, tests: readonly (Test | undefined)[], counts: readonly Uint32Array[]): boolean {
    let failed = -1;
    for (let facet = 0; facet < tests.length; facet += 1) {
      const test = tests[facet];
      if (test === undefined || test(number)) continue;
      if (failed >= 0) return false;
      failed = facet;
    }
    for (let facet = 0; facet < counts.length; facet += 1) {
      if (failed >= 0 && failed !== facet) continue;
      const count = counts[facet] as Uint32Array;
      const values = this.#of[facet]?.[number] ?? [];
      if (typeof values === 'number') count[values] = (count[values] as number) + 1;
      else for (const value of values) count[value] = (count[value] as number) + 1;
    }
    return failed < 0;
  }

  #test(
    facet: FacetName,
    index: number,
    asked: Discover,
    entryAt: (number: number) => ShelfEntry | undefined,
  ): Test | undefined {
    const wanted = asked[facet];
    if (wanted === undefined) return undefined;
    // A class is narrowed by how its code begins.
    if (facet === 'class') return (number) => entryAt(number)?.class?.startsWith(String(wanted)) ?? false;
    const value = this.#values.get(facet)?.numbers.get(String(wanted));
    const of = this.#of[index] ?? [];
    return (number) => {
      const values = of[number];
      return typeof values === 'number' ? values === value : value !== undefined && !!values?.includes(value);
    };
  }
}

export interface FacetCount {
  /** @returns does the entry pass all that was asked? */
  take(number: number): boolean;
  results(): ReadonlyMap<FacetName, ReadonlyMap<string, number>>;
}

/** Does it hold an item of this code or name? Undefined when none is asked for. */
export function itemTest(asked: string | undefined): ((entry: ShelfEntry) => boolean) | undefined {
  const wanted = asked?.trim().toLowerCase() ?? '';
  if (wanted === '') return undefined;
  return ({ items }) =>
    items.some(
      (item) =>
        item.code === wanted ||
        item.name.toLowerCase().includes(wanted) ||
        item.synonyms.some((name) => name.toLowerCase() === wanted),
    );
}
