import { PoisonError } from '../../layers/core/errors.ts';
import { type RefineryPool, startRefineryPool } from '../../layers/embedded/refinery-pool.ts';
import { resourceSchema } from '../../schemas/resource.ts';
import { openTemporaryHome, type TemporaryHome } from './temporary-home.ts';

describe('the refinery in a child process', () => {
  let temporary: TemporaryHome;
  let pool: RefineryPool;
  beforeAll(async () => {
    temporary = await openTemporaryHome();
    pool = startRefineryPool(temporary.home, { children: 1 });
  });
  afterAll(async () => {
    await pool.close();
    await temporary.close();
  });

  const resource = resourceSchema.parse({
    code: 'VAT_RETURN',
    name: '增值税申报',
    nameEn: 'VAT returns',
    departments: ['tax'],
    cycle: 'monthly',
    grade: 1,
    mode: 'full',
    items: [
      { code: 'taxpayer', name: '纳税人名称', type: 'text', length: 100, required: true },
      { code: 'amount', name: '税额', type: 'decimal', length: 18, scale: 2 },
    ],
  });
  const rows = Array.from({ length: 5000 }, (_, index) => `企业${index},${index}.50`);

  async function refineFile(attempt: string) {
    const bytes = Buffer.from(['纳税人名称,税额', ...rows, ',1.00', '坏,不是数'].join('\n'));
    const source = { key: `drop/tax/VAT_RETURN/${attempt}`, fileName: '申报.csv', size: bytes.length };
    await temporary.home.objects.put(source.key, bytes);
    const survey = await pool.refinery.survey(source, resource);
    const layout = { table: '', headerRecords: 1, headers: ['纳税人名称', '税额'], fingerprint: 'f' };
    const column = (index: number, header: string, item: string) =>
      ({ column: index, header, item, how: 'name' }) as const;
    const mapping = { columns: [column(0, '纳税人名称', 'taxpayer'), column(1, '税额', 'amount')] };
    const job = {
      source,
      survey,
      layout,
      mapping,
      resource,
      department: 'tax',
      batch: 'b1',
      period: '202401',
      attempt,
    };
    return { refined: await pool.refinery.refine(job), layout };
  }

  test('turns a file into lake objects and refused rows, which lie whole in the store', async () => {
    const { refined, layout } = await refineFile('a1');
    expect(refined.rows).toMatchObject({ read: 5002, accepted: 5000, refused: 2 });
    const [part] = refined.parts;
    expect(await temporary.home.objects.head(part?.key ?? '')).toMatchObject({
      size: part?.bytes,
      sha256: part?.sha256,
    });
    expect(await pool.refinery.count(refined.parts)).toBe(5000);
    const job = { layout, fileName: '申报.csv', format: 'csv', language: 'zh' } as const;
    let text = '';
    for await (const piece of pool.refinery.rejects({ ...job, rejects: [refined.rejects ?? ''] }))
      text += Buffer.from(piece).toString();
    expect(text).toMatch(/不是数/);
  }, 60_000);

  test('says why a file is never taken', async () => {
    const source = { key: 'drop/tax/VAT_RETURN/bad', fileName: 'a.xlsx', size: 4 };
    await temporary.home.objects.put(source.key, Buffer.from('PK\u0003\u0004'));
    await expect(pool.refinery.survey(source, resource)).rejects.toThrow(PoisonError);
  }, 60_000);
});
