/** Pieces of the OpenAPI document that all routes share. */
import type { z } from 'zod';
import { problemSchema } from '../../schemas/api-answers.ts';

/** An answer in JSON, said in both languages. */
export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

export const jsonBody = <T extends z.ZodType>(schema: T) => ({
  required: true as const,
  content: { 'application/json': { schema } },
});

/** A file; the media type is the one the caller chose. */
export const file = (description: string) => ({
  description,
  content: { 'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } } },
});

/**
 * Answers that are not JSON (redirects, files, 304) have no type in the description; this takes them past the
 * checker, which knows only the described JSON.
 */
export const plainAnswer = (response: Response): never => response as never;

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

/** Every route may answer these; each is problem+json in the reader's language. */
export const problems = {
  400: problem('请求有误，errors 指明字段 / a field does not fit; `errors` names it'),
  401: problem('未登录或令牌失效 / no valid token'),
  403: problem('该角色或部门无权 / not for this role or department'),
  404: problem('没有，或不属于本部门 / not there, or not yours'),
  409: problem('当前状态不允许 / refused in this state'),
  413: problem('正文超过 1 MiB / body over 1 MiB'),
  422: problem('内容无法处理 / cannot be processed'),
  429: problem('请求过于频繁，见 Retry-After / too many requests, see Retry-After'),
  500: problem('平台内部错误，凭 requestId 查询 / internal, ask with `requestId`'),
  503: problem('暂时不可用，稍后重试 / unavailable for now, try again'),
} as const;

/** Answers of a route that may say: what you hold is still so. */
export const unchanged = { 304: { description: '未变化 / not modified' } } as const;

export const documentInfo = {
  openapi: '3.1.0',
  info: {
    title: '税源 Shuiyuan API',
    version: '1',
    description:
      '政务数据交换与综合治税平台接口：申请凭证、上传、查看批次、接收数据包。\n\nThe data exchange: ask for a ticket, upload, watch the batch, fetch parcels.',
  },
  tags: [
    { name: 'system', description: '系统 / system' },
    { name: 'resources', description: '信息资源目录 / resource catalog' },
    { name: 'tickets', description: '上传凭证 / upload tickets' },
    { name: 'batches', description: '批次 / batches' },
    { name: 'subscriptions', description: '订阅 / subscriptions' },
    { name: 'inbox', description: '收件箱 / inbox' },
    { name: 'ledger', description: '台账 / ledger' },
    { name: 'queues', description: '队列 / queues' },
  ],
  security: [{ bearer: [] }],
};
