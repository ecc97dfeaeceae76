/**
 * Rows of an answer from Athena, a page after the other. A place is the page and the rows of it that were taken: a page
 * is the same each time it is asked for by its token.
 */
import {
  type AthenaClient,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  InvalidRequestException,
  type Row,
} from '@aws-sdk/client-athena';
import { Refused } from '../core/errors.ts';
import type { QueryRow } from '../core/ports/query-engine.ts';
import { callKept } from './call-athena.ts';

/** What Athena gives at once. */
const mostRows = 1000;

/** @param hasHeader whether the first row may hold the columns' names */
export async function* athenaRows(
  client: AthenaClient,
  QueryExecutionId: string,
  { after, hasHeader }: { readonly after?: string | undefined; readonly hasHeader: boolean },
): AsyncGenerator<QueryRow> {
  const begin = readPlace(after);
  let { token, taken } = begin;
  do {
    const page = await readPage(client, QueryExecutionId, token);
    const rows = page.ResultSet?.Rows ?? [];
    const first = token === undefined && hasHeader && isHeader(page) ? 1 : 0;
    for (const [index, row] of rows.entries())
      if (index >= Math.max(first, taken))
        yield { values: valuesOf(row), place: `${index + 1}.${token ?? ''}` };
    token = page.NextToken;
    taken = 0;
  } while (token !== undefined);
}

const readPage = (client: AthenaClient, id: string, NextToken: string | undefined) =>
  callKept<GetQueryResultsCommandOutput>(id, 'GetQueryResults', async () => {
    try {
      const asked = { QueryExecutionId: id, NextToken, MaxResults: mostRows };
      return await client.send(new GetQueryResultsCommand(asked));
    } catch (error) {
      const isOfToken = error instanceof InvalidRequestException && /token/i.test(error.message);
      throw isOfToken ? noSuchPlace() : error;
    }
  });

/** NULL has no value; an empty text has one. */
const valuesOf = ({ Data = [] }: Row): (string | null)[] =>
  Data.map(({ VarCharValue }) => VarCharValue ?? null);

function isHeader({ ResultSet }: GetQueryResultsCommandOutput): boolean {
  const names = (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name }) => Name);
  const first = ResultSet?.Rows?.[0]?.Data?.map(({ VarCharValue }) => VarCharValue) ?? [];
  return names.length > 0 && names.length === first.length && names.every((name, at) => name === first[at]);
}

function readPlace(after: string | undefined): {
  readonly token: string | undefined;
  readonly taken: number;
} {
  if (after === undefined) return { token: undefined, taken: 0 };
  const [, taken, token] = /^([1-9]\d{0,3})\.(.*)$/s.exec(after) ?? [];
  if (taken === undefined) throw noSuchPlace();
  return { token: token || undefined, taken: Number(taken) };
}

const noSuchPlace = (): Refused =>
  new Refused('query-place', 'that is no place in the rows of this query', '不是该查询结果中的位置');
