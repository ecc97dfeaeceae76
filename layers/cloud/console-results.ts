/**
 * Results of Athena's console in S3, each seat's under its name. Erasing ends the seat's queries that run first: they
 * began under the leave that is over, and would put their results afterwards.
 */
import {
  type AthenaClient,
  BatchGetQueryExecutionCommand,
  ListQueryExecutionsCommand,
  type ListQueryExecutionsCommandOutput,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import {
  ListObjectVersionsCommand,
  type ListObjectVersionsOutput,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Seat, seatName } from '../core/console-leave/seats.ts';
import type { ConsoleResults } from '../core/ports/lake-leave.ts';
import { callAws } from './call-aws.ts';
import { removeVersions } from './s3-versions.ts';

export interface ConsoleResultsPlace {
  readonly bucket: string;
  /** Stands before a seat's name in the name of its work group. */
  readonly groups: string;
}

/** Makes the port. */
export function consoleResults(
  s3: S3Client,
  athena: AthenaClient,
  { bucket, groups }: ConsoleResultsPlace,
): ConsoleResults {
  return {
    erase: async (seat, before) => {
      await endQueries(athena, groups + seatName(seat));
      return eraseIn(s3, bucket, seat, before);
    },
  };
}

/** Of a work group. They are listed with the newest first: behind a page of which none runs there is none. */
async function endQueries(athena: AthenaClient, WorkGroup: string): Promise<void> {
  let NextToken: string | undefined;
  do {
    const command = new ListQueryExecutionsCommand({ WorkGroup, NextToken });
    const page = await callAws<ListQueryExecutionsCommandOutput>('athena ListQueryExecutions', () =>
      athena.send(command),
    );
    const running = await runningOf(athena, page.QueryExecutionIds ?? []);
    for (const QueryExecutionId of running)
      await callAws('athena StopQueryExecution', () =>
        athena.send(new StopQueryExecutionCommand({ QueryExecutionId })),
      );
    NextToken = running.length > 0 ? page.NextToken : undefined;
  } while (NextToken !== undefined);
}

async function runningOf(athena: AthenaClient, QueryExecutionIds: string[]): Promise<string[]> {
  if (QueryExecutionIds.length === 0) return [];
  const command = new BatchGetQueryExecutionCommand({ QueryExecutionIds });
  const { QueryExecutions = [] } = await callAws('athena BatchGetQueryExecution', () => athena.send(command));
  return QueryExecutions.filter(({ Status }) => ['QUEUED', 'RUNNING'].includes(Status?.State ?? '')).flatMap(
    ({ QueryExecutionId }) => QueryExecutionId ?? [],
  );
}

async function eraseIn(s3: S3Client, Bucket: string, seat: Seat, before: Date): Promise<number> {
  const keys = new Set<string>();
  for await (const { Key, LastModified } of versionsUnder(s3, Bucket, `${seatName(seat)}/`))
    if (Key !== undefined && LastModified && LastModified <= before) keys.add(Key);
  for (const Key of keys) await removeVersions(s3, { Bucket, Key });
  return keys.size;
}

async function* versionsUnder(s3: S3Client, Bucket: string, Prefix: string): AsyncGenerator<ObjectVersion> {
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  do {
    const command = new ListObjectVersionsCommand({ Bucket, Prefix, KeyMarker, VersionIdMarker });
    const page = await callAws<ListObjectVersionsOutput>('s3 ListObjectVersions', () => s3.send(command));
    yield* page.Versions ?? [];
    KeyMarker = page.NextKeyMarker;
    VersionIdMarker = page.NextVersionIdMarker;
  } while (KeyMarker !== undefined);
}
