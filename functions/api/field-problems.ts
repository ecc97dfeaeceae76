/**
 * Puts what zod found into both languages. Values are never repeated: they may be personal. A schema's own messages
 * stand in both: `中文 / English`.
 */
import type { z } from 'zod';
import { type FieldProblem, InvalidFields } from './api-errors.ts';

const mostListed = 20;

type Issue = z.core.$ZodIssue;

const said: Partial<Record<Issue['code'], { en: (issue: Issue) => string; zh: (issue: Issue) => string }>> = {
  invalid_type: {
    en: (issue) => `is missing or not of type ${'expected' in issue ? issue.expected : 'expected'}`,
    zh: (issue) => `缺失或类型不符（应为 ${'expected' in issue ? issue.expected : '规定类型'}）`,
  },
  too_small: {
    en: (issue) => `is too small or too short (at least ${'minimum' in issue ? issue.minimum : ''})`,
    zh: (issue) => `过小或过短（至少 ${'minimum' in issue ? issue.minimum : ''}）`,
  },
  too_big: {
    en: (issue) => `is too large or too long (at most ${'maximum' in issue ? issue.maximum : ''})`,
    zh: (issue) => `过大或过长（至多 ${'maximum' in issue ? issue.maximum : ''}）`,
  },
  invalid_value: {
    en: (issue) => `is none of ${'values' in issue ? issue.values.join(', ') : 'the allowed values'}`,
    zh: (issue) => `不在可选值之内（${'values' in issue ? issue.values.join('、') : ''}）`,
  },
  unrecognized_keys: {
    en: (issue) =>
      `has ${'keys' in issue ? issue.keys.length : ''} fields that are not described; remove them`,
    zh: (issue) => `含有 ${'keys' in issue ? issue.keys.length : ''} 个未定义的字段，请删除`,
  },
  invalid_format: {
    en: (issue) => `does not have the right form: ${inBoth(issue.message).en}`,
    zh: (issue) => `格式不正确（${inBoth(issue.message).zh}）`,
  },
};

const isOwnText = (issue: Issue): boolean => !/^Invalid /.test(issue.message);

function problemOf(part: string, issue: Issue): FieldProblem {
  const field = [part, ...issue.path.map(String)].join('.');
  const text = said[issue.code];
  if (text) return { field, en: text.en(issue), zh: text.zh(issue) };
  if (!isOwnText(issue)) return { field, en: 'does not fit', zh: '不符合要求' };
  const own = inBoth(issue.message);
  return { field, en: own.en, zh: `不符合要求（${own.zh}）` };
}

function inBoth(message: string): { zh: string; en: string } {
  const [zh = message, en = zh] = message.split(' / ');
  return { zh, en };
}

const partNames: Record<string, string> = { json: 'body', param: 'path', query: 'query', header: 'header' };

/** Names each field as `body.size`, `query.limit`, `path.id`. */
export function fieldErrors(part: string, error: z.core.$ZodError): InvalidFields {
  const name = partNames[part] ?? part;
  return new InvalidFields(error.issues.slice(0, mostListed).map((issue) => problemOf(name, issue)));
}
