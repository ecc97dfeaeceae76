/**
 * What each seat may read in the console, decided from grants by the same decision that SQL and the API go by, and
 * never more: no table of grade 3, none whose rows stay with their department, no item of grade 3.
 */
import type { Resource } from '../../../schemas/resource.ts';
import { askableItems } from '../grants/approvers.ts';
import { joinConditions } from '../grants/leave.ts';
import type { Ports } from '../ports/index.ts';
import { definitions } from '../records.ts';
import { readAgain } from '../walk.ts';
import { type Access, accessTo } from '../workbench/access.ts';
import { itemColumns } from '../workbench/columns.ts';
import { databasesOf, tableOf } from '../workbench/places.ts';
import { rowFilter } from './row-filter.ts';
import { closedDatabases, principalOf, type Seat } from './seats.ts';

/** Leave to read some columns of a table, and of its rows those that meet a condition. */
export interface ConsoleLeave {
  readonly seat: Seat;
  readonly database: string;
  readonly table: string;
  /** In the order of the description; never none. */
  readonly columns: readonly string[];
  /** Absent: every row. */
  readonly rows?: string;
}

/** A grant that the console cannot keep exactly: its rows are read by the API alone. */
export interface Withheld {
  readonly seat: Seat;
  readonly resource: string;
  readonly filter: string;
}

export interface WantedLeave {
  readonly leave: readonly ConsoleLeave[];
  readonly withheld: readonly Withheld[];
}

type Reading = Pick<Ports, 'records' | 'clock'>;

export async function wantedLeave(ports: Reading, seats: readonly Seat[]): Promise<WantedLeave> {
  const all: WantedLeave[] = [];
  for await (const { key, value } of readAgain(ports.records, definitions, ['topic', 'definitions'])) {
    if (key !== definitions.key(value.resource.code)) continue;
    for (const seat of seats)
      all.push(leaveOf(seat, value.resource, await accessTo(ports, principalOf(seat), value.resource)));
  }
  return {
    leave: all.flatMap(({ leave }) => leave),
    withheld: all.flatMap(({ withheld }) => withheld),
  };
}

const nothing: WantedLeave = { leave: [], withheld: [] };

function leaveOf(seat: Seat, resource: Resource, access: Access): WantedLeave {
  if (access.denial) return nothing;
  const given = access.resolved.resource;
  const askable = new Set(askableItems(given).map(({ code }) => code));
  const columns = itemColumns(given, access.narrowed?.items)
    .map(({ name }) => name)
    .filter((name) => askable.has(name));
  if (columns.length === 0) return nothing;
  const filter = joinConditions(access.narrowed?.filters ?? []);
  const rows = filter === undefined ? undefined : rowFilter(filter, given.items);
  if (filter !== undefined && rows === undefined)
    return { leave: [], withheld: [{ seat, resource: resource.code, filter }] };
  const leave = { seat, table: tableOf(resource), columns, ...(rows === undefined ? {} : { rows }) };
  const databases = databasesOf(resource).filter((database) => !closedDatabases.has(database));
  return { leave: databases.map((database) => ({ ...leave, database })), withheld: [] };
}
