/** Strata: units that stand in exactly the same sets. No sum of released numbers tells two units of a stratum apart. */

export interface Stratum {
  readonly units: readonly string[];
  /** Indexes of the sets it lies in, rising. */
  readonly sets: readonly number[];
}

export function strataOf(sets: readonly (readonly string[])[]): Stratum[] {
  const places = new Map<string, number[]>();
  sets.forEach((units, index) => {
    for (const unit of units) {
      const found = places.get(unit);
      if (found === undefined) places.set(unit, [index]);
      else if (found.at(-1) !== index) found.push(index);
    }
  });
  const strata = new Map<string, { units: string[]; sets: number[] }>();
  for (const [unit, indexes] of places) {
    const name = indexes.join(',');
    const stratum = strata.get(name);
    if (stratum) stratum.units.push(unit);
    else strata.set(name, { units: [unit], sets: indexes });
  }
  return [...strata.values()];
}
