/** The real-time channel: records one by one, in batches, or as a stream; each answered with a receipt. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Forbidden, InvalidInput, Refused, TooMany } from '../../../layers/core/errors.ts';
import type { Described } from '../../../layers/core/realtime/described.ts';
import {
  openReception,
  type Received,
  type ReceiveRequest,
  type Reception,
} from '../../../layers/core/realtime/receive-records.ts';
import { receiptOf } from '../../../layers/core/realtime/take-group.ts';
import {
  receiptQuery,
  receiptSchema,
  recordPath,
  recordsAnswer,
  recordsHeaders,
  recordsPath,
  streamAnswer,
} from '../../../schemas/realtime.ts';
import { allow, allowPlace, ownDepartment } from '../allow.ts';
import { InvalidRecord, Unreadable } from '../api-errors.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { json, plainAnswer, problems } from '../openapi.ts';
import { bodyOf, isStream, namedDigest } from '../read-signed.ts';
import { viewFlaws, viewReceived } from '../views/received-view.ts';

const tags = ['records'];
const mostMessages = 5000;

const message = {
  type: 'object' as const,
  required: ['id', 'record'],
  properties: { id: { type: 'string' as const }, record: { type: 'object' as const } },
  example: { id: 'meter-7-0001', record: { meter_no: '7', kwh: '12.5' } },
};
const send = createRoute({
  method: 'post',
  path: '/resources/{code}/records',
  operationId: 'sendRecords',
  tags,
  summary: '实时报送记录 / Send records of a resource',
  description:
    '一条消息 {"id","record"}、消息数组，或 NDJSON 流（每行一条记录，整流一个编号）。以证书签名，无须令牌；落盘后才答复回执，按到达次序处理，重发同号得到同一回执；不合格的记录逐条以 JSON 指针指明。/ One message {"id","record"}, an array of them, or a stream of NDJSON (a record a line, one id for all). Signed with a certificate, no token needed; answered with receipts once durable, kept in the order of arrival; the same id again gets the same receipt; what is wrong is said record by record, by JSON pointer.',
  request: {
    params: recordsPath,
    headers: recordsHeaders,
    body: {
      required: true as const,
      content: {
        'application/json': { schema: { oneOf: [message, { type: 'array' as const, items: message }] } },
        'application/x-ndjson': { schema: { type: 'string' as const } },
      },
    },
  },
  responses: {
    200: json(
      recordsAnswer,
      '数组：逐条结果；此前已收的消息：原回执 / of an array what became of each; of what came before its receipt',
    ),
    201: json(
      receiptSchema.or(streamAnswer),
      '回执：消息，或流 / the receipt of a message, or of a stream with what was refused of it',
    ),
    ...problems,
  },
});

const look = createRoute({
  method: 'get',
  path: '/resources/{code}/records/{id}',
  operationId: 'getRecordReceipt',
  tags,
  summary: '消息的回执 / The receipt of a message',
  request: { params: recordPath, query: receiptQuery },
  responses: { 200: json(receiptSchema, '回执 / the receipt'), ...problems },
});

export const recordRoutes = (home: ApiHome, reception: Reception = openReception(home.ports)) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(send, async (c) => {
      const { code } = c.req.valid('param');
      const described = await reception.describe(code);
      const request = allowSending(c, described);
      return plainAnswer(
        isStream(c.req.header('content-type'))
          ? await answerStream(c, reception, request)
          : await answerMessages(c, reception, request),
      );
    })
    .openapi(look, async (c) => {
      const { code, id } = c.req.valid('param');
      const department = allowPlace(c, 'batch.read', c.req.valid('query').department, 'records');
      return c.json(await receiptOf(home.ports, { department, resource: code }, { id }), 200);
    });

/** @throws Forbidden; Refused `unsigned` */
function allowSending(c: ApiContext, { resource }: Described): ReceiveRequest {
  const { code, departments, unsignedRecords = false } = resource;
  const department = ownDepartment(c);
  allow(c, 'records.send', { owner: department }, `records/${department}/${code}`);
  if (!departments.includes(department))
    throw new Forbidden(
      `${department} does not provide ${code}; it is provided by ${departments.join(', ')}`,
      `${department} 不是 ${code} 的提供部门；提供部门为 ${departments.join('、')}`,
    );
  const signedBy = c.get('signedBy');
  if (!signedBy && !unsignedRecords)
    throw new Refused(
      'unsigned',
      `records of ${code} are signed with a certificate: send x-jws-signature (shuiyuan records send --key … --certificate …), or have the description say unsignedRecords: true`,
      `${code} 的记录须以证书签名：请携带 x-jws-signature（shuiyuan records send --key … --certificate …），或在资源说明中写明 unsignedRecords: true`,
      { place: { resource: code } },
    );
  const { name } = c.get('principal');
  const { certificate, decidedOn = [] } = signedBy ?? {};
  return { department, resource: code, by: name, certificate, decidedOn };
}

async function answerMessages(
  c: ApiContext,
  reception: Reception,
  request: ReceiveRequest,
): Promise<Response> {
  const body = await readMessages(c);
  if (!Array.isArray(body)) {
    const [received] = await reception.receive(request, [body]);
    return answerOne(c, received as Received);
  }
  if (body.length === 0 || body.length > mostMessages) throw wrongCount(body.length);
  const received = await reception.receive(request, body);
  const crowded = received.find((one) => 'error' in one && one.error instanceof TooMany);
  // None was taken: the whole is sent again, after the time that is said.
  if (crowded && 'error' in crowded && received.every((one) => 'error' in one)) throw crowded.error;
  return c.json(viewReceived(received, c.get('language')), 200);
}

function answerOne(c: ApiContext, received: Received): Response {
  if ('error' in received) throw received.error;
  if ('flaws' in received) throw new InvalidRecord(received.flaws);
  return c.json(received.receipt, received.repeated ? 200 : 201);
}

async function readMessages(c: ApiContext): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    throw new Unreadable(400);
  }
}

const wrongCount = (count: number): InvalidInput =>
  new InvalidInput(
    `an array holds 1 to ${mostMessages} messages, not ${count}; send several, or a stream`,
    `数组应有 1 至 ${mostMessages} 条消息，当前 ${count} 条；请分次发送，或以流发送`,
  );

async function answerStream(c: ApiContext, reception: Reception, request: ReceiveRequest): Promise<Response> {
  const sha256 = namedDigest(c);
  const id = c.req.header('message-id') ?? sha256;
  const stream = { id, sha256, bytes: bodyOf(c, sha256) };
  const { receipt, repeated, refused, refusals } = await reception.receiveStream(request, stream);
  const language = c.get('language');
  const answer = {
    receipt,
    repeated,
    refused,
    problems: refusals.map(({ line, flaws }) => ({ line, errors: viewFlaws(flaws, language) })),
  };
  return c.json(answer, repeated ? 200 : 201);
}
