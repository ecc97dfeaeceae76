/**
 * LakeLeave on Lake Formation. Each leave is a data cells filter of its own, named after its seat and what it shows, and
 * SELECT on it; beside it the seat may see that the database is there. Filters are read back, not believed: what shows
 * something else than its leave is the leave it shows.
 */
import { createHash } from 'node:crypto';
import {
  CreateDataCellsFilterCommand,
  type DataCellsFilter,
  DeleteDataCellsFilterCommand,
  GrantPermissionsCommand,
  type LakeFormationClient,
  ListDataCellsFilterCommand,
  type ListDataCellsFilterCommandOutput,
  ListPermissionsCommand,
  type ListPermissionsCommandOutput,
  type PrincipalResourcePermissions,
  type Resource,
  RevokePermissionsCommand,
  UpdateDataCellsFilterCommand,
} from '@aws-sdk/client-lakeformation';
import { canonicalJson } from '../core/canonical-json.ts';
import { type Seat, seatName } from '../core/console-leave/seats.ts';
import type { ConsoleLeave } from '../core/console-leave/wanted-leave.ts';
import type { LakeLeave, StandingLeave } from '../core/ports/lake-leave.ts';
import type { TablePlace } from '../core/workbench/places.ts';
import { awsErrorName, callAws } from './call-aws.ts';

export interface LakeFormationPlace {
  /** Stands before every database's name. */
  readonly databasePrefix: string;
  /** ARN of a seat's identity, without the seat's name behind it: `arn:aws:iam::111122223333:role/city-`. */
  readonly identities: string;
}

interface Lake extends LakeFormationPlace {
  readonly client: LakeFormationClient;
}

type FilterPlace = NonNullable<Resource['DataCellsFilter']>;

/** Makes the port. The function must be an administrator of Lake Formation. */
export function lakeFormationLeave(client: LakeFormationClient, place: LakeFormationPlace): LakeLeave {
  const lake = { client, ...place };
  return {
    standing: (seats, tables) => standingOf(lake, seats, tables),
    grant: (leave) => grant(lake, leave),
    revoke: (standing) => revoke(lake, standing),
  };
}

const principalOf = ({ identities }: Lake, seat: Seat) => ({
  DataLakePrincipalIdentifier: identities + seatName(seat),
});

/** Of the account that the identities are of. */
const catalogOf = ({ identities }: Lake): string => identities.split(':')[4] ?? '';

async function standingOf(
  lake: Lake,
  seats: readonly Seat[],
  tables: readonly TablePlace[],
): Promise<StandingLeave[]> {
  const filters = filterBook(lake);
  const found: StandingLeave[] = [];
  const listed = new Set<string>();
  for (const seat of seats)
    for await (const permission of permissionsOf(lake, seat)) {
      listed.add(filterKey(permission.Resource?.DataCellsFilter));
      found.push(await toStanding(lake, filters, seat, permission));
    }
  for await (const { seat, filter } of ownFilters(lake, filters, seats, tables))
    if (!listed.has(filterKey(filter)))
      for await (const permission of permissionsOf(lake, seat, { DataCellsFilter: filter }))
        found.push(await toStanding(lake, filters, seat, permission));
  return found;
}

/**
 * Filters by their names: nowhere is it promised that leave on filters is listed with a principal's other leave, so of one
 * that was not it is asked by itself.
 */
async function* ownFilters(
  { databasePrefix }: Lake,
  filters: FilterBook,
  seats: readonly Seat[],
  tables: readonly TablePlace[],
): AsyncGenerator<{ readonly seat: Seat; readonly filter: FilterPlace }> {
  const byName = new Map(seats.map((seat) => [seatName(seat), seat]));
  for (const { database, table } of tables)
    for (const { TableCatalogId, DatabaseName, TableName, Name = '' } of (
      await filters(databasePrefix + database, table)
    ).values()) {
      const seat = byName.get(Name.split('.')[0] ?? '');
      if (seat) yield { seat, filter: { TableCatalogId, DatabaseName, TableName, Name } };
    }
}

const filterKey = (filter: FilterPlace | undefined): string =>
  JSON.stringify([filter?.DatabaseName, filter?.TableName, filter?.Name]);

/** @param resource to be asked of alone */
async function* permissionsOf(
  lake: Lake,
  seat: Seat,
  resource?: Resource,
): AsyncGenerator<PrincipalResourcePermissions> {
  let NextToken: string | undefined;
  do {
    const command = new ListPermissionsCommand({
      Principal: principalOf(lake, seat),
      Resource: resource,
      NextToken,
    });
    const page = await callAws<ListPermissionsCommandOutput>('lakeformation ListPermissions', () =>
      lake.client.send(command),
    );
    yield* page.PrincipalResourcePermissions ?? [];
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}

async function toStanding(
  lake: Lake,
  filters: FilterBook,
  seat: Seat,
  permission: PrincipalResourcePermissions,
): Promise<StandingLeave> {
  const { Resource: resource, Permissions: permissions = [] } = permission;
  const { DataCellsFilter: filter, Table: table, TableWithColumns: columns } = resource ?? {};
  const database = filter?.DatabaseName ?? table?.DatabaseName ?? columns?.DatabaseName;
  const place = {
    ...withoutPrefix(lake, database ?? resource?.Database?.Name),
    ...nameOf(filter?.TableName ?? table?.Name ?? columns?.Name),
  };
  const isNamesOnly = permissions.every((one) => one === 'DESCRIBE');
  const standing = { seat, ...place, isNamesOnly, handle: permission };
  const isOurs = filter && permissions.length === 1 && permissions[0] === 'SELECT' && !isPassedOn(permission);
  const leave = isOurs && (await leaveOf(lake, filters, seat, filter));
  return leave ? { ...standing, leave } : standing;
}

const isPassedOn = ({ PermissionsWithGrantOption: more = [] }: PrincipalResourcePermissions) =>
  more.length > 0;
const nameOf = (table: string | undefined) => (table === undefined ? {} : { table });

const withoutPrefix = ({ databasePrefix }: Lake, name: string | undefined) =>
  name?.startsWith(databasePrefix) ? { database: name.slice(databasePrefix.length) } : {};

async function leaveOf(
  lake: Lake,
  filters: FilterBook,
  seat: Seat,
  { DatabaseName = '', TableName = '', Name = '' }: FilterPlace,
): Promise<ConsoleLeave | undefined> {
  const filter = (await filters(DatabaseName, TableName)).get(Name);
  const { database } = withoutPrefix(lake, DatabaseName);
  if (!filter?.ColumnNames?.length || database === undefined) return undefined;
  const { FilterExpression, AllRowsWildcard } = filter.RowFilter ?? {};
  if (FilterExpression === undefined && AllRowsWildcard === undefined) return undefined;
  const rows = FilterExpression === undefined ? {} : { rows: FilterExpression };
  return { seat, database, table: TableName, columns: filter.ColumnNames, ...rows };
}

/** Filters of a table by their names; a table is asked for once. */
type FilterBook = (database: string, table: string) => Promise<ReadonlyMap<string, DataCellsFilter>>;

function filterBook(lake: Lake): FilterBook {
  const read = new Map<string, ReturnType<FilterBook>>();
  return (database, table) => {
    const key = JSON.stringify([database, table]);
    const found = read.get(key) ?? filtersOf(lake, database, table);
    read.set(key, found);
    return found;
  };
}

/** Of a table that is gone there are none. */
async function filtersOf(
  lake: Lake,
  DatabaseName: string,
  Name: string,
): Promise<ReadonlyMap<string, DataCellsFilter>> {
  const found = new Map<string, DataCellsFilter>();
  const Table = { CatalogId: catalogOf(lake), DatabaseName, Name };
  let NextToken: string | undefined;
  do {
    const command = new ListDataCellsFilterCommand({ Table, NextToken });
    const page = await callAws<ListDataCellsFilterCommandOutput | undefined>(
      'lakeformation ListDataCellsFilter',
      () => unless('EntityNotFoundException', () => lake.client.send(command)),
    );
    for (const filter of page?.DataCellsFilters ?? []) found.set(filter.Name ?? '', filter);
    NextToken = page?.NextToken;
  } while (NextToken !== undefined);
  return found;
}

async function grant(lake: Lake, leave: ConsoleLeave): Promise<void> {
  const { client, databasePrefix } = lake;
  const filter = filterFor(lake, leave);
  const { TableCatalogId, DatabaseName, TableName, Name } = filter;
  const give = (Permission: 'DESCRIBE' | 'SELECT', resource: Resource) =>
    callAws('lakeformation GrantPermissions', () =>
      client.send(
        new GrantPermissionsCommand({
          Principal: principalOf(lake, leave.seat),
          Resource: resource,
          Permissions: [Permission],
        }),
      ),
    );
  await give('DESCRIBE', { Database: { CatalogId: TableCatalogId, Name: databasePrefix + leave.database } });
  await callAws('lakeformation CreateDataCellsFilter', async () => {
    try {
      await client.send(new CreateDataCellsFilterCommand({ TableData: filter }));
    } catch (error) {
      // Whoever was interrupted made it; it shows what its name says, whatever was done to it since.
      if (awsErrorName(error) !== 'AlreadyExistsException') throw error;
      await client.send(new UpdateDataCellsFilterCommand({ TableData: filter }));
    }
  });
  await give('SELECT', { DataCellsFilter: { TableCatalogId, DatabaseName, TableName, Name } });
}

function filterFor(lake: Lake, { seat, database, table, columns, rows }: ConsoleLeave): DataCellsFilter {
  const shown = canonicalJson([columns.toSorted(), rows ?? null]);
  const digest = createHash('sha256').update(shown).digest('hex').slice(0, 16);
  return {
    TableCatalogId: catalogOf(lake),
    DatabaseName: lake.databasePrefix + database,
    TableName: table,
    Name: `${seatName(seat)}.${digest}`,
    ColumnNames: [...columns],
    RowFilter: rows === undefined ? { AllRowsWildcard: {} } : { FilterExpression: rows },
  };
}

/** As it was listed, whatever it is; a filter goes with its leave. */
async function revoke(lake: Lake, { seat, handle }: StandingLeave): Promise<void> {
  const {
    Resource: resource,
    Permissions,
    PermissionsWithGrantOption,
  } = handle as PrincipalResourcePermissions;
  const command = new RevokePermissionsCommand({
    Principal: principalOf(lake, seat),
    Resource: resource,
    Permissions,
    PermissionsWithGrantOption,
  });
  await callAws('lakeformation RevokePermissions', () => unlessGone(() => lake.client.send(command)));
  const filter = resource?.DataCellsFilter;
  // Another's filter may be given to others too.
  if (!filter?.Name?.startsWith(`${seatName(seat)}.`)) return;
  await callAws('lakeformation DeleteDataCellsFilter', () =>
    unless('EntityNotFoundException', () => lake.client.send(new DeleteDataCellsFilterCommand(filter))),
  );
}

/** A table that is gone, or a leave that another took away. */
const unlessGone = (call: () => Promise<unknown>): Promise<unknown> =>
  unless('EntityNotFoundException', async () => {
    try {
      return await call();
    } catch (error) {
      const isNone =
        awsErrorName(error) === 'InvalidInputException' && /No permissions revoked/i.test(`${error}`);
      if (!isNone) throw error;
      return undefined;
    }
  });

async function unless<T>(name: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (awsErrorName(error) === name) return undefined;
    throw error;
  }
}
