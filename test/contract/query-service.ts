/** What every home's query service does, whoever runs the statements. */
import { setTimeout as sleep } from 'node:timers/promises';
import { NotFound, Refused } from '../../layers/core/errors.ts';
import type { Principal } from '../../layers/core/identity/principal.ts';
import type { QueryAsk, QueryService } from '../../layers/core/ports/query-engine.ts';
import type { Execution } from '../../schemas/workbench.ts';

export interface ServiceUnderTest {
  readonly service: QueryService;
  readonly principal: Principal;
  /** Of another department. */
  readonly stranger: Principal;
  /** A statement that would go on for minutes. */
  readonly slow: string;
  /** Athena tells of an array that it is one, and not of what; default true. */
  readonly tellsElements?: boolean;
  close(): Promise<void>;
}

export function describeQueryService(home: string, open: () => Promise<ServiceUnderTest>): void {
  describe(`the query service of the ${home} home`, () => {
    let one: ServiceUnderTest;
    beforeAll(async () => {
      one = await open();
    }, 120_000);
    afterAll(() => one.close());

    async function ended(ask: QueryAsk): Promise<Execution> {
      const id = await one.service.start(ask, one.principal);
      for (;;) {
        const execution = await one.service.execution(id, one.principal);
        if (execution.endedAt !== undefined) return execution;
        await sleep(20);
      }
    }

    async function rowsOf({ id }: Execution, after?: string): Promise<(string | null)[][]> {
      const rows: (string | null)[][] = [];
      const place = after === undefined ? {} : { after };
      for await (const { values } of one.service.results(id, place, one.principal)) rows.push([...values]);
      return rows;
    }

    test('values come as Athena writes them, NULL apart from an empty text', async () => {
      const execution = await ended({
        text: `SELECT 1 AS i, 1.50 AS d, 'a"b
c,' AS s, '' AS e, CAST(NULL AS varchar) AS n, DATE '2020-02-29' AS day, true AS t, ARRAY[1, NULL] AS a`,
      });
      expect(execution).toMatchObject({ state: 'SUCCEEDED', kind: 'DML', rows: 1, cut: false });
      expect(execution.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
        ...['i integer', 'd decimal(3,2)', 's varchar(6)', 'e varchar(0)', 'n varchar'],
        ...['day date', 't boolean', one.tellsElements === false ? 'a array' : 'a array(integer)'],
      ]);
      expect(await rowsOf(execution)).toEqual([
        ['1', '1.50', 'a"b\nc,', '', null, '2020-02-29', 'true', '[1, null]'],
      ]);
    }, 60_000);

    test('rows go on behind the place of any of them', async () => {
      const values = Array.from({ length: 30 }, (_, index) => `(${index})`).join(', ');
      const many = await ended({ text: `SELECT * FROM (VALUES ${values}) AS t(a) ORDER BY a` });
      const places: string[] = [];
      for await (const { place } of one.service.results(many.id, {}, one.principal)) places.push(place);
      const all = await rowsOf(many);
      for (const [index, place] of places.entries())
        expect(await rowsOf(many, place)).toEqual(all.slice(index + 1));
    }, 60_000);

    test('more rows than a page of Athena’s come all, from the beginning and from behind a place', async () => {
      const many = await ended({ text: 'SELECT a FROM UNNEST(sequence(1, 2100)) AS t(a) ORDER BY a' });
      const places: string[] = [];
      for await (const { place } of one.service.results(many.id, {}, one.principal)) places.push(place);
      const all = Array.from({ length: 2100 }, (_, index) => [`${index + 1}`]);
      expect(await rowsOf(many)).toEqual(all);
      for (const taken of [999, 1000, 1500, 2100])
        expect(await rowsOf(many, places[taken - 1])).toEqual(all.slice(taken));
    }, 60_000);

    test('parameters stand for question marks', async () => {
      const execution = await ended({ text: 'SELECT ? AS a, ? AS b', parameters: ["'x''y'", '7'] });
      expect(await rowsOf(execution)).toEqual([["x'y", '7']]);
    }, 60_000);

    test('what is wrong is named, with its place', async () => {
      expect(await ended({ text: 'SELECT\n  FROM' })).toMatchObject({
        state: 'FAILED',
        error: { code: 'SYNTAX_ERROR', line: 2 },
      });
      expect((await ended({ text: 'SELECT 1 FROM nowhere' })).error).toMatchObject({
        code: 'TABLE_NOT_FOUND',
        line: 1,
        column: 15,
      });
      const failed = await ended({ text: 'SELECT 1 / (a - a) FROM (VALUES 1) AS t(a)' });
      expect(failed.error?.code).toBe('DIVISION_BY_ZERO');
      await expect(rowsOf(failed)).rejects.toThrow(Refused);
    }, 60_000);

    test('a query is stopped, and stays stopped', async () => {
      const id = await one.service.start({ text: one.slow }, one.principal);
      await one.service.stop(id, one.principal);
      expect(await one.service.execution(id, one.principal)).toMatchObject({ state: 'CANCELLED' });
      await one.service.stop(id, one.principal);
    }, 60_000);

    test('nobody else’s query is there', async () => {
      const { id } = await ended({ text: 'SELECT 1' });
      await expect(one.service.execution(id, one.stranger)).rejects.toThrow(NotFound);
      await expect(one.service.stop(id, one.stranger)).rejects.toThrow(NotFound);
      await expect(one.service.execution('01ARZ3NDEKTSV4RRFFQ69G5FAV', one.principal)).rejects.toThrow(
        NotFound,
      );
      const rows = one.service.results(id, {}, one.stranger)[Symbol.asyncIterator]();
      await expect(rows.next()).rejects.toThrow(NotFound);
    }, 60_000);
  });
}
