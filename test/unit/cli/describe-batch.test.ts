import { describeBatch } from '../../../cli/describe-batch.ts';
import type { BatchView } from '../../../schemas/api-answers.ts';

test('a batch that asks counts columns as a spreadsheet does, and says where a factor is needed', () => {
  const candidate = (item: string, name: string) => [{ item, name, score: 1 }];
  const text = describeBatch({
    batch: 'B1',
    state: 'asks',
    department: 'housing',
    resource: 'LAND',
    period: '201503',
    fileName: 'a.xlsx',
    questions: [
      { column: 0, header: '面积（亩）', candidates: candidate('area', '面积'), why: 'unit', unit: '亩' },
      { column: 27, header: '税 号', candidates: candidate('uscc', '税号'), why: 'similar' },
    ],
  } as unknown as BatchView);
  expect(text).toMatch(/1 \(A\) 面积（亩）.*亩/);
  expect(text).toContain('--answer "1=area*FACTOR" --answer 28=uscc');
});
