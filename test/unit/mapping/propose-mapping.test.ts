import { proposeMapping } from '../../../layers/core/mapping/propose-mapping.ts';
import type { Mapping } from '../../../schemas/refinery.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { items, propose, resource, survey, table } from './samples.ts';

describe('proposeMapping', () => {
  test('maps renamed and reordered columns, and says how', () => {
    const proposal = propose('TREG', ['税务机关', '单位名称', '税号', 'status', '经营地址（详细）']);
    expect(items(proposal)).toEqual(['tax_office', 'name', 'taxpayer_id', 'status', 'address']);
    expect(proposal.mapping.columns.map((column) => column.how)).toEqual([
      'synonym',
      'synonym',
      'synonym',
      'name',
      'normal-form',
    ]);
    expect(proposal.certain).toBe(true);
  });

  test('ignores row numbers and keeps unknown columns aside, without asking', () => {
    const proposal = propose('VAT', ['序号', '纳税人识别号', '所属期', '联系电话', '备注']);
    expect(items(proposal)).toEqual(['-', 'taxpayer_id', 'period', '-', '-']);
    expect(proposal).toMatchObject({ certain: true, rowNumbers: [0], extra: ['联系电话', '备注'] });
  });

  test('asks about a header that resembles an item, best candidate first', () => {
    const proposal = propose('VAT', ['纳税人识别码', '所属期', '销项税额']);
    expect(items(proposal)).toEqual(['-', 'period', 'output_tax']);
    expect(proposal).toMatchObject({ certain: false, missing: [] });
    expect(proposal.questions).toEqual([
      { column: 0, header: '纳税人识别码', candidates: expect.anything(), why: 'similar' },
    ]);
    expect(proposal.questions[0]?.candidates[0]?.item).toBe('taxpayer_id');
  });

  test('says with the question that the likely item needs a factor too', () => {
    const proposal = propose('LAND', ['宗地号', '出让面积（亩）']);
    expect(proposal.questions).toMatchObject([{ column: 1, why: 'similar', unit: '亩' }]);
    expect(propose('LAND', ['宗地号', '出让面积（公顷）']).questions[0]?.unit).toBeUndefined();
  });

  test('asks when two columns fit one item', () => {
    const same = propose('VAT', ['纳税人识别号', '税号', '所属期']);
    expect(same.questions.map(({ column, why }) => [column, why])).toEqual([
      [0, 'several-columns'],
      [1, 'several-columns'],
    ]);
    expect(same).toMatchObject({ certain: false, missing: [] });
    expect(
      propose('VAT', ['纳税人识别号', '所属期', '备注', '备注', '进项税额', '进项税额']).questions,
    ).toHaveLength(2);
  });

  test('asks whether a column without a name is the required item that is missing', () => {
    const proposal = propose('VAT', ['', '所属期', '销项税额']);
    expect(proposal).toMatchObject({ certain: false, missing: [] });
    expect(proposal.questions).toEqual([
      { column: 0, header: '', candidates: [{ item: 'taxpayer_id', score: 0.3 }], why: 'no-header' },
    ]);
    const complete = propose('VAT', ['', '纳税人识别号', '所属期']);
    expect(complete).toMatchObject({ certain: true, questions: [] });
  });

  test('asks nothing about empty columns that a merged header only widens', () => {
    const head = [
      ['纳税人识别号', '', '所属期', '销项税额'],
      ['520103000000001', '', '201503', '1000.00'],
    ];
    const merges = [{ top: 0, left: 0, bottom: 0, right: 1 }];
    const ask = (rows: string[][]) =>
      proposeMapping({ resource: resource('VAT'), survey: survey([table(rows, { merges })]) });
    expect(items(ask(head))).toEqual(['taxpayer_id', '-', 'period', 'output_tax']);
    expect(ask(head)).toMatchObject({ certain: true, questions: [] });
    const filled = ask([...head, ['520103000000002', '补充', '201503', '1.00']]);
    expect(filled.questions.map(({ why }) => why)).toEqual(['several-columns', 'several-columns']);
  });

  test('names required items that nothing resembles', () => {
    const proposal = propose('VAT', ['备注', '申报日期', '销项税额']);
    expect(proposal).toMatchObject({ certain: false, missing: ['taxpayer_id', 'period'] });
  });

  test('turns units of headers into exact factors', () => {
    const proposal = propose('LAND', ['宗地号', '面积（公顷）', '成交价款(万元)', '合同编号']);
    expect(items(proposal)).toEqual(['parcel_no', 'area_m2×10000', 'price×10000', 'contract_no']);
    expect(proposal.certain).toBe(true);
  });

  test('asks for the factor of 亩', () => {
    const proposal = propose('LAND', ['宗地号', '面积（亩）', '成交价款']);
    expect(items(proposal)).toEqual(['parcel_no', '-', 'price']);
    expect(proposal.questions).toEqual([
      { column: 1, header: '面积(亩)', candidates: [{ item: 'area_m2', score: 1 }], why: 'unit', unit: '亩' },
    ]);
  });

  test('applies the unit of a title row to money without one, and to nothing else', () => {
    const above = [['土地供应情况表'], ['填报单位：国土资源局', '', '单位：万元']];
    const proposal = propose('LAND', ['宗地号', '面积', '成交价款', '合同编号'], { above });
    expect(items(proposal)).toEqual(['parcel_no', 'area_m2', 'price×10000', 'contract_no']);
    expect(proposal.layout.titleUnit).toBe('万元');
    const mixed = propose('CIT', ['纳税人识别号', '所属期', '营业收入(元)', '营业成本'], { above });
    expect(items(mixed)).toEqual(['taxpayer_id', 'period', 'revenue', 'cost×10000']);
    expect(items(propose('TARGET', ['年度', '口径', '区县代码', '税种', '年度任务'], { above }))).toContain(
      'target',
    );
  });

  test('does not take an amount with tax for the amount without', () => {
    const proposal = propose('INV', ['发票代码', '发票号码', '金额（含税）', '税额']);
    expect(items(proposal)).toEqual(['inv_code', 'inv_no', '-', 'tax']);
    expect(proposal.questions.map((question) => question.column)).toEqual([2]);
    expect(items(propose('INV', ['发票代码', '发票号码', '金额（不含税）']))).toContain('amount');
  });

  test('does not take 购方/名称 for the name of the taxpayer', () => {
    const head = [
      ['纳税人识别号', '登记机关', '购方', ''],
      ['', '', '名称', '电话'],
      ['5201', '国税', '某公司', '1'],
    ];
    const proposal = proposeMapping({ resource: resource('TREG'), survey: survey([table(head)]) });
    expect(items(proposal).slice(0, 3)).toEqual(['taxpayer_id', 'tax_office', '-']);
  });

  test('does not so when the group stands in a row of its own', () => {
    const head = [
      ['纳税人', '', '购方'],
      ['纳税人识别号', '登记机关', '名称'],
      ['5201', '国税', '某公司'],
    ];
    const proposal = proposeMapping({ resource: resource('TREG'), survey: survey([table(head)]) });
    expect(items(proposal)).toEqual(['taxpayer_id', 'tax_office', '-']);
  });

  test.each([
    ['with merges', [{ top: 0, left: 2, bottom: 0, right: 3 }]],
    ['without', []],
  ])('asks which kind of area is meant when 面积 is only a group, %s', (_, merges) => {
    const head = [
      ['宗地号', '受让人', '面积', '', '成交价'],
      ['', '', '出让面积（公顷）', '其中耕地', ''],
      ['A1', '某公司', '5', '6', '7'],
    ];
    const proposal = proposeMapping({
      resource: resource('LAND'),
      survey: survey([table(head, { merges })]),
    });
    expect(items(proposal)).toEqual(['parcel_no', 'grantee_name', '-', '-', 'price']);
    expect(proposal.questions.map(({ header, candidates }) => [header, candidates[0]?.item])).toEqual([
      ['面积/出让面积(公顷)', 'area_m2'],
      ['面积/其中耕地', 'area_m2'],
    ]);
    expect(proposal.layout.headerRecords).toBe(2);
  });

  test('asks about a header that ends with the name of an item', () => {
    const proposal = propose('ORGC', ['组织机构代码', '机构名称', '证书状态']);
    expect(proposal.questions).toMatchObject([{ column: 2, candidates: [{ item: 'status', score: 0.6 }] }]);
  });

  test('understands merged headers of three rows', () => {
    const head = [
      ['纳税人识别号', '所属期', '销售额', '', ''],
      ['', '', '应税', '', '免税'],
      ['', '', '一般计税', '简易计税', ''],
      ['5201', '201503', '1', '2', '3'],
    ];
    const merges = [
      { top: 0, left: 0, bottom: 2, right: 0 },
      { top: 0, left: 1, bottom: 2, right: 1 },
      { top: 0, left: 2, bottom: 0, right: 4 },
      { top: 1, left: 2, bottom: 1, right: 3 },
      { top: 1, left: 4, bottom: 2, right: 4 },
    ];
    const proposal = proposeMapping({ resource: resource('VAT'), survey: survey([table(head, { merges })]) });
    expect(items(proposal)).toEqual([
      'taxpayer_id',
      'period',
      'sales_general',
      'sales_simple',
      'sales_exempt',
    ]);
    expect(proposal).toMatchObject({ certain: true, layout: { headerRecords: 3 } });
  });

  test('understands merged headers in either order of their parts', () => {
    const head = [
      ['发票', '', '购方', '', '金额及税额', ''],
      ['代码', '号码', '识别号', '名称', '不含税金额（元）', '税额（元）'],
      ['5200', '0001', '5201', '某公司', '1.00', '0.17'],
    ];
    const merges = [0, 2, 4].map((left) => ({ top: 0, left, bottom: 0, right: left + 1 }));
    const proposal = proposeMapping({ resource: resource('INV'), survey: survey([table(head, { merges })]) });
    expect(items(proposal)).toEqual(['inv_code', 'inv_no', 'buyer_id', 'buyer_name', 'amount', 'tax']);
    expect(proposal).toMatchObject({ certain: true, layout: { headerRecords: 2 } });
    expect(proposal.layout.headers[0]).toBe('发票/代码');
  });

  test('only guesses by position when there is no header and the width is right', () => {
    const row = ['201503', '520100', '00', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];
    const proposal = proposeMapping({ resource: resource('MACRO'), survey: survey([table([row, row])]) });
    expect(proposal).toMatchObject({ certain: false, missing: [], layout: { headerRecords: 0 } });
    expect(proposal.questions).toHaveLength(13);
    expect(proposal.questions[0]).toMatchObject({
      header: '第1列',
      why: 'no-header',
      candidates: [{ item: 'period' }],
    });
    const narrow = proposeMapping({ resource: resource('MACRO'), survey: survey([table([row.slice(1)])]) });
    expect(narrow).toMatchObject({
      certain: false,
      questions: [],
      missing: ['period', 'district', 'industry'],
    });
  });

  test('reads fixed-width text as its definition says', () => {
    const fixed = survey([table([['x'.repeat(291)]])], { format: 'fixed-width' });
    const proposal = proposeMapping({ resource: resource('TREAS'), survey: fixed });
    expect(proposal).toMatchObject({ certain: true, layout: { headerRecords: 0 } });
    expect(items(proposal)).toEqual(resource('TREAS').items.map((item) => item.code));
  });

  test('takes DBF and JSON columns as they are', () => {
    const dbf = survey([table([['1']], { columns: ['TAXPAYER_ID', 'PERIOD', 'TAX_DUE', 'BZ'] })], {
      format: 'dbf',
    });
    const proposal = proposeMapping({ resource: resource('VAT'), survey: dbf });
    expect(items(proposal)).toEqual(['taxpayer_id', 'period', 'tax_due', '-']);
    expect(proposal).toMatchObject({ certain: true, extra: ['BZ'], layout: { headerRecords: 0 } });
  });

  test('knows codes that DBF cut to ten characters, unless two begin so', () => {
    const columns = ['TAXPAYER_I', 'PERIOD', 'SALES_GENE', 'CARRY_CRED'];
    const dbf = survey([table([['1']], { columns })], { format: 'dbf' });
    const proposal = proposeMapping({ resource: resource('VAT'), survey: dbf });
    expect(items(proposal)).toEqual(['taxpayer_id', 'period', 'sales_general', 'carry_credit']);
    expect(proposal.certain).toBe(true);
    const two = survey([table([['1']], { columns: ['CHANGE_ID', 'TRANSFEROR', 'TRANSFEREE'] })], {
      format: 'dbf',
    });
    expect(items(proposeMapping({ resource: resource('EQUITY'), survey: two })).slice(1)).toEqual(['-', '-']);
  });

  test('uses a remembered mapping as it was confirmed, for the same headers only', () => {
    const headers = ['识别码', '期', '面积（亩）'];
    const remembered: Mapping = {
      columns: [
        { column: 0, header: '识别码', item: 'parcel_no', how: 'confirmed' },
        { column: 1, header: '期', how: 'none' },
        { column: 2, header: '面积（亩）', item: 'area_m2', how: 'confirmed', factor: '666.67' },
      ],
    };
    const again = propose('LAND', headers, { remembered });
    expect(items(again)).toEqual(['parcel_no', '-', 'area_m2×666.67']);
    expect(again).toMatchObject({ certain: true, questions: [] });
    expect(propose('LAND', [...headers, '备注'], { remembered }).certain).toBe(false);
    expect(propose('LAND', ['识别码', '期', '面积（公顷）'], { remembered }).certain).toBe(false);
  });

  test.each([
    ['zh', ['行号', '原因', '怎么改']],
    ['en', ['Line', 'Reason', 'What to do']],
  ])('knows the layout again in the refused rows that come back corrected: %s', (_, ours) => {
    const headers = ['识别码', '面积（亩）'];
    const asked = propose('LAND', headers);
    const columns: Mapping['columns'] = [
      { column: 0, header: '识别码', item: 'parcel_no', how: 'confirmed' },
      { column: 1, header: '面积（亩）', item: 'area_m2', how: 'confirmed', factor: '666.67' },
    ];
    const back = propose('LAND', [...headers, ...ours], { remembered: { columns } });
    expect(back.layout.fingerprint).toBe(asked.layout.fingerprint);
    expect(items(back)).toEqual(['parcel_no', 'area_m2×666.67', '-', '-', '-']);
    expect(back.mapping.columns.map(({ column }) => column)).toEqual([0, 1, 2, 3, 4]);
    const first = propose('LAND', headers, { remembered: back.mapping });
    expect(items(first)).toEqual(['parcel_no', 'area_m2×666.67']);
  });

  test('forgets a mapping whose item is gone', () => {
    const remembered: Mapping = {
      columns: [
        { column: 0, header: '宗地号', item: 'gone', how: 'confirmed' },
        { column: 1, header: '面积', how: 'none' },
      ],
    };
    expect(items(propose('LAND', ['宗地号', '面积'], { remembered }))).toEqual(['parcel_no', 'area_m2']);
  });

  test('is never certain of a file that maps nothing', () => {
    expect(propose('VAT', ['甲', '乙', '丙'])).toMatchObject({
      certain: false,
      missing: ['taxpayer_id', 'period'],
    });
    const free = resourceSchema.parse({
      ...resource('VAT'),
      mode: 'full',
      items: resource('VAT').items.map((item) => ({ ...item, required: false })),
    });
    const file = survey([
      table([
        ['甲', '乙'],
        ['1', '2'],
      ]),
    ]);
    const proposal = proposeMapping({ resource: free, survey: file });
    expect(proposal).toMatchObject({ certain: false, questions: [] });
    expect(proposal.missing).toHaveLength(16);
  });

  test('stays quick on thousands of unknown columns', () => {
    const headers = [
      '纳税人识别号',
      '所属期',
      ...Array.from({ length: 4000 }, (_, i) => `指标额外列第${i}项数据`),
    ];
    const started = performance.now();
    const proposal = propose('VAT', headers);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(proposal.mapping.columns).toHaveLength(4002);
  });
});
