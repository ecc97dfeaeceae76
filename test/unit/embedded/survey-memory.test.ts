import type { Refinery } from '../../../layers/core/ports/refinery.ts';
import { rememberSurveys } from '../../../layers/embedded/survey-memory.ts';

type Survey = Refinery['survey'];
const source = (key: string) => ({ key, fileName: 'a.csv', size: 1 });
const resource = (version: number) => ({ code: 'AIC', version }) as Parameters<Survey>[1];

function counting(answer: () => unknown) {
  let calls = 0;
  const survey: Survey = async () => {
    calls += 1;
    return answer() as Awaited<ReturnType<Survey>>;
  };
  return { survey, calls: () => calls };
}

describe('surveys that are remembered', () => {
  test('answers the second question about a file without work, and then forgets it', async () => {
    const { survey, calls } = counting(() => ({ format: 'csv' }));
    const remembering = rememberSurveys(survey);
    const first = await remembering(source('a'), resource(1));
    expect(await remembering(source('a'), resource(1))).toEqual(first);
    expect(calls()).toBe(1);
    await remembering(source('a'), resource(1));
    expect(calls()).toBe(2);
  });

  test('looks again when the description is another version, and at another file', async () => {
    const { survey, calls } = counting(() => ({ format: 'csv' }));
    const remembering = rememberSurveys(survey);
    await remembering(source('a'), resource(1));
    await remembering(source('a'), resource(2));
    await remembering(source('b'), resource(1));
    expect(calls()).toBe(3);
  });

  test('keeps no failure', async () => {
    let fails = true;
    const { survey, calls } = counting(() => {
      if (fails) throw new Error('later');
      return { format: 'csv' };
    });
    const remembering = rememberSurveys(survey);
    await expect(remembering(source('a'), resource(1))).rejects.toThrow('later');
    fails = false;
    await remembering(source('a'), resource(1));
    expect(calls()).toBe(2);
  });

  test('lets the oldest go when there is no more room', async () => {
    const { survey, calls } = counting(() => ({ format: 'x'.repeat(40) }));
    const remembering = rememberSurveys(survey, 120);
    for (const key of ['a', 'b', 'c']) await remembering(source(key), resource(1));
    await remembering(source('c'), resource(1));
    expect(calls()).toBe(3);
    await remembering(source('a'), resource(1));
    expect(calls()).toBe(4);
  });
});
