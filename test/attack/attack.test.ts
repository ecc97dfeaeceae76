/**
 * The attacker against the disclosure rules, over many random cities. Long form: `npm run soak -- attack`.
 * A group is disclosed when it has fewer than ten contributors and the attacker tells its count or amount exactly, or
 * with a standard error below the protection (3 persons; 0.6 caps), or when a sum tells its largest contributor so.
 */
import { tellFigures } from '../faults/tell-figures.ts';
import { type Played, play, type Without } from './play.ts';

const cities = Number(process.env.SHUIYUAN_CITIES ?? 25);
const first = Number(process.env.SHUIYUAN_SEED ?? 1);
const slow = 4 * 3_600_000;

async function playMany(without: Without, count: number): Promise<Played[]> {
  const games: Played[] = [];
  for (let seed = first; seed < first + count; seed += 1) games.push(await play(seed, without));
  return games;
}

const sum = (games: readonly Played[], of: (game: Played) => number): number =>
  games.reduce((total, game) => total + of(game), 0);

test(
  'who has every number of all receivers and months tells no group below the threshold',
  async () => {
    const begun = performance.now();
    const games = await playMany('nothing', cities);
    const scores = games.flatMap((game) => game.scores);
    const spread = Math.sqrt(scores.reduce((total, score) => total + score ** 2, 0) / scores.length);
    const counts = {
      cities,
      questions: sum(games, (game) => game.releases),
      withheld: sum(games, (game) => game.withheld),
      'new numbers': sum(games, (game) => game.numbers),
      'small groups estimated': sum(games, (game) => game.guessed),
      'guessed exactly': sum(games, (game) => game.exact),
      disclosed: sum(games, (game) => game.disclosed.length),
    };
    tellFigures('attack', counts, begun);
    expect(games.flatMap((game) => game.disclosed)).toEqual([]);
    expect(sum(games, (game) => game.outOfBounds)).toBe(0);
    // By chance he would name a count of 1 to 9 once in nine; and his own standard errors are true.
    expect(counts['small groups estimated']).toBeGreaterThan(cities);
    expect(counts['guessed exactly'] / counts['small groups estimated']).toBeLessThan(0.2);
    expect(spread).toBeLessThan(1.2);
  },
  slow,
);

test.each<Without>([
  'noise',
  'contributors in the key',
  'the same answer again',
  'threshold',
  'dominance',
  'joining',
  'history',
])(
  'without %s the same attacker discloses',
  async (without) => {
    const games = await playMany(without, 6);
    expect(sum(games, (game) => game.disclosed.length)).toBeGreaterThan(0);
  },
  slow,
);
