/** What every lake catalog keeps to. */
import { randomBytes } from 'node:crypto';
import { NotFound } from '../../layers/core/errors.ts';
import type { LakeCatalog, LakeTable } from '../../layers/core/ports/lake-catalog.ts';

interface LakeCatalogHome {
  readonly catalog: LakeCatalog;
  close(): Promise<void>;
}

/** Runs the suite against one catalog; `make` is called once. */
export function describeLakeCatalog(name: string, make: () => Promise<LakeCatalogHome>): void {
  describe(`lake catalog: ${name}`, () => {
    let home: LakeCatalogHome;
    beforeAll(async () => {
      home = await make();
    }, 60_000);
    afterAll(() => home.close());

    const table = (): LakeTable => ({
      database: 'raw',
      name: `t_${randomBytes(5).toString('hex')}`,
      columns: [
        { name: 'taxpayer', type: 'string', comment: '纳税人识别号' },
        { name: 'amount', type: 'decimal(18,2)' },
      ],
      partitionKeys: [{ name: 'period', type: 'string' }],
      location: 'lake/raw/t/',
      comment: '增值税申报',
    });

    test('gives a table back as it was defined, also when defined twice', async () => {
      const one = table();
      expect(await home.catalog.table(one.database, one.name)).toBeUndefined();
      await home.catalog.defineTable(one);
      await home.catalog.defineTable(one);
      expect(await home.catalog.table(one.database, one.name)).toEqual(one);
    });

    test('changes a table and keeps its partitions', async () => {
      const one = table();
      await home.catalog.defineTable(one);
      const partition = { values: ['202401'], location: 'lake/raw/t/period=202401/' };
      await home.catalog.registerPartitions(one.database, one.name, [partition]);
      const wider = { ...one, columns: [...one.columns, { name: 'note', type: 'string' }] };
      await home.catalog.defineTable(wider);
      expect(await home.catalog.table(one.database, one.name)).toEqual(wider);
      expect(await home.catalog.partitions(one.database, one.name)).toEqual([partition]);
    });

    test('registers partitions, the same ones again without complaint, more than 100 at once', async () => {
      const one = table();
      await home.catalog.defineTable(one);
      const partitions = Array.from({ length: 130 }, (_, index) => ({
        values: [String(200001 + index)],
        location: `lake/raw/t/period=${200001 + index}/`,
      }));
      await home.catalog.registerPartitions(one.database, one.name, partitions.slice(0, 3));
      await home.catalog.registerPartitions(one.database, one.name, partitions);
      const found = await home.catalog.partitions(one.database, one.name);
      const inOrder = found.toSorted((a, b) => (a.values[0] ?? '').localeCompare(b.values[0] ?? ''));
      expect(inOrder).toEqual(partitions);
    });

    test('moves a table to another folder, and has it there for whoever looks next', async () => {
      const one = { ...table(), partitionKeys: [] };
      await home.catalog.defineTable(one);
      const moved = { ...one, location: 'lake/shared/T/attempt-2/' };
      await home.catalog.defineTable(moved);
      expect(await home.catalog.table(one.database, one.name)).toEqual(moved);
    });

    test('drops a table with its partitions, and one that is not there without complaint', async () => {
      const one = table();
      await home.catalog.defineTable(one);
      const partition = { values: ['202401'], location: 'lake/raw/t/period=202401/' };
      await home.catalog.registerPartitions(one.database, one.name, [partition]);
      await home.catalog.dropTable(one.database, one.name);
      await home.catalog.dropTable(one.database, one.name);
      expect(await home.catalog.table(one.database, one.name)).toBeUndefined();
      await home.catalog.defineTable(one);
      expect(await home.catalog.partitions(one.database, one.name)).toEqual([]);
    });

    test('knows no partitions of a table that is not there', async () => {
      const { database, name: absent } = table();
      await expect(home.catalog.partitions(database, absent)).rejects.toThrow(NotFound);
      await expect(
        home.catalog.registerPartitions(database, absent, [{ values: ['202401'], location: 'x/' }]),
      ).rejects.toThrow(NotFound);
    });
  });
}
