/**
 * How much of what Athena documents for SELECT agrees. `battery/documented.sql` has each function, operator and clause
 * under its name, with at least one query; one agrees when all its queries do.
 */
import type { Verdict } from './compare.ts';

/** The subject that is counted so. */
export const documentedSubject = 'documented';

export interface Share {
  readonly agree: number;
  readonly of: number;
  /** By name. */
  readonly refused: readonly string[];
}

export class Documented {
  readonly #agrees = new Map<string, boolean>();

  /** @param name of the query: that of its function, operator or clause, and perhaps a number */
  add(name: string, verdict: Verdict): void {
    const item = name.replace(/ #\d+$/, '');
    this.#agrees.set(item, (this.#agrees.get(item) ?? true) && verdict === 'same');
  }

  /** Of all but the functions of geometry; and of everything. */
  share(geospatial: boolean): Share {
    const counted = [...this.#agrees].filter(([name]) => geospatial || !name.startsWith('geospatial '));
    const refused = counted.filter(([, agrees]) => !agrees).map(([name]) => name);
    return { agree: counted.length - refused.length, of: counted.length, refused };
  }

  /** Functions that Trino lists and no query asks for. */
  missing(listed: Iterable<string>): readonly string[] {
    const known = new Set([...this.#agrees.keys()].map((name) => name.slice(name.indexOf(' ') + 1)));
    return [...new Set(listed)].filter((name) => !known.has(name)).sort();
  }

  toString(): string {
    const { refused } = this.share(true);
    return [
      `documented for SELECT: ${shown(this.share(false))}; with the functions of geometry: ${shown(this.share(true))}`,
      ...(refused.length > 0 ? [`refused by name: ${refused.join(', ')}`] : []),
    ].join('\n');
  }
}

const shown = ({ agree, of }: Share): string =>
  `${agree} of ${of} agree (${((100 * agree) / Math.max(of, 1)).toFixed(1)} %)`;
