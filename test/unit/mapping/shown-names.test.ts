/** What a batch's record keeps of headers and names of sheets. */
import { proposeMapping } from '../../../layers/core/mapping/propose-mapping.ts';
import { shownTables, tableShownAs } from '../../../layers/core/mapping/shown-names.ts';
import { surveySchema } from '../../../schemas/refinery.ts';
import { resourceSchema } from '../../../schemas/resource.ts';

const person = '440305198511230024';
/** The same but for what is masked. */
const alike = '440305195011150024';
const described = (grade: 1 | 2) =>
  resourceSchema.parse({
    code: 'POP',
    name: '人口',
    nameEn: 'population',
    departments: ['police'],
    cycle: 'daily',
    grade,
    mode: 'full',
    items: [
      { code: 'name', name: '姓名', type: 'text' },
      { code: 'status', name: '状态', type: 'text' },
    ],
  });
const survey = surveySchema.parse({
  format: 'xlsx',
  tables: [
    {
      name: `户主 ${person}`,
      head: [
        ['姓名', '状态', `备注 ${person}`],
        ['甲', '正常', ''],
      ],
    },
  ],
});

test('numbers of people in headers and names of sheets are kept masked where rows are desensitised', () => {
  expect(JSON.stringify(proposeMapping({ resource: described(2), survey }))).not.toContain(person);
  const kept = proposeMapping({ resource: described(1), survey });
  expect([kept.layout.table, kept.extra]).toEqual([`户主 ${person}`, [`备注${person}`]]);
});

test('the table that is meant is found by its masked name, also beside one that looks alike', () => {
  const names = ['说明', person, alike];
  const shown = shownTables(names);
  expect(new Set(shown).size).toBe(3);
  expect(shown.map((name) => tableShownAs(names, name))).toEqual(names);
  expect(tableShownAs(names, person)).toBe(person);
});
