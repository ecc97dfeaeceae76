/**
 * Where Athena's clients find answers: `s3://shuiyuan-query-results/{number}.csv`, of what is no SELECT `.txt`. The name
 * leads to an execution, which its asker alone may read; no key of the store can be said by it.
 */
import type { Name } from '../../../layers/core/sql/ast.ts';
import { parseStatement } from '../../../layers/core/sql/parse/index.ts';
import type { Execution } from '../../../schemas/workbench.ts';

export const resultsBucket = 'shuiyuan-query-results';

export const isTable = ({ kind }: Execution): boolean => kind === 'DML';

export const keyOf = (execution: Execution): string =>
  `${execution.id}.${isTable(execution) ? 'csv' : 'txt'}`;

export const locationOf = (execution: Execution): string => `s3://${resultsBucket}/${keyOf(execution)}`;

/** Where UNLOAD writes: `s3://workspace/…`. */
export const workspaceBucket = 'workspace';

/** The folder behind `s3://workspace/` that a query unloads into; undefined: it does not. */
export function unloadedInto({ text }: Execution): string | undefined {
  if (!/\bunload\b/i.test(text)) return undefined;
  const statement = parseStatement(text);
  if (statement.kind !== 'unload') return undefined;
  return /^s3:\/\/workspace\/(.+?)\/?$/.exec(statement.to)?.[1];
}

/** The name of the table that a query made of rows; undefined: it made none. */
export function tableMadeBy({ text }: Execution): readonly Name[] | undefined {
  if (!/\bcreate\s+table\b/i.test(text)) return undefined;
  const statement = parseStatement(text);
  return statement.kind === 'create-table-as' ? statement.name : undefined;
}

/** Where a client reads the files of a table that a query made: `s3://workspace/.tables/{number}/…`. */
export const madeUnder = ({ id }: Pick<Execution, 'id'>): string => `.tables/${id}/`;

/** The number of the query that made it, and the file's name in its folder. */
export function madeFile(key: string): { readonly id: string; readonly file: string } | undefined {
  const [, id, file] = /^\.tables\/([\w-]{1,128})\/(.+)$/.exec(key) ?? [];
  return id === undefined || file === undefined ? undefined : { id, file };
}

/** Where the list of the files is that a query wrote: in the bucket of the files, as clients want it. */
export const manifestOf = (execution: Execution): string | undefined =>
  execution.state === 'SUCCEEDED' && (unloadedInto(execution) ?? tableMadeBy(execution)) !== undefined
    ? `s3://${workspaceBucket}/.manifests/${execution.id}-manifest.csv`
    : undefined;

export const executionOfManifest = (key: string): string | undefined =>
  /^\.manifests\/([\w-]{1,128})-manifest\.csv$/.exec(key)?.[1];

/** The execution's number; undefined: no such name is there. */
export const executionOf = (key: string): string | undefined =>
  /^([\w-]{1,128})\.(?:csv|txt)$/.exec(key)?.[1];
