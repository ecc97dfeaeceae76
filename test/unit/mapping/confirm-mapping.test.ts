import { InvalidInput } from '../../../layers/core/errors.ts';
import { confirmMapping } from '../../../layers/core/mapping/confirm-mapping.ts';
import { proposeMapping } from '../../../layers/core/mapping/propose-mapping.ts';
import type { Answer } from '../../../schemas/mapping.ts';
import { proposalSchema } from '../../../schemas/mapping.ts';
import { mappingSchema } from '../../../schemas/refinery.ts';
import { items, resource, survey, table } from './samples.ts';

const land = resource('LAND');

function confirmable(headers: string[], above: string[][] = []) {
  const head = [...above, headers, headers.map(() => '2015')];
  const proposal = proposeMapping({ resource: land, survey: survey([table(head)]) });
  expect(proposalSchema.parse(proposal)).toEqual(proposal);
  return { resource: land, ...proposal };
}

function refusal(headers: string[], answers: unknown): InvalidInput {
  try {
    confirmMapping(confirmable(headers), answers as Answer[]);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInput);
    return error as InvalidInput;
  }
  throw new Error('nothing was refused');
}

describe('confirmMapping', () => {
  test('takes the answers over and is remembered for the next file', () => {
    const asked = confirmable(['宗地编码', '面积', '成交价款']);
    const mapping = confirmMapping(asked, [{ column: 0, item: 'parcel_no' }]);
    expect(mappingSchema.parse(mapping)).toEqual(mapping);
    expect(mapping.columns[0]).toEqual({
      column: 0,
      header: '宗地编码',
      item: 'parcel_no',
      how: 'confirmed',
    });
    const head = [
      ['宗地编码', '面积', '成交价款'],
      ['A1', '2', '3'],
    ];
    const next = proposeMapping({ resource: land, survey: survey([table(head)]), remembered: mapping });
    expect(next).toMatchObject({ certain: true, mapping });
    expect(next.layout.fingerprint).toBe(asked.layout.fingerprint);
  });

  test('settles two columns for one item', () => {
    const asked = confirmable(['宗地号', '地块编号', '面积']);
    expect(
      items({
        mapping: confirmMapping(asked, [
          { column: 0, item: 'parcel_no' },
          { column: 1, item: null },
        ]),
      }),
    ).toEqual(['parcel_no', '-', 'area_m2']);
  });

  test('changes a column nobody asked about', () => {
    const asked = confirmable(['宗地号', '面积', '备注']);
    expect(items({ mapping: confirmMapping(asked, [{ column: 2, item: 'location' }]) })).toEqual([
      'parcel_no',
      'area_m2',
      'location',
    ]);
  });

  test('computes the factor of a confirmed column from its header or the title', () => {
    const asked = confirmable(['宗地编码', '价格甲', '价格乙(千元)'], [['土地情况'], ['单位：万元']]);
    const open = asked.questions.map((question) => question.column);
    const answers = [0, 1, 2].map((column) => ({
      column,
      item: ['parcel_no', 'price', null][column] ?? null,
    }));
    expect(open).toContain(0);
    expect(items({ mapping: confirmMapping(asked, answers) })).toEqual(['parcel_no', 'price×10000', '-']);
    const other = [0, 1, 2].map((column) => ({ column, item: ['parcel_no', null, 'price'][column] ?? null }));
    expect(items({ mapping: confirmMapping(asked, other) })).toEqual(['parcel_no', '-', 'price×1000']);
  });

  test('wants the factor of a unit that cannot be turned exactly', () => {
    const headers = ['宗地号', '面积（亩）'];
    expect(refusal(headers, [{ column: 1, item: 'area_m2' }]).message).toContain(
      'column 2 (B) has the unit 亩; give the factor to 平方米',
    );
    const mapping = confirmMapping(confirmable(headers), [{ column: 1, item: 'area_m2', factor: '666.67' }]);
    expect(mapping.columns[1]).toMatchObject({ item: 'area_m2', factor: '666.67', how: 'confirmed' });
  });

  test.each<[string, string[], unknown, string]>([
    ['an open question', ['宗地编码', '面积'], [], 'column 1 (A) is still in question'],
    [
      'an unknown item',
      ['宗地编码', '面积'],
      [{ column: 0, item: 'nothing' }],
      'column 1 (A) is answered with an item',
    ],
    [
      'an unknown column',
      ['宗地号', '面积'],
      [{ column: 7, item: 'price' }],
      'column 8 (H) is not in the file',
    ],
    [
      'one column twice',
      ['宗地编码', '面积'],
      [
        { column: 0, item: 'parcel_no' },
        { column: 0, item: null },
      ],
      'answered twice',
    ],
    [
      'one item twice',
      ['宗地号', '面积', '备注'],
      [{ column: 2, item: 'area_m2' }],
      'same item as another column',
    ],
    [
      'a required item set aside',
      ['宗地编码', '面积'],
      [{ column: 0, item: null }],
      'required item parcel_no',
    ],
    [
      'a factor that is no number',
      ['宗地号', '面积（亩）'],
      [{ column: 1, item: 'area_m2', factor: '1e3' }],
      'expected form',
    ],
    ['answers of another form', ['宗地号', '面积'], 'yes', 'expected form'],
  ])('refuses %s', (_, headers, answers, message) => {
    const error = refusal(headers, answers);
    expect(error.message).toContain(message);
    expect(error.zh).not.toBe('');
  });

  test('does not repeat the cells of a headless file in its errors', () => {
    const row = ['张三', '52010319800101001X', '2015-03-05', ...Array.from({ length: 12 }, () => '1')];
    const proposal = proposeMapping({ resource: land, survey: survey([table([row, row])]) });
    expect(proposal.questions).toHaveLength(15);
    expect(() => confirmMapping({ resource: land, ...proposal }, [])).toThrow(
      'column 1 (A) is still in question',
    );
    expect(JSON.stringify(proposal)).not.toContain('张三');
  });
});
