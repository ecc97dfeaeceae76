/**
 * The real-time channel: messages of records, the segments in which they are kept until they are gathered into a
 * batch, and the receipts their senders get. A channel is a resource as one department sends it.
 */
import { z } from 'zod';
import { signatureSchema } from './record-elements.ts';
import { resourceSchema } from './resource.ts';

const time = z.string();
const hexDigest = z.string().regex(/^[0-9a-f]{64}$/);
const serial = z.string().regex(/^[0-9a-f]{32}$/);

/** The sender's own number of a message: the same again is answered with the same receipt. */
export const messageIdSchema = z
  .string()
  .regex(
    /^[\w.:-]{1,100}$/,
    '消息编号为 1 至 100 位字母、数字、_、.、:、- / a message id has 1 to 100 letters, digits, _ . : -',
  )
  .meta({ description: '发送方的消息编号，重发同号得到同一回执 / the same id again, the same receipt' });

/** One message as it is sent. What stands in `record` is checked against the resource, item by item. */
export const recordMessageSchema = z
  .strictObject({ id: messageIdSchema, record: z.record(z.string(), z.unknown()) })
  .meta({ id: 'RecordMessage', example: { id: 'meter-7-0001', record: { meter_no: '7', kwh: '12.5' } } });

/** A message as it stands in its segment. `records`: 1, or the records of a stream. */
const keptMessage = z.object({
  id: messageIdSchema,
  /** SHA-256 of the record in canonical JSON, or of the stream's body. */
  digest: hexDigest,
  /** Of its first record in the channel, from 1. */
  position: z.number().int(),
  records: z.number().int(),
});

/** What is signed: the root over the messages of one commit, and where and when they were taken. */
export const segmentRootSchema = z.object({
  schema: z.literal('segment-root/1'),
  department: z.string(),
  resource: z.string(),
  segment: z.number().int(),
  /** Version of the description the records were checked by. */
  definition: z.number().int(),
  /** Position of the first record. */
  from: z.number().int(),
  records: z.number().int(),
  root: hexDigest,
  at: time,
  by: z.string(),
  /** Of the certificate the requests were signed with. */
  certificate: serial.optional(),
});

/** One commit of messages: record `segment/{department}/{resource}/{n}`. */
export const segmentSchema = segmentRootSchema.extend({
  schema: z.literal('segment/1'),
  messages: z.array(keptMessage).min(1),
  signature: signatureSchema,
  /** Of the lines of all segments of the channel up to this one. */
  bytes: z.number().int(),
  /** Message ids are remembered no longer. */
  forgotten: z.boolean().default(false),
});

/** What comes next in a channel. */
export const channelSchema = z.object({
  department: z.string(),
  resource: z.string(),
  segment: z.number().int(),
  position: z.number().int(),
  /** Of all lines it ever took. */
  bytes: z.number().int(),
});

/**
 * Lines of a segment until they are in a batch: JSON, all items by code. The first part says how many there are, or which
 * object holds the lines instead.
 */
export const segmentBodySchema = z.object({
  lines: z.string(),
  parts: z.number().int(),
  object: z.string().optional(),
});

/** Where a message id was taken. */
export const takenMessageSchema = z.object({
  segment: z.number().int(),
  index: z.number().int(),
  digest: hexDigest,
});

/** Segments that go into one batch: what its file holds is settled before it is written. */
export const takeSchema = z.object({
  ticket: z.string(),
  definition: z.number().int(),
  first: z.number().int(),
  last: z.number().int(),
  from: z.number().int(),
  to: z.number().int(),
  /** Of the channel, up to the last of them. */
  bytes: z.number().int(),
  by: z.string(),
  at: time,
  stage: z.enum(['planned', 'told']),
});

/** How far a channel is gathered. */
export const gatheredSchema = z.object({
  department: z.string(),
  resource: z.string(),
  /** The last segment whose rows are in a batch. */
  segment: z.number().int(),
  position: z.number().int(),
  bytes: z.number().int(),
  take: takeSchema.optional(),
});

export const receiptSchema = keptMessage
  .extend({
    schema: z.literal('record-receipt/1'),
    /** From the message's leaf to the root. */
    path: z.array(z.object({ side: z.enum(['left', 'right']), hash: hexDigest })),
    segment: segmentRootSchema,
    signature: signatureSchema,
  })
  .meta({ id: 'RecordReceipt' });

/** RFC 6901 says where; `rule` is a word of the cleaning rules. Values are never repeated. */
const flawView = z.object({ pointer: z.string(), rule: z.string(), detail: z.string() });

/** RFC 9457, of one record. */
const recordProblem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    errors: z.array(flawView).optional(),
  })
  .meta({ id: 'RecordProblem' });

const answered = z.object({
  id: z.string().optional(),
  /** Its place in what was sent, from 0. */
  index: z.number().int(),
  status: z.enum(['received', 'repeated', 'refused']),
  receipt: receiptSchema.optional(),
  problem: recordProblem.optional(),
});

const count = z.number().int();
export const recordsAnswer = z
  .object({ received: count, repeated: count, refused: count, items: z.array(answered) })
  .meta({ id: 'RecordsAnswer' });

/** Of a stream: one receipt for all its records; the first refused lines by number, from 1. */
export const streamAnswer = z
  .object({
    receipt: receiptSchema,
    repeated: z.boolean(),
    refused: count,
    problems: z.array(z.object({ line: count, errors: z.array(flawView) })),
  })
  .meta({ id: 'StreamAnswer' });

export const recordsPath = z.object({ code: resourceSchema.shape.code });
export const recordPath = recordsPath.extend({ id: messageIdSchema });
export const recordsHeaders = z.object({
  'x-jws-signature': z.string().max(2000).optional().meta({
    description:
      '分离式 JWS（RFC 7515），kid 为证书序列号 / detached JWS, kid is the serial of the certificate',
  }),
  'content-digest': z.string().max(200).optional().meta({
    description: '正文摘要（RFC 9530），流式必填 / digest of the body; a stream must name it',
  }),
  'message-id': messageIdSchema.optional().meta({
    description: '流的消息编号，缺省为其摘要 / id of a stream, its digest unless given',
  }),
});
export const receiptQuery = z.object({ department: z.string().max(32).optional() });

export type Channel = z.infer<typeof channelSchema>;
export type Segment = z.infer<typeof segmentSchema>;
export type SegmentBody = z.infer<typeof segmentBodySchema>;
export type SegmentRoot = z.infer<typeof segmentRootSchema>;
export type KeptMessage = z.infer<typeof keptMessage>;
export type Gathered = z.infer<typeof gatheredSchema>;
export type Take = z.infer<typeof takeSchema>;
export type RecordReceipt = z.infer<typeof receiptSchema>;
export type RecordsAnswer = z.infer<typeof recordsAnswer>;
export type StreamAnswer = z.infer<typeof streamAnswer>;
