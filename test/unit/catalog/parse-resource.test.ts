import { labelOf, parseDepartments, parseResource } from '../../../layers/core/catalog/parse-resource.ts';
import { InvalidInput } from '../../../layers/core/errors.ts';

const good = `code: TAX
name: 税
nameEn: Tax
departments: [state-tax]
cycle: daily
grade: 1
mode: increment
items:
  - { code: id, name: 编号, type: text, length: 20, key: primary, required: true }
  - { code: amount, name: 金额, type: decimal, length: 18, scale: 2, unit: 元 }
`;

function failure(run: () => unknown): InvalidInput {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInput);
    return error as InvalidInput;
  }
  throw new Error('nothing was refused');
}

describe('parseResource', () => {
  test('reads a definition and fills in the defaults', () => {
    const resource = parseResource(good, 'tax.yaml');
    expect(resource.version).toBe(1);
    expect(resource.items[1]).toMatchObject({
      code: 'amount',
      required: false,
      sensitivity: 0,
      synonyms: [],
    });
  });

  test('names file, line and path of a value that does not fit', () => {
    const error = failure(() => parseResource(good.replace('type: decimal', 'type: money'), 'tax.yaml'));
    expect(error.place).toEqual({ file: 'tax.yaml', line: 10 });
    expect(error.message).toContain('tax.yaml:10: items.1.type:');
    expect(error.zh).toContain('tax.yaml:10: items.1.type:');
  });

  test('names the line of an item without scale', () => {
    const error = failure(() => parseResource(good.replace(', scale: 2', ''), 'tax.yaml'));
    expect(error.message).toContain('tax.yaml:10: items.1: decimal item amount needs length and scale');
  });

  test('refuses an unknown key instead of ignoring it', () => {
    expect(failure(() => parseResource(`${good}sumary: x\n`, 'tax.yaml')).message).toContain('sumary');
  });

  test('names the line of broken YAML', () => {
    expect(failure(() => parseResource(`${good}  - {`, 'tax.yaml')).place.line).toBeGreaterThanOrEqual(11);
    expect(
      failure(() => parseResource(good.replace('grade: 1', 'grade: 1\ngrade: 2'), 'tax.yaml')).place.line,
    ).toBe(7);
  });

  test('refuses aliases that blow up', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`,
    );
    failure(() => parseResource(['a0: &a0 [x, x, x, x]', ...levels].join('\n'), 'bomb.yaml'));
    failure(() => parseResource('x'.repeat(2_000_001), 'long.yaml'));
  });

  test('refuses an empty file and a list', () => {
    failure(() => parseResource('', 'empty.yaml'));
    failure(() => parseResource('- 1', 'list.yaml'));
  });
});

describe('parseDepartments', () => {
  test('refuses a code that stands twice', () => {
    const twice = '- { code: aic, name: 工商局, nameEn: A }\n- { code: aic, name: 工商, nameEn: B }\n';
    expect(failure(() => parseDepartments(twice, 'departments.yaml')).message).toContain('aic');
  });
});

describe('labelOf', () => {
  test('gives name and code in the language asked for', () => {
    const thing = { code: 'VAT', name: '增值税申报', nameEn: 'VAT returns' };
    expect(labelOf(thing, 'zh')).toBe('增值税申报（VAT）');
    expect(labelOf(thing, 'en')).toBe('VAT returns (VAT)');
    expect(labelOf({ code: 'name', name: '名称' }, 'en')).toBe('名称 (name)');
  });
});
