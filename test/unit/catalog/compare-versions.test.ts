import { compareVersions } from '../../../layers/core/catalog/compare-versions.ts';
import { itemSchema, type Resource, resourceSchema } from '../../../schemas/resource.ts';

const base = resourceSchema.parse({
  code: 'TAX',
  name: '税',
  nameEn: 'Tax',
  departments: ['state-tax', 'local-tax'],
  cycle: 'daily',
  grade: 2,
  mode: 'increment',
  items: [
    { code: 'id', name: '编号', type: 'text', length: 20, key: 'primary', required: true },
    { code: 'amount', name: '金额', type: 'decimal', length: 18, scale: 2, unit: '元', synonyms: ['款额'] },
    { code: 'state', name: '状态', type: 'text', length: 10, dictionary: ['开', '关'] },
  ],
});

function changed(edit: (resource: Resource) => void) {
  const next = structuredClone(base);
  edit(next);
  return compareVersions(base, next);
}

function item(resource: Resource, code: string) {
  const found = resource.items.find((each) => each.code === code);
  if (found === undefined) throw new Error(code);
  return found;
}

describe('compareVersions', () => {
  test('finds nothing between equal versions', () => {
    expect(compareVersions(base, structuredClone(base))).toEqual({ compatible: true, changes: [] });
  });

  test.each<[string, (r: Resource) => void, string]>([
    [
      'an optional item is added',
      (r) => r.items.push(itemSchema.parse({ code: 'note', name: '备注', type: 'text' })),
      'item-added',
    ],
    [
      'text grows',
      (r) => {
        item(r, 'id').length = 30;
      },
      'length-widened',
    ],
    [
      'a decimal grows',
      (r) => {
        item(r, 'amount').length = 20;
      },
      'length-widened',
    ],
    ['a department joins', (r) => r.departments.push('customs'), 'department-added'],
    [
      'an item is no longer required',
      (r) => {
        item(r, 'id').required = false;
      },
      'required-changed',
    ],
    [
      'a dictionary grows',
      (r) => {
        item(r, 'state').dictionary = ['开', '关', '停'];
      },
      'dictionary-changed',
    ],
    [
      'a name moves to the synonyms',
      (r) => {
        Object.assign(item(r, 'amount'), { name: '税款', synonyms: ['款额', '金额'] });
      },
      'name-changed',
    ],
    [
      'a warning check is added',
      (r) => r.checks.push({ id: 'positive', name: '正', expression: 'amount > 0', level: 'warn' }),
      'check-changed',
    ],
  ])('calls it compatible when %s', (_, edit, kind) => {
    const comparison = changed(edit);
    expect(comparison.compatible).toBe(true);
    expect(comparison.changes.map((change) => change.kind)).toEqual([kind]);
  });

  test.each<[string, (r: Resource) => void, string]>([
    [
      'an item is removed',
      (r) => {
        r.items.pop();
      },
      'item-removed',
    ],
    [
      'a required item is added',
      (r) => r.items.push(itemSchema.parse({ code: 'day', name: '日', type: 'date', required: true })),
      'item-added',
    ],
    [
      'text shrinks',
      (r) => {
        item(r, 'id').length = 10;
      },
      'length-narrowed',
    ],
    [
      'a decimal loses digits before the point',
      (r) => {
        item(r, 'amount').scale = 4;
      },
      'length-narrowed',
    ],
    [
      'a type changes',
      (r) => {
        item(r, 'state').type = 'date';
      },
      'type-changed',
    ],
    [
      'the key changes',
      (r) => {
        item(r, 'state').key = 'primary';
      },
      'key-changed',
    ],
    [
      'an item becomes required',
      (r) => {
        item(r, 'state').required = true;
      },
      'required-changed',
    ],
    [
      'a unit changes',
      (r) => {
        item(r, 'amount').unit = '万元';
      },
      'unit-changed',
    ],
    [
      'a bound is set',
      (r) => {
        item(r, 'amount').min = 0;
      },
      'min-changed',
    ],
    [
      'a dictionary loses a value',
      (r) => {
        item(r, 'state').dictionary = ['开'];
      },
      'dictionary-changed',
    ],
    [
      'a synonym is lost',
      (r) => {
        item(r, 'amount').synonyms = [];
      },
      'synonym-removed',
    ],
    [
      'a department leaves',
      (r) => {
        r.departments.pop();
      },
      'department-removed',
    ],
    [
      'the mode changes',
      (r) => {
        r.mode = 'full';
      },
      'mode-changed',
    ],
    [
      'the period item changes',
      (r) => {
        r.periodItem = 'state';
      },
      'period-item-changed',
    ],
    [
      'a refusing check is added',
      (r) => r.checks.push({ id: 'positive', name: '正', expression: 'amount > 0', level: 'refuse' }),
      'check-changed',
    ],
  ])('calls it breaking when %s', (_, edit, kind) => {
    const comparison = changed(edit);
    expect(comparison.compatible).toBe(false);
    expect(comparison.changes).toContainEqual(expect.objectContaining({ kind, breaking: true }));
  });
});
