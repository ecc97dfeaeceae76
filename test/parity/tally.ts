/** Counts verdicts, and keeps those that are defects. */
import type { Judgement, Verdict } from './compare.ts';

export interface Defect {
  readonly verdict: Verdict;
  readonly what: string;
  readonly why: string;
}

export class Tally {
  readonly #counts = new Map<Verdict, number>();
  readonly defects: Defect[] = [];
  /** Expressions that were found to be at fault: whatever contains one shows it again. */
  readonly known: string[] = [];
  #repeated = 0;

  add({ verdict, why }: Judgement, what: string): void {
    this.#counts.set(verdict, this.count(verdict) + 1);
    if (isDefect(verdict)) this.defects.push({ verdict, what, why });
  }

  repeat(): void {
    this.#repeated += 1;
  }

  /** Takes on what another counted, and of its defects those that count here. */
  join(other: Tally, counts: (defect: Defect) => boolean): void {
    for (const [verdict, count] of other.#counts) this.#counts.set(verdict, this.count(verdict) + count);
    this.defects.push(...other.defects.filter(counts));
  }

  count(verdict: Verdict): number {
    return this.#counts.get(verdict) ?? 0;
  }

  /** Agreements, and refusals that Trino has as well. */
  get agreed(): number {
    return this.count('same') + this.count('both fail');
  }

  toString(): string {
    return [
      `${this.agreed} agree (${this.count('both fail')} fail on both sides)`,
      `${this.count('refused')} refused by name`,
      `${this.count('fails here')} fail here`,
      `${this.count('different')} different`,
      ...(this.#repeated > 0 ? [`${this.#repeated} show one of these again`] : []),
    ].join(', ');
  }
}

/** Another answer than Trino's, or none without having said that there will be none. */
export const isDefect = (verdict: Verdict): boolean => verdict === 'different' || verdict === 'fails here';
