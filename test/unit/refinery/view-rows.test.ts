import { asGiven } from '../../../layers/core/views/as-given.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { defineResource, jobOf, refineryOf } from './job.ts';
import { type TempFiles, tempFiles } from './temp-files.ts';

const firms = defineResource([{ code: 'id', key: 'primary' }, { code: 'name' }], {
  code: 'FIRM',
  mode: 'increment',
});
const meters = defineResource([{ code: 'owner' }, { code: 'kwh', type: 'integer' }], { code: 'METER' });

const viewOf = (view: object, code = 'SEEN', over: Resource[] = [firms, meters]) => {
  const described = resourceSchema.parse({
    ...{
      code,
      name: '视图',
      nameEn: 'a view',
      departments: ['tax'],
      cycle: 'monthly',
      grade: 1,
      mode: 'full',
    },
    items: [
      { code: 'name', name: '名称', type: 'text' },
      { code: 'kwh', name: '用电量', type: 'integer' },
    ],
    view: {
      over: ['FIRM', 'METER'],
      join: [{ left: 'FIRM.id', right: 'METER.owner' }],
      select: { name: 'FIRM.name', kwh: 'METER.kwh' },
      ...view,
    },
  });
  return asGiven(described, described.view as NonNullable<Resource['view']>, over);
};

describe('rows of a view', () => {
  let files: TempFiles;
  let below: Awaited<ReturnType<typeof makeSources>>;
  beforeEach(async () => {
    files = tempFiles();
    below = await makeSources();
  });
  afterEach(() => files.remove());

  async function sourceOf(resource: Resource, texts: readonly string[]) {
    const entries: { parts: Awaited<ReturnType<typeof refine>>; batches: string[] }[] = [];
    const refine = async (batch: string, text: string) => {
      const job = await jobOf(files, resource, text, { batch, attempt: `${resource.code}-${batch}` });
      return (await refineryOf(files).refine(job)).parts;
    };
    for (const [index, text] of texts.entries())
      entries.push({ parts: await refine(`b${index}`, text), batches: [`b${index}`] });
    return { resource, entries, lastPerKey: resource.mode === 'increment' };
  }
  const makeSources = async () => [
    await sourceOf(firms, ['id,name\n1,甲\n2,乙\n3,丙\n', 'id,name\n2,乙改\n']),
    await sourceOf(meters, ['owner,kwh\n1,10\n1,20\n2,30\n9,40\n']),
  ];
  const rowsOf = async (resource: Resource, more: object = {}) =>
    refineryOf(files).rows({
      resource,
      entries: [],
      lastPerKey: false,
      over: below,
      limit: 10,
      ...more,
    });

  test('are joined from the last write of each key, and one without a match is left out', async () => {
    expect(await rowsOf(viewOf({}))).toEqual([
      { name: '甲', kwh: 10 },
      { name: '甲', kwh: 20 },
      { name: '乙改', kwh: 30 },
    ]);
  });

  test('keep what found nothing where the join is left, and its condition takes rows away', async () => {
    const join = [{ left: 'FIRM.id', right: 'METER.owner', how: 'left' }];
    const names = (await rowsOf(viewOf({ join }))).map((row) => [row.name, row.kwh]);
    expect(names).toContainEqual(['丙', null]);
    expect(names).toHaveLength(4);
    expect(await rowsOf(viewOf({ join, filter: 'kwh > 15' }), { filter: 'kwh < 25' })).toEqual([
      { name: '甲', kwh: 20 },
    ]);
  });

  test('come in one order, a page after the other, and only the items asked for', async () => {
    const all: unknown[] = [];
    for (const offset of [0, 1, 2])
      all.push(...(await rowsOf(viewOf({}), { items: ['kwh'], limit: 1, offset })));
    expect(all).toEqual([{ kwh: 10 }, { kwh: 20 }, { kwh: 30 }]);
  });

  test('that a join multiplies end with a named error and not with the memory', async () => {
    const many = defineResource([{ code: 'id' }, { code: 'name' }], { code: 'FIRM' });
    const lines = (count: number) => Array.from({ length: count }, (_, at) => `same,${at}\n`).join('');
    const crowd = async (left: number, right: number) => {
      files.remove();
      files = tempFiles();
      below = [
        await sourceOf(many, [`id,name\n${lines(left)}`]),
        await sourceOf(meters, [`owner,kwh\n${lines(right)}`]),
      ];
    };
    const read = (more: object = {}) => rowsOf(viewOf(more, 'SEEN', [many, meters]));
    await crowd(10, 4000);
    expect(await read()).toHaveLength(10);
    await crowd(4000, 4000);
    const refused = { code: 'view-too-large', place: { resource: 'SEEN' } };
    const message = expect.stringContaining('joins FIRM.id with METER.owner');
    await expect(read()).rejects.toMatchObject({ ...refused, message });
    // With a condition that would leave a few, too: the rows are made first.
    await expect(read({ filter: 'kwh = 7' })).rejects.toMatchObject(refused);
  });

  test('of a view over a view are joined through both, and without any object there are none', async () => {
    const inner = viewOf({});
    const outer = viewOf(
      { over: ['SEEN'], join: [], filter: 'kwh >= 20', select: { name: 'SEEN.name', kwh: 'SEEN.kwh' } },
      'OUTER',
      [inner],
    );
    const over = [{ resource: inner, entries: [], lastPerKey: false, over: below }];
    expect((await rowsOf(outer, { over })).map((row) => row.kwh)).toEqual([20, 30]);
    const none = [firms, meters].map((resource) => ({ resource, entries: [], lastPerKey: false }));
    expect(await rowsOf(inner, { over: none })).toEqual([]);
  });
});
