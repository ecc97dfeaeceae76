import { DisclosureCheck } from '../../../layers/core/portal/disclosure.ts';
import { openItems } from '../../../layers/core/portal/open-items.ts';
import { csvOf, jsonOf } from '../../../layers/core/portal/snapshot-files.ts';
import { type Item, itemSchema, resourceSchema } from '../../../schemas/resource.ts';

const item = (more: Partial<Item> & { name: string }): Item =>
  itemSchema.parse({ code: 'x', type: 'text', ...more });

function check(items: readonly Item[], rows: readonly Record<string, unknown>[]) {
  const found = new DisclosureCheck(items);
  for (const row of rows) found.take(row);
  return found.findings();
}

describe('values', () => {
  test.each([
    ['resident-id', '见 11010519491231002X'],
    ['phone', '电话13800138000'],
    ['bank-card', '6222021234567894'],
    ['plate', '贵A12345'],
    ['name', '联系人：王小明'],
  ])('with a %s block, and the report does not hold them', (kind, value) => {
    const findings = check([item({ name: '说明' })], [{ x: value }, { x: '无' }]);
    expect(findings).toMatchObject([{ kind, level: 'block', item: 'x', rows: 1 }]);
    expect(JSON.stringify(findings)).not.toContain(value);
  });

  test('that are names for the most part block an item that is not called a name', () => {
    const names = ['王小明', '李芳', '张伟', '刘洋', '陈静', '杨勇', '赵敏', '黄磊', '周杰', '吴霞'];
    expect(
      check(
        [item({ name: '称呼' })],
        names.map((x) => ({ x })),
      ),
    ).toMatchObject([{ kind: 'name', level: 'block', rows: 10 }]);
    const kinds = ['施工', '监理', '设计', '货物', '勘察', '咨询', '采购', '租赁', '运维', '检测'];
    expect(
      check(
        [item({ name: '类型' })],
        kinds.map((x) => ({ x })),
      ),
    ).toEqual([]);
  });

  test('of ordinary tables block nothing', () => {
    const rows = [
      { x: '520102 中华南路道路工程（二期）' },
      { x: '91110000600037341L' },
      { x: 'BID-2015-000123456789' },
    ];
    expect(check([item({ name: '项目名称' })], rows)).toEqual([]);
  });
});

describe('cells', () => {
  const people = [
    item({ code: 'sex', name: '性别' }),
    item({ code: 'born', name: '出生年份', type: 'integer' }),
  ];

  test('of fewer than ten rows alike are told for a table of people', () => {
    const many = Array.from({ length: 12 }, () => ({ sex: '女', born: 1980 }));
    expect(check(people, many)).toEqual([]);
    expect(check(people, [...many, { sex: '男', born: 1931 }])).toMatchObject([
      { kind: 'small-cells', level: 'warn', rows: 1 },
    ]);
  });

  test('of districts and industries are no table of people', () => {
    expect(check([item({ code: 'd', name: '区县代码' })], [{ d: '520102' }])).toEqual([]);
  });

  test('with a head count below ten are told', () => {
    const counts = item({ code: 'n', name: '从业人员数', type: 'integer', unit: '人' });
    expect(check([counts], [{ n: 3 }, { n: 0 }, { n: 250 }])).toMatchObject([
      { kind: 'small-count', level: 'warn', rows: 1 },
    ]);
  });
});

const resource = resourceSchema.parse({
  code: 'BID',
  name: '招标',
  nameEn: 'Bids',
  departments: ['tender-centre'],
  cycle: 'daily',
  grade: 1,
  mode: 'full',
  open: true,
  openCondition: '公示期满',
  gradeReason: '公示',
  items: [
    { code: 'no', name: '编号', type: 'text' },
    { code: 'phone', name: '电话', type: 'text', identifier: 'phone' },
    { code: 'inner', name: '底价', type: 'decimal', length: 18, scale: 2, sensitivity: 1 },
    { code: 'secret', name: '评委', type: 'text', grade: 2 },
    { code: 'person', name: '联系人', type: 'text' },
    { code: 'price', name: '中标价', type: 'decimal', length: 18, scale: 2 },
  ],
});

test('only items of grade 1 that are public and name nobody are open', () => {
  const { items, withheld } = openItems(resource);
  expect(items.map(({ code }) => code)).toEqual(['no', 'price']);
  expect(withheld.map((one) => one.item)).toEqual(['phone', 'inner', 'secret', 'person']);
});

describe('files', () => {
  const { items } = openItems(resource);
  async function* rows() {
    yield { no: '=HYPERLINK("http://x")', price: '-5.00', phone: '13800138000' };
    yield { no: '甲,"乙"', price: null };
  }
  async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
    const pieces: Uint8Array[] = [];
    for await (const piece of stream) pieces.push(piece);
    return Buffer.concat(pieces).toString('utf8');
  }

  test('CSV keeps formulas from a spreadsheet, numbers as numbers, and other items out', async () => {
    expect(await textOf(csvOf(items, rows()))).toBe(
      '\uFEFF编号,中标价\r\n"\'=HYPERLINK(""http://x"")",-5.00\r\n"甲,""乙""",\r\n',
    );
  });

  test('JSON is one document that names its items', async () => {
    const document = JSON.parse(await textOf(jsonOf(resource, items, 7, rows())));
    expect(document).toMatchObject({
      code: 'BID',
      generation: 7,
      rows: [{ price: '-5.00' }, { price: null }],
    });
    expect(Object.keys(document.rows[0])).toEqual(['no', 'price']);
  });
});
