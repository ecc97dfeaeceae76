import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { createFixture, parse } from '../api/fakes/fixture.ts';

const view = resourceSchema.parse({
  code: 'SEEN',
  name: '视图',
  nameEn: 'a view',
  departments: ['civil'],
  cycle: 'daily',
  grade: 1,
  mode: 'full',
  items: [{ code: 'k', name: '代码', type: 'text' }],
  view: { over: ['AIC'], select: { k: 'AIC.k' } },
});

async function openView() {
  const fixture = await createFixture();
  await applyResource(fixture.ports)(view, 'operator');
  // The engine of the memory is no join: what it is asked is looked at, and answered by the first source.
  const asked: unknown[] = [];
  const { rows } = fixture.ports.query;
  fixture.ports.query.rows = (query) => {
    asked.push(query.over);
    return rows(query.over?.[0] ? { ...query, ...query.over[0] } : query);
  };
  return { ...fixture, asked };
}

test('a view needs a grant of who provides its parents, even from who described it', async () => {
  const { ask, grant, commit } = await openView();
  await commit(['a']);
  expect((await ask('GET', '/resources/SEEN/rows', { as: 'civil' })).status).toBe(403);
  expect((await ask('GET', '/resources/SEEN/rows', { as: 'tax' })).status).toBe(403);
  // aic provides all that it is over.
  expect((await ask('GET', '/resources/SEEN/rows', { as: 'aic' })).status).toBe(200);
  const given = await grant('tax', { resource: 'SEEN' });
  expect(given.decisions.map(({ party }) => party)).toEqual(['civil', 'aic']);
  const answer = await parse(await ask('GET', '/resources/SEEN/rows', { as: 'tax' }));
  expect(answer).toEqual({ items: [{ k: 'a' }], generation: 1, generations: { AIC: 1 } });
});

test('a cursor pins the generations it began with', async () => {
  const { ask, grant, commit } = await openView();
  await commit(['a', 'b', 'c']);
  await grant('tax', { resource: 'SEEN' });
  const first = await parse(await ask('GET', '/resources/SEEN/rows?limit=2', { as: 'tax' }));
  await commit(['d']);
  const path = `/resources/SEEN/rows?limit=2&cursor=${first.next}`;
  const next = await parse(await ask('GET', path, { as: 'tax' }));
  expect(next).toMatchObject({ items: [{ k: 'c' }], generations: { AIC: 1 } });
  expect(next.next).toBeUndefined();
});

test('a parent that rises to grade 3 closes it for everybody', async () => {
  const { ask, grant, ports, asked } = await openView();
  await grant('tax', { resource: 'SEEN' });
  const { resource } = await parse(await ask('GET', '/resources/AIC', { as: 'operator' }));
  await applyResource(ports)({ ...resource, grade: 3, gradeReason: '内部' }, 'operator');
  for (const as of ['tax', 'operator', 'aic']) {
    const answer = await ask('GET', '/resources/SEEN/rows', { as });
    expect([answer.status, (await parse(answer)).code]).toEqual([403, 'grant-view-closed']);
  }
  expect(asked).toEqual([]);
});

test('its page and the search name what it is over', async () => {
  const { ask, commit } = await openView();
  await commit(['a', 'b']);
  const of = async (path: string) => parse(await ask('GET', path, { as: 'tax' }));
  expect((await of('/resources/AIC/profile')).lineage.views).toEqual([{ code: 'SEEN', name: '视图' }]);
  expect((await of('/resources/SEEN/profile')).lineage.parents).toMatchObject([{ code: 'AIC', rows: 2 }]);
  expect((await of('/discover?form=logical')).items).toMatchObject([{ code: 'SEEN', over: ['AIC'] }]);
});
