/**
 * Where Athena's clients find answers: `s3://shuiyuan-query-results/{number}.csv`, of what is no SELECT `.txt`. The name
 * leads to an execution, which its asker alone may read; no key of the store can be said by it.
 */
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

/** Where the list of the files is that a query unloaded: in the bucket of the files, as clients want it. */
export const manifestOf = (execution: Execution): string | undefined =>
  execution.state === 'SUCCEEDED' && unloadedInto(execution) !== undefined
    ? `s3://${workspaceBucket}/.manifests/${execution.id}-manifest.csv`
    : undefined;

export const executionOfManifest = (key: string): string | undefined =>
  /^\.manifests\/([\w-]{1,128})-manifest\.csv$/.exec(key)?.[1];

/** The execution's number; undefined: no such name is there. */
export const executionOf = (key: string): string | undefined =>
  /^([\w-]{1,128})\.(?:csv|txt)$/.exec(key)?.[1];
