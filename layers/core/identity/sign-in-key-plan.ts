/**
 * Which keys sign tokens, and which are only shown. A new key is published before it signs, so that whoever keeps the
 * list for a while knows it by then; an old one stays until the last token it signed has ended.
 */

/** Times in milliseconds. */
export interface KeyTimes {
  readonly kid: string;
  readonly made: number;
}

export interface KeyRhythm {
  /** A key signs this long. */
  readonly life: number;
  /** It is shown this long before. */
  readonly ahead: number;
  /** Longest life of a token, and a margin for slow clocks. */
  readonly after: number;
}

const hour = 3_600_000;
export const usualRhythm: KeyRhythm = { life: 30 * 24 * hour, ahead: 24 * hour, after: 2 * hour };

export interface KeyPlan<K extends KeyTimes> {
  /** Has a new key to be made now? It counts from then on as shown. */
  readonly make: boolean;
  /** The one that signs first, then the rest that are shown. */
  readonly shown: readonly K[];
  readonly remove: readonly K[];
}

/** A key signs once it has been shown long enough; the very first at once, for nobody has a list yet. */
export function planKeys<K extends KeyTimes>(keys: readonly K[], now: number, rhythm: KeyRhythm): KeyPlan<K> {
  const { life, ahead, after } = rhythm;
  const byAge = [...keys].sort((a, b) => a.made - b.made);
  const ripe = byAge.filter((key, index) => index === 0 || key.made + ahead <= now);
  const signing = ripe.at(-1);
  const newest = byAge.at(-1);
  const make = newest === undefined || newest.made + life <= now;
  if (signing === undefined) return { make, shown: [], remove: [] };
  const since = signing === byAge[0] ? signing.made : signing.made + ahead;
  const remove = byAge.filter((key) => key.made < signing.made && since + after <= now);
  const rest = byAge.filter((key) => key !== signing && !remove.includes(key));
  return { make, shown: [signing, ...rest], remove };
}
