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

/** A resource file, as its author wrote it. */
export const resourceFileBody = {
  required: true as const,
  content: {
    'application/yaml': { schema: { type: 'string' as const } },
    'application/json': { schema: { type: 'object' as const } },
  },
};

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

function problem(status: number, code: string, [title, detail]: [string, string], description: string) {
  const type = `urn:shuiyuan:problem:${code}`;
  const place = { instance: '/api/v1/batches/01K2Y6C1M4N7P0Q3R6S9T2V5W8', requestId: '01K2Y6D8A0' };
  const example = { type, title, status, detail, code, ...place };
  return { description, content: { 'application/problem+json': { schema: problemSchema, example } } };
}

/** Every route may answer these; each is problem+json in the reader's language. */
export const problems = {
  400: problem(
    400,
    'invalid-input',
    ['请求有误', '请改正：body.size：缺失或类型不符（应为 number）'],
    '字段不符合要求，errors 指明字段 / a field does not fit; `errors` names it',
  ),
  401: problem(
    401,
    'unauthenticated',
    ['未登录', '请先登录：以 Authorization: Bearer 携带有效令牌'],
    '未登录或令牌失效 / no valid token',
  ),
  403: problem(
    403,
    'forbidden',
    ['无权访问', '核验台账仅限运维、审计角色，请向平台运维人员申请'],
    '该角色或部门无权 / not for this role or department',
  ),
  404: problem(
    404,
    'not-found',
    ['未找到', '本部门没有 batch/01K2Y6C1M4N7P0Q3R6S9T2V5W8，请核对编号'],
    '没有，或不属于本部门 / not there, or not yours',
  ),
  409: problem(
    409,
    'batch-ended',
    ['当前状态不允许', '批次已终止（withdrawn），无需撤回'],
    '当前状态不允许 / refused in this state',
  ),
  413: problem(
    413,
    'body-too-large',
    ['请求过大', '请求正文超过 1048576 字节；文件请按凭证的签名地址上传，不经本接口'],
    '正文超过 1 MiB / body over 1 MiB',
  ),
  422: problem(
    422,
    'integrity',
    ['无法处理', '摘要与数据包不符，请重新获取后再确认'],
    '内容无法处理 / cannot be processed',
  ),
  429: problem(
    429,
    'too-many',
    ['请求过于频繁', '请求过于频繁，请等待 1 秒后放慢速度重试'],
    '请求过于频繁，见 Retry-After / too many requests, see Retry-After',
  ),
  500: problem(
    500,
    'internal',
    ['平台内部错误', '平台内部错误，请将请求编号 01K2Y6D8A0 告知平台运维人员'],
    '平台内部错误，凭 requestId 查询 / internal, ask with `requestId`',
  ),
  503: problem(
    503,
    'transient',
    ['暂时不可用', '同一记录被频繁修改，稍后重试'],
    '暂时不可用，稍后重试 / unavailable for now, try again',
  ),
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
    { name: 'documents', description: '文件与全文检索 / documents and their text' },
    { name: 'tickets', description: '上传凭证 / upload tickets' },
    { name: 'records', description: '实时报送 / records in real time' },
    { name: 'batches', description: '批次 / batches' },
    { name: 'grants', description: '数据申请与授权 / requests and grants' },
    { name: 'subscriptions', description: '订阅 / subscriptions' },
    { name: 'inbox', description: '收件箱 / inbox' },
    { name: 'ledger', description: '台账 / ledger' },
    { name: 'questions', description: '就地计算的查询 / questions to departments’ own stores' },
    { name: 'results', description: '就地计算的结果与额度 / their results, and budgets' },
    { name: 'queries', description: 'SQL 查询 / SQL over the lake' },
    { name: 'queues', description: '队列 / queues' },
    { name: 'alarms', description: '警报与通知渠道 / alarms, and the channels they are told by' },
  ],
  security: [{ bearer: [] }],
};
