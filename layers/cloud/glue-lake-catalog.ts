/** LakeCatalog on the Glue Data Catalog: external Parquet tables over the lake's bucket. */
import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  GetPartitionsCommand,
  GetTableCommand,
  type GlueClient,
  type Partition,
  type StorageDescriptor,
  type Table,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { NotFound, TransientError } from '../core/errors.ts';
import type { LakeCatalog, LakePartition, LakeTable } from '../core/ports/lake-catalog.ts';
import { awsErrorName, callAws } from './call-aws.ts';

/** Glue takes at most 100 partitions a call. */
const partitionsAtOnce = 100;

export interface GlueCatalogPlace {
  /** The bucket locations are prefixes of. */
  readonly bucket: string;
  /** Stands before every database's name, so that two stages can share an account. */
  readonly databasePrefix: string;
}

/** Makes the port. */
export function glueLakeCatalog(glue: GlueClient, place: GlueCatalogPlace): LakeCatalog {
  return {
    defineTable: (table) => defineTable(glue, place, table),
    table: async (database, name) => {
      const found = await getTable(glue, place, database, name);
      return found && toLakeTable(place, database, found);
    },
    dropTable: (database, name) => dropTable(glue, place, database, name),
    registerPartitions: (database, name, partitions) =>
      registerPartitions(glue, place, database, name, partitions),
    partitions: (database, name) => listPartitions(glue, place, database, name),
  };
}

async function defineTable(glue: GlueClient, place: GlueCatalogPlace, table: LakeTable): Promise<void> {
  const DatabaseName = place.databasePrefix + table.database;
  const input = { DatabaseName, TableInput: toTableInput(place, table) };
  await callAws('glue CreateTable', async () => {
    try {
      await glue.send(new CreateTableCommand(input));
    } catch (error) {
      const name = awsErrorName(error);
      if (name === 'AlreadyExistsException') return changeTable(glue, place, table, input);
      if (name !== 'EntityNotFoundException') throw error;
      await createDatabase(glue, DatabaseName);
      await glue.send(new CreateTableCommand(input));
    }
  });
}

async function createDatabase(glue: GlueClient, Name: string): Promise<void> {
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } })).catch(forgetTaken);
}

function forgetTaken(error: unknown): void {
  if (awsErrorName(error) !== 'AlreadyExistsException') throw error;
}

async function changeTable(
  glue: GlueClient,
  place: GlueCatalogPlace,
  table: LakeTable,
  input: { DatabaseName: string; TableInput: TableInput },
): Promise<void> {
  const found = await getTable(glue, place, table.database, table.name);
  const same =
    found && JSON.stringify(toLakeTable(place, table.database, found)) === JSON.stringify(inOrder(table));
  if (!same) await glue.send(new UpdateTableCommand(input));
}

async function dropTable(
  glue: GlueClient,
  place: GlueCatalogPlace,
  database: string,
  Name: string,
): Promise<void> {
  const command = new DeleteTableCommand({ DatabaseName: place.databasePrefix + database, Name });
  await callAws('glue DeleteTable', async () => {
    try {
      await glue.send(command);
    } catch (error) {
      if (awsErrorName(error) !== 'EntityNotFoundException') throw error;
    }
  });
}

async function getTable(
  glue: GlueClient,
  place: GlueCatalogPlace,
  database: string,
  name: string,
): Promise<Table | undefined> {
  const command = new GetTableCommand({ DatabaseName: place.databasePrefix + database, Name: name });
  return callAws('glue GetTable', async () => {
    try {
      return (await glue.send(command)).Table;
    } catch (error) {
      if (awsErrorName(error) === 'EntityNotFoundException') return undefined;
      throw error;
    }
  });
}

async function mustGetTable(
  glue: GlueClient,
  place: GlueCatalogPlace,
  database: string,
  name: string,
): Promise<Table> {
  const table = await getTable(glue, place, database, name);
  if (table !== undefined) return table;
  throw new NotFound(
    `there is no table ${database}.${name}; define it first`,
    `表 ${database}.${name} 不存在，请先定义`,
  );
}

function toTableInput(place: GlueCatalogPlace, table: LakeTable): TableInput {
  return {
    Name: table.name,
    Description: table.comment,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { classification: 'parquet', EXTERNAL: 'TRUE' },
    PartitionKeys: table.partitionKeys.map(({ name, type }) => ({ Name: name, Type: type })),
    StorageDescriptor: {
      ...parquet,
      Location: toS3Address(place, table.location),
      Columns: table.columns.map(({ name, type, comment }) => ({ Name: name, Type: type, Comment: comment })),
    },
  };
}

const parquet: StorageDescriptor = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
};

function toLakeTable(place: GlueCatalogPlace, database: string, table: Table): LakeTable {
  return inOrder({
    database,
    name: table.Name ?? '',
    columns: (table.StorageDescriptor?.Columns ?? []).map((column) => ({
      name: column.Name ?? '',
      type: column.Type ?? '',
      comment: column.Comment,
    })),
    partitionKeys: (table.PartitionKeys ?? []).map((key) => ({ name: key.Name ?? '', type: key.Type ?? '' })),
    location: fromS3Address(place, table.StorageDescriptor?.Location ?? ''),
    comment: table.Description,
  });
}

/** The same table with its fields in one order and without empty ones, so that two can be compared as text. */
function inOrder(table: LakeTable): LakeTable {
  return {
    database: table.database,
    name: table.name,
    columns: table.columns.map(({ name, type, comment }) => ({
      name,
      type,
      ...(comment ? { comment } : {}),
    })),
    partitionKeys: table.partitionKeys.map(({ name, type }) => ({ name, type })),
    location: table.location,
    ...(table.comment ? { comment: table.comment } : {}),
  };
}

function toS3Address(place: GlueCatalogPlace, prefix: string): string {
  return `s3://${place.bucket}/${prefix}`;
}

function fromS3Address(place: GlueCatalogPlace, address: string): string {
  const root = toS3Address(place, '');
  return address.startsWith(root) ? address.slice(root.length) : address;
}

async function registerPartitions(
  glue: GlueClient,
  place: GlueCatalogPlace,
  database: string,
  name: string,
  partitions: readonly LakePartition[],
): Promise<void> {
  const table = await mustGetTable(glue, place, database, name);
  const Columns = table.StorageDescriptor?.Columns;
  for (let start = 0; start < partitions.length; start += partitionsAtOnce) {
    const command = new BatchCreatePartitionCommand({
      DatabaseName: place.databasePrefix + database,
      TableName: name,
      PartitionInputList: partitions.slice(start, start + partitionsAtOnce).map(({ values, location }) => ({
        Values: [...values],
        StorageDescriptor: { ...parquet, Columns, Location: toS3Address(place, location) },
      })),
    });
    const { Errors } = await callAws('glue BatchCreatePartition', () => glue.send(command));
    const refused = (Errors ?? []).filter(
      (error) => error.ErrorDetail?.ErrorCode !== 'AlreadyExistsException',
    );
    if (refused.length > 0)
      throw new TransientError(
        `Glue refused ${refused.length} partitions of ${database}.${name}; they are registered again later`,
        `Glue 未接受 ${database}.${name} 的 ${refused.length} 个分区，稍后重新登记`,
      );
  }
}

async function listPartitions(
  glue: GlueClient,
  place: GlueCatalogPlace,
  database: string,
  name: string,
): Promise<LakePartition[]> {
  await mustGetTable(glue, place, database, name);
  const partitions: Partition[] = [];
  let NextToken: string | undefined;
  do {
    const command = new GetPartitionsCommand({
      DatabaseName: place.databasePrefix + database,
      TableName: name,
      ExcludeColumnSchema: true,
      NextToken,
    });
    const answer = await callAws('glue GetPartitions', () => glue.send(command));
    partitions.push(...(answer.Partitions ?? []));
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return partitions.map((partition) => ({
    values: partition.Values ?? [],
    location: fromS3Address(place, partition.StorageDescriptor?.Location ?? ''),
  }));
}
