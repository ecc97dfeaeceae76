/** The operations of Athena's API by their names. */
import { executionOperations } from './executions.ts';
import { metadataOperations } from './metadata.ts';
import { namedQueryOperations } from './named-queries.ts';
import { absentOperation, type Operation } from './operation.ts';
import { preparedStatementOperations } from './prepared-statements.ts';
import { resultOperations } from './results.ts';
import { workGroupOperations } from './work-groups.ts';

const noTags = absentOperation(
  'this home keeps no tags; describe a work group by its Description',
  '本机不支持标签，请使用工作组说明',
);
const oneCatalog = absentOperation(
  'this home has one catalog, AwsDataCatalog, and no other is made',
  '本机只有一个数据目录 AwsDataCatalog，不能新建或更改',
);
const noSpark = absentOperation(
  'this home runs SQL and no Spark: there are no notebooks, sessions and calculations',
  '本机只运行 SQL，不支持 Spark 笔记本、会话与计算',
);
const noCapacity = absentOperation('this home has no capacity to reserve', '本机没有可预留的计算容量');

const all: Readonly<Record<string, Operation>> = {
  ...executionOperations,
  ...resultOperations,
  ...workGroupOperations,
  ...namedQueryOperations,
  ...preparedStatementOperations,
  ...metadataOperations,
  TagResource: noTags,
  UntagResource: noTags,
  ListTagsForResource: noTags,
  CreateDataCatalog: oneCatalog,
  UpdateDataCatalog: oneCatalog,
  DeleteDataCatalog: oneCatalog,
};

const families: readonly (readonly [name: RegExp, operation: Operation])[] = [
  [/Notebook|Session|Calculation|ExecutorS|ApplicationDPU/, noSpark],
  [/Capacity/, noCapacity],
];

/** @returns undefined when Athena has none of that name either, as far as this home knows */
export function operationOf(name: string): Operation | undefined {
  if (Object.hasOwn(all, name)) return all[name];
  return families.find(([words]) => words.test(name))?.[1];
}
