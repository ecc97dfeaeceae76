import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { createFixture, parse } from '../api/fakes/fixture.ts';

test('the rows of a view are not told to be none: the answer names what it is over', async () => {
  const { ports, ask } = await createFixture();
  const view = resourceSchema.parse({
    code: 'SEEN',
    name: '视图',
    nameEn: 'a view',
    departments: ['aic'],
    cycle: 'daily',
    grade: 1,
    mode: 'full',
    items: [{ code: 'k', name: '代码', type: 'text' }],
    view: { over: ['AIC'], select: { k: 'AIC.k' } },
  });
  await applyResource(ports)(view, 'operator');
  const answer = await ask('GET', '/resources/SEEN/rows', { as: 'aic' });
  expect(answer.status).toBe(409);
  expect(await parse(answer)).toMatchObject({ code: 'view-rows', detail: expect.stringContaining('AIC') });
  const profile = await parse(await ask('GET', '/resources/AIC/profile', { as: 'tax' }));
  expect(profile.lineage.views).toEqual([{ code: 'SEEN', name: '视图' }]);
  const found = await parse(await ask('GET', '/discover?form=logical', { as: 'tax' }));
  expect(found.items.map(({ code }: { code: string }) => code)).toEqual(['SEEN']);
});
