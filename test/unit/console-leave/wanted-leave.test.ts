/** What seats in the console may read follows the grants, and never goes beyond them. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { changeLeave } from '../../../layers/core/console-leave/change-leave.ts';
import { leaveToGive } from '../../../layers/core/console-leave/leave-to-give.ts';
import { citySeats, departmentSeats, type Seat, seatName } from '../../../layers/core/console-leave/seats.ts';
import { type ConsoleLeave, wantedLeave } from '../../../layers/core/console-leave/wanted-leave.ts';
import { endGrant } from '../../../layers/core/grants/end-grant.ts';
import { suspendGrant } from '../../../layers/core/grants/suspend-grant.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { day, graded, meters, openPorts, type TestPorts, wishOf } from '../grants/fixture.ts';

const receiver: Seat = { role: 'receiver', department: 'tax' };
const officer: Seat = { role: 'tax-officer', department: 'tax' };
const provider: Seat = { role: 'provider', department: 'power' };
const stranger: Seat = { role: 'receiver', department: 'civil' };
const operator: Seat = { role: 'operator' };
const seats = [receiver, officer, provider, stranger, operator];

const give = async (ports: TestPorts, terms: object = {}): Promise<string> =>
  (await giveGrant(ports, { ...wishOf(ports), ways: ['database'], ...terms })).id;

const leaveOf = async (ports: TestPorts) => (await wantedLeave(ports, seats)).leave;
const named = (list: readonly ConsoleLeave[]) =>
  list.map(({ seat, database, table }) => `${seatName(seat)} ${database}.${table}`).sort();

test('seats are of the roles that may query, and of no other', () => {
  expect(departmentSeats).toEqual(['provider', 'receiver', 'tax-officer']);
  expect(citySeats).toEqual(['operator']);
});

test('without a grant only who provides it, and the city’s operator, read it', async () => {
  const ports = await openPorts();
  expect(named(await leaveOf(ports))).toEqual(['operator shared.meter', 'power-provider shared.meter']);
});

describe('a grant', () => {
  test('gives its items and its rows, to the seats of its receiver', async () => {
    const ports = await openPorts();
    await give(ports, { items: ['account_no', 'kwh'], filters: ['kwh > 10'] });
    const found = (await leaveOf(ports)).filter(({ seat }) => seat.department === 'tax');
    expect(found).toEqual(
      [receiver, officer].map((seat) => ({
        seat,
        database: 'shared',
        table: 'meter',
        columns: ['account_no', 'kwh'],
        rows: '(kwh > 10)',
      })),
    );
  });

  test('for files alone gives nothing in the console', async () => {
    const ports = await openPorts();
    await give(ports, { ways: ['file'] });
    expect(named(await leaveOf(ports))).not.toContain('tax-receiver shared.meter');
  });

  test('whose condition the console cannot keep is withheld and told, not widened', async () => {
    const ports = await openPorts();
    await give(ports, { filters: ['kwh * 2 > 10'] });
    const { leave, withheld } = await wantedLeave(ports, seats);
    expect(named(leave)).toEqual(['operator shared.meter', 'power-provider shared.meter']);
    expect(withheld).toEqual(
      [receiver, officer].map((seat) => ({ seat, resource: 'METER', filter: 'kwh * 2 > 10' })),
    );
  });

  test('that is suspended, ended, or over gives nothing', async () => {
    const giving = async () => {
      const ports = await openPorts();
      return { ports, grant: await give(ports) };
    };
    const act = { party: 'power', actor: 'power-chief', reason: '暂停核查' };
    const [suspended, ended, over] = [await giving(), await giving(), await giving()];
    for (const { ports } of [suspended, ended, over])
      expect(named(await leaveOf(ports))).toContain('tax-receiver shared.meter');
    await suspendGrant(suspended.ports)({ ...act, grant: suspended.grant });
    await endGrant(ended.ports)({ ...act, grant: ended.grant });
    over.ports.world.time += 101 * day;
    for (const { ports } of [suspended, ended, over])
      expect(named(await leaveOf(ports))).not.toContain('tax-receiver shared.meter');
  });
});

describe('nobody in the console reads', () => {
  const closed: [string, Resource][] = [
    ['a table of grade 3', graded(3)],
    ['one whose rows stay with the department', { ...meters, location: 'department', form: 'logical' }],
    ['files', { ...meters, mode: 'full', kind: 'unstructured', items: [] }],
  ];
  test.each(closed)('%s', async (_what, resource) => {
    const ports = await openPorts(resource);
    expect(await wantedLeave(ports, seats)).toEqual({ leave: [], withheld: [] });
  });

  test('a table of results only, whoever sits anywhere, whatever was granted', async () => {
    const everybody = ['tax', 'power', 'civil'].flatMap((department) =>
      departmentSeats.map((role): Seat => ({ role, department })),
    );
    const all = [...everybody, ...citySeats.map((role): Seat => ({ role }))];
    const ports = await openPorts();
    await give(ports);
    expect((await wantedLeave(ports, all)).leave.length).toBeGreaterThan(0);
    await applyResource(ports)(graded(3), 'operator');
    expect(await wantedLeave(ports, all)).toEqual({ leave: [], withheld: [] });
    const { tables, leave } = await leaveToGive(ports, all, []);
    expect(leave).toEqual([]);
    // What stands there from before is looked for, and taken away.
    expect(tables.map(({ database, table }) => `${database}.${table}`)).toContain('shared.meter');
  });

  test('an item of grade 3, or one that is never collected', async () => {
    const items = meters.items.map((item) =>
      item.code === 'remark' ? { ...item, grade: 3 as const } : item,
    );
    const ports = await openPorts({ ...meters, gradeReason: '内部信息', items });
    await give(ports);
    for (const { columns } of await leaveOf(ports)) expect(columns).toEqual(['account_no', 'kwh']);
  });

  test('raw, and whatever stands in another database stands in shared too', async () => {
    const ports = await openPorts();
    const in_ = (code: string, database: string) =>
      resourceSchema.parse({ ...meters, code, database, departments: ['power'] });
    for (const resource of [in_('PEOPLE', 'base'), in_('LAND', 'mart_land'), in_('FIRM', 'subject-finance')])
      await applyResource(ports)(resource, 'operator');
    const found = named((await wantedLeave(ports, [provider])).leave);
    expect(found).toEqual([
      'power-provider base.people',
      'power-provider mart_land.land',
      'power-provider shared.firm',
      'power-provider shared.land',
      'power-provider shared.meter',
      'power-provider shared.people',
      'power-provider subject_finance.firm',
    ]);
  });
});

describe('what changed', () => {
  const leave = (columns: string[], rows?: string): ConsoleLeave => ({
    seat: receiver,
    database: 'shared',
    table: 'meter',
    columns,
    ...(rows === undefined ? {} : { rows }),
  });

  test('is taken away before anything is given', () => {
    const [wide, narrow] = [leave(['a', 'b']), leave(['a'], '(a > 1)')];
    const other = { ...wide, table: 'land' };
    expect(changeLeave([wide, other], [narrow])).toEqual([
      { act: 'revoke', leave: wide },
      { act: 'revoke', leave: other },
      { act: 'grant', leave: narrow },
    ]);
  });

  test('is nothing when it stands already, in whatever order of columns', () => {
    expect(changeLeave([leave(['b', 'a'], '(a > 1)')], [leave(['a', 'b'], '(a > 1)')])).toEqual([]);
    expect(changeLeave([leave(['a'])], [leave(['a'], '(a > 1)')])).toHaveLength(2);
  });
});
