/** A small population that changes from month to month, and what receivers ask about it. */
import type { Cell } from '../../layers/core/disclosure/cells.ts';
import type { Measure, Table } from '../../layers/core/disclosure/release.ts';
import type { Random } from '../simulation/random.ts';

export interface Person {
  readonly id: string;
  readonly district: string;
  readonly trade: string;
  readonly age: number;
  readonly wage: number;
}

export const cap = 1000;
export const measures: readonly Measure[] = [
  { name: 'count', cap: 1 },
  { name: 'wage', cap },
];

const districts = ['A', 'B', 'C', 'D'];
const trades = ['u', 'v', 'w'];

/** Classes of very different size, and a few large earners. */
function born(random: Random, id: string): Person {
  const skewed = (from: readonly string[]) => from[Math.floor(random.next() ** 2 * from.length)] as string;
  const wage = random.chance(0.03) ? cap : 5 + Math.floor(random.next() ** 3 * 60);
  return { id, district: skewed(districts), trade: skewed(trades), age: 18 + random.whole(50), wage };
}

/** Months of a population: somebody joins, leaves, moves or grows rich, few at a time. */
export function liveMonths(random: Random, months: number, size = 150): Person[][] {
  let people = Array.from({ length: size + random.whole(size) }, (_, index) => born(random, `p${index}`));
  let next = people.length;
  const history = [people];
  for (let month = 1; month < months; month += 1) {
    people = [...people];
    for (let change = 1 + random.whole(3); change > 0; change -= 1) {
      const at = random.whole(people.length);
      const one = people[at] as Person;
      const kind = random.whole(5);
      if (kind === 0) people.push(born(random, `p${next++}`));
      else if (kind === 1) people.splice(at, 1);
      else if (kind === 2) people[at] = { ...one, district: random.pick(districts) };
      else if (kind === 3) people[at] = { ...one, trade: random.pick(trades) };
      // Everybody else's noise in the same set is then drawn anew, and the attacker may average over it.
      else people[at] = { ...one, wage: one.wage + 1 };
    }
    history.push(people);
  }
  return history;
}

/** What one receiver asks: classes, and who counts at all. */
export interface Asked {
  readonly by: readonly ('district' | 'trade')[];
  readonly wanted: (person: Person) => boolean;
}

/** Crossed classes, margins, nested filters one year of age apart, all but one class. */
export function askRandomly(random: Random): Asked {
  const by = random.pick([['district'], ['trade'], ['district', 'trade'], []] as const);
  const age = 30 + random.whole(4);
  const district = random.pick(districts);
  const wanted = random.pick([
    () => true,
    (person: Person) => person.age >= age,
    (person: Person) => person.age < age,
    (person: Person) => person.district !== district,
  ]);
  return { by, wanted };
}

export function tableOf(people: readonly Person[], asked: Asked, period: string, release: string): Table {
  const cells = new Map<string, { classes: string[][]; units: string[] }>();
  for (const person of people.filter(asked.wanted)) {
    const labels = asked.by.map((item) => person[item]);
    const cell = cells.get(labels.join()) ?? { classes: [labels], units: [] };
    cell.units.push(person.id);
    cells.set(labels.join(), cell);
  }
  return {
    release,
    period,
    cells: [...cells.values()] as Cell[],
    measures,
    amounts: new Map([['wage', new Map(people.map((person) => [person.id, Math.min(person.wage, cap)]))]]),
    at: `${period}-01T00:00:00.000Z`,
  };
}
