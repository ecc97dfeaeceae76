/** Prepared statements. */
import { z } from 'zod';
import { NotFound } from '../../../layers/core/errors.ts';
import {
  createPrepared,
  deletePrepared,
  listPrepared,
  type PreparedStatement,
  preparedStatementAt,
  type StatementPlace,
  updatePrepared,
} from '../../../layers/core/workbench/prepared-statements.ts';
import { workGroup as workGroupNamed } from '../../../layers/core/workbench/work-groups.ts';
import { workGroupName } from '../../../schemas/work-group.ts';
import { AthenaError } from '../athena-error.ts';
import type { Asked, AthenaHome } from '../home.ts';
import { mostResults, nextToken, operation, pageOf, seconds, statementText } from './operation.ts';

const statementName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_@:]{0,255}$/);
const place = { StatementName: statementName, WorkGroup: workGroupName };
const text = { ...place, QueryStatement: statementText, Description: z.string().max(1024).optional() };

const placeOf = ({
  input,
  principal,
}: Asked<{ readonly StatementName: string; readonly WorkGroup: string }>): StatementPlace => ({
  principal,
  workGroup: input.WorkGroup,
  name: input.StatementName,
});

const textOf = (input: { readonly QueryStatement: string; readonly Description?: string | undefined }) => ({
  text: input.QueryStatement,
  ...(input.Description === undefined ? {} : { description: input.Description }),
});

const described = ({ name, text: statement, workGroup, description, at }: PreparedStatement): object => ({
  StatementName: name,
  QueryStatement: statement,
  WorkGroupName: workGroup,
  ...(description === undefined ? {} : { Description: description }),
  LastModifiedTime: seconds(at),
});

/** Athena has an exception of its own for these. */
async function found<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    throw new AthenaError('ResourceNotFoundException', `${error.message} / ${error.zh}`);
  }
}

export const preparedStatementOperations = {
  CreatePreparedStatement: operation(text, async ({ ports }: AthenaHome, asked) => {
    await workGroupNamed(ports, asked.input.WorkGroup);
    await createPrepared(ports, placeOf(asked), textOf(asked.input));
    return {};
  }),
  GetPreparedStatement: operation(place, async ({ ports }, asked) => ({
    PreparedStatement: described(await found(preparedStatementAt(ports, placeOf(asked)))),
  })),
  ListPreparedStatements: operation(
    { WorkGroup: workGroupName, MaxResults: mostResults(50), NextToken: nextToken },
    async ({ ports }, { input, principal }) => {
      const all = await listPrepared(ports, { principal, workGroup: input.WorkGroup });
      const { page, ...next } = pageOf(all, ({ name }) => name, {
        after: input.NextToken,
        limit: input.MaxResults || 50,
      });
      const PreparedStatements = page.map(({ name, at }) => ({
        StatementName: name,
        LastModifiedTime: seconds(at),
      }));
      return { PreparedStatements, ...next };
    },
  ),
  UpdatePreparedStatement: operation(text, async ({ ports }, asked) => {
    await found(updatePrepared(ports, placeOf(asked), textOf(asked.input)));
    return {};
  }),
  DeletePreparedStatement: operation(place, async ({ ports }, asked) => {
    await found(deletePrepared(ports, placeOf(asked)));
    return {};
  }),
};
