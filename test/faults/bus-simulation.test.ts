/**
 * The bus as a whole on ports with the cloud's weaknesses, under a random scheduler from a seed. SHUIYUAN_SCHEDULES
 * sets how many; 20,000 by `npm run soak`.
 */
import { Bus } from '../simulation/bus.ts';
import { violations } from '../simulation/properties.ts';
import { drawPlan, shapes } from '../simulation/scenarios.ts';
import { tellFigures } from './tell-figures.ts';

const schedules = Number(process.env.SHUIYUAN_SCHEDULES ?? 1500);
const first = Number(process.env.SHUIYUAN_SEED ?? 1);

test(`holds S1–S9 and L1 over ${schedules} schedules`, async () => {
  const begun = performance.now();
  for (let seed = first; seed < first + schedules; seed += 1) {
    const bus = new Bus(seed, drawPlan(seed));
    await bus.run();
    const found = await violations(bus);
    if (found.length > 0)
      throw new Error(
        `seed ${seed}: ${found.join('\n')}\n${JSON.stringify(drawPlan(seed))}\n${bus.trace.join(' | ')}`,
      );
  }
  tellFigures('schedules', { schedules, seeds: `${first}–${first + schedules - 1}` }, begun);
}, 14_400_000);

test('walks every shape without faults', async () => {
  for (const [index, actions] of shapes.entries()) {
    const bus = new Bus(index + 1, { actions, subscribers: 1, deaths: 0, redeliveries: 0 });
    await bus.run();
    expect(await violations(bus)).toEqual([]);
  }
});
