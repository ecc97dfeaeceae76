import { freshnessOf } from '../../../layers/core/discovery/freshness.ts';
import { maskRow, maskValue } from '../../../layers/core/discovery/mask-sample.ts';
import { profileResource } from '../../../layers/core/discovery/profile.ts';
import { missingRates, ratesOf } from '../../../layers/core/discovery/quality.ts';
import { type Item, itemSchema, resourceSchema } from '../../../schemas/resource.ts';
import { createFixture, parse } from '../api/fakes/fixture.ts';

const item = (more: Partial<Item> & { name: string }): Item =>
  itemSchema.parse({ code: 'x', type: 'text', ...more });

describe('a masked value', () => {
  test.each([
    [item({ name: '联系电话', identifier: 'phone' }), '13800138000', '138****8000'],
    [item({ name: '身份证号', identifier: 'resident-id' }), '11010519491231002X', '110105********002X'],
    [item({ name: '账号', identifier: 'bank-card' }), '6222021234567894', '6222********7894'],
    [item({ name: '法定代表人姓名' }), '王小明', '王**'],
    [item({ name: '住所' }), '贵阳市南明区中华南路12号', '贵阳市南明区***'],
    [item({ name: '客户名称' }), '李四', '李*'],
    [item({ name: '客户名称' }), '贵阳市供水有限公司', '贵阳市供水有限公司'],
    [item({ name: '统一社会信用代码', identifier: 'uscc' }), '91110000600037341L', '91110000600037341L'],
    [
      item({ name: '购方', identifier: 'party-id', desensitise: 'token-persons' }),
      `${'0a'.repeat(32)}01`,
      '0a0a0a0a…',
    ],
    [
      item({ name: '购方', identifier: 'party-id', desensitise: 'token-persons' }),
      '91110000600037341L',
      '911100********341L',
    ],
    [item({ name: '病史', sensitivity: 3 }), '高血压', '***'],
    [item({ name: '备注' }), '联系人：王小明，电话 13800138000', '联系人:王**,电话 138****8000'],
  ])('of %o: %s becomes %s', (of, value, shown) => {
    expect(maskValue(of, value)).toBe(shown);
  });

  test('leaves plain numbers as they are, and keeps lineage out of a row', () => {
    const items = [item({ code: 'n', name: '户数', type: 'integer' })];
    expect(maskRow(items, { n: 5, _batch: 'B', _line: 2, _extra: '{"电话":"13800138000"}' })).toEqual({
      n: 5,
    });
  });
});

describe('freshness', () => {
  const now = new Date('2015-03-31T00:00:00.000Z');
  test('is overdue since the cycle ran out', () => {
    const late = freshnessOf('daily', '2015-03-20T00:00:00.000Z', now);
    expect(late).toMatchObject({
      state: 'overdue',
      overdueSince: '2015-03-21T12:00:00.000Z',
      overdueDays: 9,
    });
    expect(freshnessOf('monthly', '2015-03-20T00:00:00.000Z', now).state).toBe('fresh');
    expect(freshnessOf('monthly', undefined, now)).toEqual({ state: 'never' });
  });
});

test('rates are shares of all rows of the batches; missing is a share of the rows looked at', () => {
  const batch = { batch: 'b', department: 'd', period: '-', at: '', warnings: 1 };
  const rates = ratesOf([
    { ...batch, state: 'committed', read: 90, accepted: 80, refused: 10 },
    { ...batch, state: 'quarantined', read: 10, accepted: 0, refused: 0 },
  ]);
  expect(rates).toEqual({ accepted: 0.8, refused: 0.1, warnings: 0.02, quarantined: 0.5 });
  const resource = resourceSchema.parse({
    code: 'XX',
    name: 'x',
    nameEn: 'x',
    departments: ['aic'],
    cycle: 'daily',
    grade: 1,
    mode: 'full',
    items: [{ code: 'a', name: '甲', type: 'text' }],
  });
  expect(missingRates(resource, [{ a: null }, { a: '1' }, { a: '' }, { a: '2' }])[0]?.missing).toBe(0.5);
});

describe('a profile', () => {
  test('counts rows, shows a sample and names who feeds it', async () => {
    const { ask, commit } = await createFixture();
    await commit(['1', '2', '3']);
    const profile = await parse(await ask('GET', '/resources/AIC/profile', { as: 'civil' }));
    expect(profile).toMatchObject({
      code: 'AIC',
      generation: 1,
      rows: { total: 3, periods: [{ rows: 3 }] },
      freshness: { state: 'fresh' },
      quality: { rates: { accepted: 1, refused: 0 }, rowsLookedAt: 3 },
      lineage: { departments: ['aic'] },
    });
    expect(profile.sample.rows).toHaveLength(3);
    expect(Object.keys(profile.sample.rows[0])).toEqual(['k', 'secret']);
  });

  test('of grade 3 shows no row, and says why', async () => {
    const { ports } = await createFixture();
    const secret = resourceSchema.parse({
      code: 'AIC',
      name: 'x',
      nameEn: 'x',
      departments: ['aic'],
      cycle: 'daily',
      grade: 3,
      mode: 'full',
      items: [{ code: 'k', name: '甲', type: 'text' }],
    });
    let asked = 0;
    const query = {
      rows: async function* rows() {
        asked += 1;
        yield { k: '1' };
      },
    };
    const { sample } = await profileResource({ ...ports, query })(secret);
    expect(sample).toMatchObject({ rows: [], why: { zh: expect.stringContaining('3 级') } });
    expect(asked).toBe(0);
  });
});
