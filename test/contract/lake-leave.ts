/** What every keeper of the console's leave keeps to. */
import type { Seat } from '../../layers/core/console-leave/seats.ts';
import type { ConsoleLeave } from '../../layers/core/console-leave/wanted-leave.ts';
import type { LakeLeave } from '../../layers/core/ports/lake-leave.ts';

interface LakeLeaveHome {
  readonly leave: LakeLeave;
  close(): Promise<void>;
}

const receiver: Seat = { role: 'receiver', department: 'local-tax' };
const operator: Seat = { role: 'operator' };
const wide: ConsoleLeave = {
  seat: receiver,
  database: 'shared',
  table: 'meter',
  columns: ['account_no', 'kwh'],
};
const narrow: ConsoleLeave = { ...wide, columns: ['kwh'], rows: "(district = 'it''s')" };

const tables = [{ database: 'shared', table: 'meter' }];

/** Runs the suite against one; `make` is called for each test, and gives one that knows `shared.meter`. */
export function describeLakeLeave(name: string, make: () => Promise<LakeLeaveHome>): void {
  describe(`lake leave: ${name}`, () => {
    let home: LakeLeaveHome;
    beforeEach(async () => {
      home = await make();
    });
    afterEach(() => home.close());

    /** Names of databases may be shown beside. */
    const rowsOf = async (...seats: Seat[]) =>
      (await home.leave.standing(seats, tables)).filter(({ isNamesOnly }) => !isNamesOnly);

    test('nobody has anything at first', async () => {
      expect(await home.leave.standing([receiver, operator], tables)).toEqual([]);
    });

    test('tells what it gave, to whom, and to nobody else', async () => {
      await home.leave.grant(wide);
      await home.leave.grant({ ...wide, seat: operator });
      const [found, ...others] = await rowsOf(receiver);
      expect(others).toEqual([]);
      expect(found).toMatchObject({ seat: receiver, database: 'shared', table: 'meter' });
      expect(found?.leave).toEqual(wide);
    });

    test('keeps a condition as it was said', async () => {
      await home.leave.grant(narrow);
      expect((await rowsOf(receiver)).map(({ leave }) => leave)).toEqual([narrow]);
    });

    test('gives the same again without a change', async () => {
      await home.leave.grant(narrow);
      await home.leave.grant(narrow);
      expect(await rowsOf(receiver)).toHaveLength(1);
    });

    test('takes away one leave and no other; again is no error', async () => {
      await home.leave.grant(wide);
      await home.leave.grant(narrow);
      await home.leave.grant({ ...narrow, seat: operator });
      const [gone] = (await rowsOf(receiver)).filter(({ leave }) => leave?.rows !== undefined);
      if (!gone) throw new Error('it is not there');
      await home.leave.revoke(gone);
      await home.leave.revoke(gone);
      expect((await rowsOf(receiver)).map(({ leave }) => leave)).toEqual([wide]);
      expect(await rowsOf(operator)).toHaveLength(1);
    });

    test('gives again what was taken away', async () => {
      await home.leave.grant(narrow);
      for (const one of await home.leave.standing([receiver], tables)) await home.leave.revoke(one);
      expect(await home.leave.standing([receiver], tables)).toEqual([]);
      await home.leave.grant(narrow);
      expect((await rowsOf(receiver)).map(({ leave }) => leave)).toEqual([narrow]);
    });
  });
}
