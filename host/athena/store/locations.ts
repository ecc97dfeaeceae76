/**
 * Where Athena's clients find answers: `s3://shuiyuan-query-results/{number}.csv`, of what is no SELECT `.txt`. The name
 * leads to an execution, which its asker alone may read; no key of the store can be said by it.
 */
import type { Execution } from '../../../schemas/workbench.ts';

export const resultsBucket = 'shuiyuan-query-results';

export const isTable = ({ kind }: Execution): boolean => kind === 'DML';

export const keyOf = (execution: Execution): string =>
  `${execution.id}.${isTable(execution) ? 'csv' : 'txt'}`;

export const locationOf = (execution: Execution): string => `s3://${resultsBucket}/${keyOf(execution)}`;

/** The execution's number; undefined: no such name is there. */
export const executionOf = (key: string): string | undefined =>
  /^([\w-]{1,128})\.(?:csv|txt)$/.exec(key)?.[1];
