/** The engine's messages, as Athena names what went wrong. What is not known here quotes nothing. */
import { ShuiyuanError } from '../core/errors.ts';
import { QueryFailed } from '../core/workbench/query-failed.ts';

/** What our macros raise: the name of the error and what it says, perhaps within a failed cast. */
const raised = /(?:^|[\s'"])([A-Z][A-Z_]{5,}): ([^'\n]*)/;

export const tooMuchMemory = (): QueryFailed =>
  new QueryFailed(
    'EXCEEDED_LOCAL_MEMORY_LIMIT',
    'the query needs more memory than one may have; filter earlier, aggregate, or write a table in pieces',
    '查询所需内存超过上限；请先过滤、聚合，或分次写入表',
  );

export const tooSlow = (seconds: number): QueryFailed =>
  new QueryFailed(
    'EXCEEDED_TIME_LIMIT',
    `the query took more than ${seconds} seconds and was ended; filter earlier, or write a table in pieces`,
    `查询超过 ${seconds} 秒，已中止；请先过滤，或分次写入表`,
  );

export const tooMuchOutput = (mebibytes: number): QueryFailed =>
  new QueryFailed(
    'EXCEEDED_OUTPUT_SIZE_LIMIT',
    `the query wrote more than ${mebibytes} MiB and was ended; choose fewer columns or rows`,
    `查询写出超过 ${mebibytes} MiB，已中止；请减少列或行`,
  );

/** What goes before the engine's own words. */
const chinese: Readonly<Record<string, string>> = {
  DIVISION_BY_ZERO: '除数为零',
  INVALID_CAST_ARGUMENT: '值无法转换为所要求的类型',
  INVALID_FUNCTION_ARGUMENT: '函数的参数不合要求',
  NUMERIC_VALUE_OUT_OF_RANGE: '数值超出其类型的范围',
};

function inChinese(code: string, said: string): string {
  const words = chinese[code];
  if (words === undefined) return said;
  return code === 'DIVISION_BY_ZERO' ? words : `${words}（${said}）`;
}

const outOfRange = () =>
  new QueryFailed('NUMERIC_VALUE_OUT_OF_RANGE', 'a number is too large for its type', '数值超出其类型的范围');
const badCast = () =>
  new QueryFailed(
    'INVALID_CAST_ARGUMENT',
    'a value cannot be cast to the type asked for',
    '值无法转换为所要求的类型',
  );

export function queryFailure(error: unknown): ShuiyuanError {
  if (error instanceof ShuiyuanError) return error;
  const text = String(error);
  if (/Out of Memory Error|max_temp_directory_size|bad_alloc/i.test(text)) return tooMuchMemory();
  const [, code, said] = raised.exec(text) ?? [];
  if (code !== undefined && said !== undefined) return new QueryFailed(code, said, inChinese(code, said));
  if (/Out of Range Error|Overflow/i.test(text)) return outOfRange();
  if (/Conversion Error/i.test(text)) return badCast();
  if (/More than one row returned by a subquery/i.test(text))
    return new QueryFailed(
      'SUBQUERY_MULTIPLE_ROWS',
      'Scalar sub-query has returned multiple rows',
      '标量子查询返回了多行',
    );
  return unexpected(text);
}

/** Only the kind of failure is told: its text may name files or quote rows. */
function unexpected(text: string): QueryFailed {
  const kind = /(?:^|: )([A-Z][A-Za-z]*(?: [A-Za-z]+)* Error)/.exec(text)?.[1] ?? 'unknown error';
  return new QueryFailed(
    'GENERIC_INTERNAL_ERROR',
    `the query engine stopped with: ${kind}; tell the operator the number of the query`,
    `查询引擎中止（${kind}），请将查询编号告知平台运维人员`,
  );
}
