import { columnName } from '../../../layers/core/mapping/column-name.ts';
import { refuseLongHeaders } from '../../../layers/core/mapping/refuse-long-headers.ts';

const headed = (headers: readonly string[]) => ({
  layout: { table: '', headerRecords: 1, headers: [...headers], fingerprint: 'f' },
  mapping: { columns: headers.map((header, column) => ({ column, header, how: 'none' as const })) },
  questions: headers.map((header, column) => ({ column, header, candidates: [], why: 'similar' as const })),
});

test('names the column of the header that does not fit a record, and not its text', () => {
  const secret = '王'.repeat(300_000);
  const refuse = () => refuseLongHeaders(headed(['户号', '户名', secret]));
  expect(refuse).toThrow(
    expect.objectContaining({
      code: 'header-too-long',
      message: expect.stringContaining('column 3 (C) with 300000 characters'),
      zh: expect.stringContaining('第 3 (C) 列，共 300000 个字符'),
    }),
  );
  expect(refuse).not.toThrow(/王/);
});

test('refuses a thousand headers that are too long together', () => {
  const headers = Array.from({ length: 1000 }, (_, column) => `指标${column}`.repeat(20));
  expect(() => refuseLongHeaders(headed(headers))).toThrow(
    expect.objectContaining({ code: 'header-too-long' }),
  );
});

test('takes three hundred headers of the usual length', () => {
  const headers = Array.from({ length: 300 }, (_, column) => `本年累计应纳税额${column}`);
  expect(() => refuseLongHeaders(headed(headers))).not.toThrow();
});

test('columns are called as spreadsheets call them', () => {
  expect([0, 25, 26, 701, 702].map(columnName)).toEqual([
    '1 (A)',
    '26 (Z)',
    '27 (AA)',
    '702 (ZZ)',
    '703 (AAA)',
  ]);
});
