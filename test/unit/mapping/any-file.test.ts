import fc from 'fast-check';
import { confirmMapping } from '../../../layers/core/mapping/confirm-mapping.ts';
import { proposeMapping } from '../../../layers/core/mapping/propose-mapping.ts';
import { proposalSchema } from '../../../schemas/mapping.ts';
import { resource, survey, table } from './samples.ts';

const vat = resource('VAT');
const known = vat.items.flatMap((item) => [item.code, item.name, ...item.synonyms]);
const cell = fc.oneof(
  fc.constantFrom(
    ...known,
    '',
    '序号',
    '备注',
    '单位：万元',
    '税额（万元）',
    '面积（亩）',
    '购方/名称',
    '2015-03-05',
    '1,000.00',
  ),
  fc.string({ maxLength: 12 }),
);
const merge = fc.tuple(fc.nat(12), fc.nat(8), fc.nat(3), fc.nat(3)).map(([top, left, down, right]) => ({
  top,
  left,
  bottom: top + down,
  right: left + right,
}));
const anyTable = fc
  .tuple(fc.array(fc.array(cell, { maxLength: 9 }), { maxLength: 14 }), fc.array(merge, { maxLength: 4 }))
  .map(([head, merges]) => table(head, { merges }));

describe('any file at all', () => {
  test('gets a proposal that accounts for every column and uses each item once', () => {
    fc.assert(
      fc.property(fc.array(anyTable, { minLength: 1, maxLength: 3 }), (tables) => {
        const proposal = proposeMapping({ resource: vat, survey: survey(tables) });
        const { columns } = proposal.mapping;
        proposalSchema.parse(proposal);
        expect(columns.map((column) => column.header)).toEqual(proposal.layout.headers);
        const mapped = columns.flatMap((column) => column.item ?? []);
        expect(new Set(mapped).size).toBe(mapped.length);
        const asked = new Set(proposal.questions.map((question) => question.column));
        const blank = columns.filter(({ column, header }) => header === '' && !asked.has(column)).length;
        const told =
          mapped.length + proposal.questions.length + proposal.extra.length + proposal.rowNumbers.length;
        expect(told + blank).toBe(columns.length);
        if (proposal.certain) expect(mapped).toEqual(expect.arrayContaining(['taxpayer_id', 'period']));
        else expect(proposal.questions.length + proposal.missing.length).toBeGreaterThan(0);
      }),
      { numRuns: 150, seed: 20150118 },
    );
  });

  test('is settled the same way a second time by what was confirmed the first time', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 9 }), (cells) => {
        const headers = ['税号', '所属期', '销项税额', ...cells];
        const file = survey([table([headers, headers.map(() => '201503')])]);
        const proposal = proposeMapping({ resource: vat, survey: file });
        const taken = new Set(proposal.mapping.columns.map((column) => column.item));
        const answers = proposal.questions.map(({ column, candidates }) => {
          const item = candidates.find((candidate) => !taken.has(candidate.item))?.item ?? null;
          taken.add(item ?? undefined);
          return { column, item, factor: '1' };
        });
        const remembered = confirmMapping({ resource: vat, ...proposal }, answers);
        const again = proposeMapping({ resource: vat, survey: file, remembered });
        expect(again).toMatchObject({
          certain: true,
          questions: [],
          mapping: remembered,
          layout: proposal.layout,
        });
      }),
      { numRuns: 200, seed: 20150118 },
    );
  });
});
