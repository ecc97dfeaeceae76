/** Records of the workbench. */
import {
  executionSchema,
  preparedSchema,
  queryTokenSchema,
  workspaceEntrySchema,
} from '../../../schemas/workbench.ts';
import { kind } from '../records.ts';

/** Index partition of one account's queries. */
export const queriesOf = (actor: string): string => `queries/${actor}`;

/** Index partitions of the due index that the eraser walks, by the moment a query was asked. */
export const keptQueries = 'kept-queries';
export const keptTokens = 'kept-query-tokens';

export const executions = kind({
  name: 'query',
  key: (id: string) => `query/${id}`,
  schema: executionSchema,
  indexes: ({ actor, submittedAt, id }) => ({
    owner: [queriesOf(actor), `${submittedAt}/${id}`],
    due: [keptQueries, submittedAt],
  }),
});

/** Keeps a query from being asked twice. The token is a client’s: its digest stands in the key. */
export const queryTokens = kind({
  name: 'query-token',
  key: (actor: string, digest: string) => `query-token/${actor}/${digest}`,
  schema: queryTokenSchema,
  indexes: ({ at }) => ({ due: [keptTokens, at] }),
});

/** Index partition of a workspace's tables and views. */
export const listedIn = (database: string): string => `workspace/${database}`;

export const workspaceEntries = kind({
  name: 'workspace',
  key: (database: string, name: string) => `workspace/${database}/${name}`,
  schema: workspaceEntrySchema,
  indexes: (entry) => (entry.kind === 'dropped' ? {} : { topic: [listedIn(entry.database), entry.name] }),
});

/** Index partition of a work group's prepared statements. */
export const preparedIn = (workspace: string, workGroup: string): string =>
  `prepared/${workspace}/${workGroup}`;

export const prepared = kind({
  name: 'prepared',
  key: (workspace: string, workGroup: string, name: string) => `prepared/${workspace}/${workGroup}/${name}`,
  schema: preparedSchema,
  indexes: ({ text, workspace, workGroup, name }) =>
    text === undefined ? {} : { topic: [preparedIn(workspace, workGroup), name] },
});
