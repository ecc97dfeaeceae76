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
    standing: (seats) => standingOf(lake, seats),
    grant: (leave) => grant(lake, leave),
    revoke: (standing) => revoke(lake, standing),
  };
}

const principalOf = ({ identities }: Lake, seat: Seat) => ({
  DataLakePrincipalIdentifier: identities + seatName(seat),
});

/** Of the account that the identities are of. */
const catalogOf = ({ identities }: Lake): string => identities.split(':')[4] ?? '';

async function standingOf(lake: Lake, seats: readonly Seat[]): Promise<StandingLeave[]> {
  const filters = new Map<string, Promise<ReadonlyMap<string, DataCellsFilter>>>();
  const found: StandingLeave[] = [];
  for (const seat of seats)
    for await (const permission of permissionsOf(lake, seat))
      found.push(await toStanding(lake, filters, seat, permission));
  return found;
}

async function* permissionsOf(lake: Lake, seat: Seat): AsyncGenerator<PrincipalResourcePermissions> {
  let NextToken: string | undefined;
  do {
    const command = new ListPermissionsCommand({ Principal: principalOf(lake, seat), NextToken });
    const page = await callAws<ListPermissionsCommandOutput>('lakeformation ListPermissions', () =>
      lake.client.send(command),
    );
    yield* page.PrincipalResourcePermissions ?? [];
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}

async function toStanding(
  lake: Lake,
  filters: Map<string, Promise<ReadonlyMap<string, DataCellsFilter>>>,
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
  filters: Map<string, Promise<ReadonlyMap<string, DataCellsFilter>>>,
  seat: Seat,
  { DatabaseName = '', TableName = '', Name = '' }: FilterPlace,
): Promise<ConsoleLeave | undefined> {
  const key = JSON.stringify([DatabaseName, TableName]);
  const ofTable = filters.get(key) ?? filtersOf(lake, DatabaseName, TableName);
  filters.set(key, ofTable);
  const filter = (await ofTable).get(Name);
  const { database } = withoutPrefix(lake, DatabaseName);
  if (!filter?.ColumnNames?.length || database === undefined) return undefined;
  const { FilterExpression, AllRowsWildcard } = filter.RowFilter ?? {};
  if (FilterExpression === undefined && AllRowsWildcard === undefined) return undefined;
  const rows = FilterExpression === undefined ? {} : { rows: FilterExpression };
  return { seat, database, table: TableName, columns: filter.ColumnNames, ...rows };
}

/** By name. Of a table that is gone there are none. */
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
