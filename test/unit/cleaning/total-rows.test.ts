import { compileCleaning } from '../../../layers/core/cleaning/compile-cleaning.ts';
import { quoteText } from '../../../layers/core/cleaning/sql-text.ts';
import { openEngine, resourceOf, type SqlEngine } from './sql-engine.ts';

const resource = resourceOf([
  { code: 'name', required: true },
  { code: 'tax_id', identifier: 'tax-id' },
  { code: 'amount', type: 'decimal', length: 18, scale: 2 },
]);
const columns = resource.items.map(({ code }, column) => ({
  column,
  header: `列${column}`,
  item: code,
  how: 'name' as const,
}));
const compiled = compileCleaning(resource, { columns }, { period: '201503', width: 3 });

describe('a row whose name says total', () => {
  let engine: SqlEngine;
  beforeAll(async () => {
    engine = await openEngine();
  });
  afterAll(() => engine.close());

  /** Rules found by the thorough look, which the sieve must have asked for. */
  async function rulesOf(name: string, taxId = ''): Promise<(string | undefined)[]> {
    const cells = [name, taxId, '6'].map((cell, i) => `nullif(${quoteText(cell)}, '') AS c${i}`);
    const from = `(SELECT ${cells.join(', ')})`;
    const [sifted] = await engine.rows(compiled.sift(from));
    if (sifted?._raw === null) return [];
    const [row] = await engine.rows(compiled.select(from));
    return ((row?._found ?? []) as number[]).map((number) => compiled.findings[number]?.rule);
  }

  test.each([
    '合计',
    'Total',
    'TOTALS',
    'total:',
    'Total：',
    '\u00a0Total\u00a0',
    'Sub Total',
    'Subtotal',
    'Sub-total',
    'Grand total',
    'Grand\u00a0Total (RMB)',
    'ＴＯＴＡＬ',
    'Sum',
    'SUM:',
  ])('is no data: %j', async (name) => {
    expect(await rulesOf(name)).toEqual(['total-row']);
  });

  test.each([
    'Total Energies',
    'TotalEnergies (China) Ltd',
    'Summit',
    'Sumitomo',
    'Totally Ltd',
    'Subtotalis',
  ])('is data where the word is part of a name: %j', async (name) => {
    expect(await rulesOf(name)).toEqual([]);
  });

  test('is data where a right tax id stands beside it', async () => {
    expect(await rulesOf('Total', '91110000600037341L')).toEqual([]);
    expect(await rulesOf('Total', '3')).toEqual(['total-row']);
  });
});
