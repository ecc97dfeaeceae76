import { readdirSync, readFileSync } from 'node:fs';
import { compareVersions } from '../../../layers/core/catalog/compare-versions.ts';
import { elementsOf, itemGrades, missingElements } from '../../../layers/core/catalog/elements.ts';
import { parseResource } from '../../../layers/core/catalog/parse-resource.ts';
import { lakeTable } from '../../../layers/core/exchange/lake-tables.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';

const plain = {
  code: 'STALL',
  name: '摊位',
  nameEn: 'Stalls',
  departments: ['aic'],
  cycle: 'monthly',
  grade: 1,
  mode: 'full',
  items: [
    { code: 'no', name: '摊位号', type: 'text', length: 12 },
    { code: 'owner', name: '摊主证件号', type: 'text', length: 20, sensitivity: 3, desensitise: 'token' },
  ],
} as const;
const made = (more: object): Resource => resourceSchema.parse({ ...plain, ...more });
const faultsOf = (more: object): string =>
  resourceSchema.safeParse({ ...plain, ...more }).error?.issues[0]?.message ?? '';

describe('elements of a catalog entry', () => {
  test('are all optional: a file of before still reads, and what it leaves out is what it was', () => {
    expect(elementsOf(made({}))).toEqual({
      formats: ['spreadsheet'],
      shareWays: ['file', 'service'],
      open: false,
      form: 'physical',
      location: 'platform',
      database: 'raw',
    });
  });

  test('leave the lake’s table as it is', () => {
    const described = made({ database: 'base', open: true, openCondition: '公示后', formats: ['database'] });
    expect(lakeTable(described)).toEqual(lakeTable(made({})));
  });

  test('an item that is desensitised or strictly personal is of grade 2 in a resource of grade 1', () => {
    expect([...itemGrades(made({}))]).toEqual([
      ['no', 1],
      ['owner', 2],
    ]);
  });

  test.each([
    ['token at grade 1', { items: [{ ...plain.items[1], grade: 1 }] }, /cannot be of grade 1/],
    ['a higher item without a ground', { items: [{ ...plain.items[0], grade: 3 }] }, /gradeReason/],
    ['open at grade 2', { grade: 2, open: true }, /only grade 1/],
    [
      'a code that is not the standard’s',
      { classification: { code: '2-01', names: ['a', 'b', 'c'] } },
      /类1位/,
    ],
    ['physical with a view', { form: 'physical', location: 'department' }, /form is logical/],
    ['logical without either', { form: 'logical' }, /location: department/],
    ['related to itself', { related: ['STALL'] }, /itself/],
    ['a code of somebody who provides nothing', { providerCodes: { police: 'x' } }, /does not provide/],
    ['an unknown database', { database: 'attic' }, /资源库/],
  ])('%s is refused', (_, more, message) => {
    expect(faultsOf(more)).toMatch(message);
  });

  test('a higher item with a ground is taken', () => {
    const lowered = { items: [{ ...plain.items[0], grade: 3 }], gradeReason: '登记公示' };
    expect([...itemGrades(made(lowered)).values()]).toEqual([3]);
  });
});

describe('a view', () => {
  const view = {
    over: ['AIC', 'POWER'],
    join: [{ left: 'AIC.uscc', right: 'POWER.cust_id' }],
    select: { no: 'AIC.uscc', owner: 'POWER.cust_id' },
  };

  test('says where each item comes from and how its resources meet', () => {
    const resource = made({ view });
    expect(elementsOf(resource).form).toBe('logical');
    expect(resource.view?.join[0]?.how).toBe('inner');
  });

  test.each([
    [
      'over itself',
      { over: ['STALL'], join: [], select: { no: 'STALL.no', owner: 'STALL.no' } },
      /over itself/,
    ],
    ['an item from nowhere', { select: { no: 'AIC.uscc' } }, /lacks item owner/],
    ['a source outside', { select: { no: 'VAT.period', owner: 'AIC.uscc' } }, /not of a resource/],
    ['a missing join', { join: [] }, /needs 1 joins/],
    ['a join from what is not there yet', { join: [{ left: 'POWER.no', right: 'AIC.uscc' }] }, /must lead/],
    ['an item it has not', { select: { ...view.select, other: 'AIC.uscc' } }, /is not an item/],
  ])('%s is refused', (_, more, message) => {
    expect(faultsOf({ view: { ...view, ...more } })).toMatch(message);
  });

  test('a view and a table of the department are two things', () => {
    expect(faultsOf({ view, location: 'department' })).toMatch(/不能既是视图又留在部门/);
  });
});

describe('comparing versions', () => {
  const changesOf = (more: object) => compareVersions(made({}), made(more));

  test('calls it compatible when only what people read changes', () => {
    const changed = changesOf({ summary: '一个摊位一行', related: ['AIC'], open: true, database: 'base' });
    expect(changed.compatible).toBe(true);
    expect(changed.changes.map(({ kind }) => kind)).toEqual([
      'summary-changed',
      'open-changed',
      'related-changed',
      'database-changed',
    ]);
  });

  test('calls it breaking when an item goes up a grade, or rows are no longer in the lake', () => {
    const items = [{ ...plain.items[0], grade: 3 }, plain.items[1]];
    expect(changesOf({ items, gradeReason: '内部' }).changes).toContainEqual(
      expect.objectContaining({ kind: 'item-grade-changed', item: 'no', breaking: true }),
    );
    expect(changesOf({ location: 'department' }).compatible).toBe(false);
  });
});

test('what the standard demands is missed by name', () => {
  expect(missingElements(made({ grade: 2 })).map(({ field }) => field)).toEqual([
    'classification',
    'summary',
    'shareCondition',
  ]);
});

describe('the shipped files', () => {
  const folder = new URL('../../../resources/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'departments.yaml');
  const resources = names.map((name) => parseResource(readFileSync(new URL(name, folder), 'utf8'), name));
  const codes = new Set(resources.map(({ code }) => code));

  test('have every element that the standard demands', () => {
    expect(resources.filter((one) => missingElements(one).length > 0).map(({ code }) => code)).toEqual([]);
  });

  test('have a code of the standard each, and one class for one code', () => {
    const numbers = resources.map(({ classification }) => classification?.code);
    expect(new Set(numbers).size).toBe(46);
    const classes = new Map<string, string>();
    for (const { classification } of resources) {
      const [number = ''] = (classification?.code ?? '').split('/');
      const words = classification?.names.join('/') ?? '';
      expect(classes.get(number) ?? words).toBe(words);
      classes.set(number, words);
    }
  });

  test('name related resources that exist', () => {
    const unknown = resources.flatMap(({ related = [] }) => related).filter((code) => !codes.has(code));
    expect(unknown).toEqual([]);
  });
});
