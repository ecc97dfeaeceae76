/** The one error handler: a named error becomes problem+json in the reader's language, any other a numbered 500. */
import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';
import { type Language, NotFound, ShuiyuanError, TooMany } from '../../layers/core/errors.ts';
import { maskPersonal } from '../../layers/core/mask-personal.ts';
import { Overloaded } from '../../layers/core/realtime/overloaded.ts';
import type { problemSchema } from '../../schemas/api-answers.ts';
import { InvalidFields, InvalidRecord, Unreadable } from './api-errors.ts';
import type { ApiContext, ApiHome } from './home.ts';
import { preferredLanguage } from './language.ts';
import { viewFlaws } from './views/received-view.ts';

type Problem = z.infer<typeof problemSchema>;

const titles: Record<number, Record<Language, string>> = {
  400: { zh: '请求有误', en: 'Bad request' },
  401: { zh: '未登录', en: 'Not signed in' },
  403: { zh: '无权访问', en: 'Not allowed' },
  404: { zh: '未找到', en: 'Not found' },
  409: { zh: '当前状态不允许', en: 'Refused in this state' },
  413: { zh: '请求过大', en: 'Too large' },
  415: { zh: '媒体类型不支持', en: 'Unsupported media type' },
  422: { zh: '无法处理', en: 'Cannot be processed' },
  429: { zh: '请求过于频繁', en: 'Too many requests' },
  500: { zh: '平台内部错误', en: 'Internal error' },
  503: { zh: '暂时不可用', en: 'Unavailable for now' },
};

const titleOf = (status: number, language: Language): string =>
  (titles[status] ?? titles[status < 500 ? 400 : 500])?.[language] ?? '';

/** Errors of the framework, as the platform's own. Undefined: nobody named this one. */
function named(error: unknown): ShuiyuanError | undefined {
  if (error instanceof ShuiyuanError) return error;
  return error instanceof HTTPException && error.status < 500 ? new Unreadable(error.status) : undefined;
}

function fieldsOf(error: ShuiyuanError, language: Language): Pick<Problem, 'errors'> {
  if (error instanceof InvalidRecord)
    return { errors: viewFlaws(error.flaws, language).map((one) => ({ field: one.pointer, ...one })) };
  if (!(error instanceof InvalidFields)) return {};
  return { errors: error.fields.map((one) => ({ field: one.field, detail: maskPersonal(one[language]) })) };
}

function unnamed(requestId: string): Pick<Problem, 'status' | 'code'> & Record<Language, string> {
  return {
    status: 500,
    code: 'internal',
    en: `something went wrong; tell the operator the request's number ${requestId}`,
    zh: `平台内部错误，请将请求编号 ${requestId} 告知平台运维人员`,
  };
}

function problemOf(error: unknown, c: ApiContext): Problem {
  const language = c.get('language') ?? preferredLanguage(c.req.header('accept-language'));
  const requestId = c.get('requestId') ?? '';
  const known = named(error);
  const { status, code } = known ?? unnamed(requestId);
  return {
    type: `urn:shuiyuan:problem:${code}`,
    title: titleOf(status, language),
    status,
    detail: known ? known.in(language) : unnamed(requestId)[language],
    code,
    instance: maskPersonal(c.req.path),
    requestId,
    ...known?.place,
    ...(known ? fieldsOf(known, language) : {}),
  };
}

function logFailure(home: ApiHome, error: unknown, requestId: string): void {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const where = stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
  const name = error instanceof Error ? error.name : typeof error;
  const detail = error instanceof ShuiyuanError ? { detail: error.message } : {};
  home.log?.({ at: home.ports.clock.now().toISOString(), requestId, error: name, ...detail, where });
}

function problemHeaders(error: unknown, language: Language): Record<string, string> {
  return {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-language': language,
    ...(error instanceof TooMany || error instanceof Overloaded
      ? { 'retry-after': String(Math.ceil(error.retryAfterSeconds)) }
      : {}),
    ...(error instanceof ShuiyuanError && error.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  };
}

export const answerProblem =
  (home: ApiHome) =>
  (error: unknown, c: ApiContext): Response => {
    const problem = problemOf(error, c);
    if (problem.status >= 500) logFailure(home, error, problem.requestId);
    const headers = problemHeaders(error, c.get('language') ?? 'zh');
    return c.body(JSON.stringify(problem), problem.status as 400, headers);
  };

export const noSuchRoute = (): never => {
  throw new NotFound(
    'there is no such route; see /api/v1/docs for those there are',
    '没有该接口，可在 /api/v1/docs 查看全部接口',
  );
};
