/** What is said of a statement that failed: named, placed, and without what a stranger's error might quote. */
import type { QueryError } from '../../../schemas/workbench.ts';
import { ShuiyuanError } from '../errors.ts';
import { placeOf, QueryRefused } from '../sql/refused.ts';

/** @param text what was asked, for the place */
export function toldError(error: unknown, text: string): QueryError {
  if (error instanceof QueryRefused)
    return { code: error.code, en: error.message, zh: error.zh, ...placeOf(text, error.at) };
  if (error instanceof ShuiyuanError) return { code: error.code, en: error.message, zh: error.zh };
  return {
    code: 'GENERIC_INTERNAL_ERROR',
    en: 'the query failed inside the platform; tell the operator its number',
    zh: '查询在平台内部失败，请将查询编号告知平台运维人员',
  };
}
