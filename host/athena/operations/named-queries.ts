/** Queries kept under a name. */
import { z } from 'zod';
import {
  createNamedQuery,
  deleteNamedQuery,
  listNamedQueries,
  namedQuery,
  updateNamedQuery,
} from '../../../layers/core/workbench/named-queries.ts';
import { primaryGroup, workGroup as workGroupNamed } from '../../../layers/core/workbench/work-groups.ts';
import type { NamedQuery } from '../../../schemas/work-group.ts';
import { mostResults, nextToken, operation, pageOf, queryId, statementText, workGroup } from './operation.ts';
import { startOnce } from './start-once.ts';

const described = ({ id, name, description, database, text, workGroup: group }: NamedQuery): object => ({
  NamedQueryId: id,
  Name: name,
  ...(description === undefined ? {} : { Description: description }),
  Database: database,
  QueryString: text,
  WorkGroup: group,
});

const queryName = z.string().min(1).max(128);
const description = z.string().max(1024).optional();

export const namedQueryOperations = {
  CreateNamedQuery: operation(
    {
      Name: queryName,
      Description: description,
      Database: z.string().min(1).max(255),
      QueryString: statementText,
      ClientRequestToken: z.string().min(32).max(128).optional(),
      WorkGroup: workGroup,
    },
    async (home, asked) => {
      const { input, principal } = asked;
      const { name } = await workGroupNamed(home.ports, input.WorkGroup ?? primaryGroup);
      const { Name, Description, Database, QueryString } = input;
      const given = {
        name: Name,
        description: Description,
        database: Database,
        text: QueryString,
        workGroup: name,
      };
      return {
        NamedQueryId: await startOnce(home, asked, () => createNamedQuery(home.ports, principal, given)),
      };
    },
  ),
  GetNamedQuery: operation({ NamedQueryId: queryId }, async ({ ports }, { input, principal }) => ({
    NamedQuery: described(await namedQuery(ports, principal, input.NamedQueryId)),
  })),
  BatchGetNamedQuery: operation(
    { NamedQueryIds: z.array(queryId).min(1).max(50) },
    async ({ ports }, { input, principal }) => {
      const all = await Promise.all(
        input.NamedQueryIds.map(async (id) => ({
          id,
          found: await namedQuery(ports, principal, id).catch(() => undefined),
        })),
      );
      return {
        NamedQueries: all.flatMap(({ found }) => (found ? [described(found)] : [])),
        UnprocessedNamedQueryIds: all.flatMap(({ id, found }) =>
          found
            ? []
            : [
                {
                  NamedQueryId: id,
                  ErrorCode: 'INVALID_INPUT',
                  ErrorMessage: `NamedQuery ${id} was not found.`,
                },
              ],
        ),
      };
    },
  ),
  ListNamedQueries: operation(
    { WorkGroup: workGroup, MaxResults: mostResults(50), NextToken: nextToken },
    async ({ ports }, { input, principal }) => {
      const all = await listNamedQueries(ports, principal, input.WorkGroup ?? primaryGroup);
      const { page, ...next } = pageOf(all, ({ id }) => id, {
        after: input.NextToken,
        limit: input.MaxResults || 50,
      });
      return { NamedQueryIds: page.map(({ id }) => id), ...next };
    },
  ),
  UpdateNamedQuery: operation(
    { NamedQueryId: queryId, Name: queryName, Description: description, QueryString: statementText },
    async ({ ports }, { input, principal }) => {
      await updateNamedQuery(ports, principal, {
        id: input.NamedQueryId,
        name: input.Name,
        text: input.QueryString,
        ...(input.Description === undefined ? {} : { description: input.Description }),
      });
      return {};
    },
  ),
  DeleteNamedQuery: operation({ NamedQueryId: queryId }, async ({ ports }, { input, principal }) => {
    await deleteNamedQuery(ports, principal, input.NamedQueryId);
    return {};
  }),
};
