/** What leaves a department's own store: a statistic or a match, signed by the store. */
import { z } from 'zod';
import { periodSchema } from './records.ts';
import { resourceSchema } from './resource.ts';

const department = resourceSchema.shape.departments.element;
const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const resultNumberSchema = z.object({
  /** `count`, `sum:item` or `mean:item`. */
  measure: z.string().max(60),
  value: z.number(),
  error: z.number().min(0).meta({ description: '真值与此数之差不超过它 / the truth is never further away' }),
  typical: z
    .number()
    .min(0)
    .optional()
    .meta({ description: '噪声的标准差 / standard deviation of the noise' }),
});

export const resultCellSchema = z.object({
  classes: z.array(z.array(z.string().max(200))).meta({
    description: '所代表的类；合并时有多个 / the class it stands for; several where classes were joined',
  }),
  numbers: z.array(resultNumberSchema),
});

/** What the store has given away about one resource, to all receivers together. */
export const budgetSchema = z
  .object({
    department,
    resource: resourceSchema.shape.code,
    limit: z.number().int().min(0),
    used: z.number().int().min(0),
    left: z.number().int().min(0),
    windowMonths: z.number().int().min(1),
    /** When the oldest of what is used comes back, ISO 8601. */
    returns: z.string().optional(),
    at: z.string(),
  })
  .meta({ id: 'Budget' });

export const hitSchema = z.object({
  token: z.string().min(1).max(200),
  flag: z.string().max(100),
  band: z.string().max(100).optional(),
  count: z.number().int().min(1),
});

export const resultDocumentSchema = z
  .object({
    schema: z.literal('result/1'),
    question: z.string().regex(/^[0-9A-Za-z]{1,40}$/),
    version: z.number().int().min(1),
    /** Of the signed question that was run. */
    questionDigest: digest,
    department,
    resource: resourceSchema.shape.code,
    period: periodSchema,
    madeAt: z.string(),
    /** Why nothing can be shown; then there are neither cells nor hits. */
    withheld: z.enum(['too-few', 'history', 'cap']).optional(),
    cells: z.array(resultCellSchema).max(2000).optional(),
    /** Classes that were joined with others, so that nothing small can be told. */
    joined: z.number().int().min(0).optional(),
    hits: z.array(hitSchema).max(2000).optional(),
    budget: budgetSchema.optional(),
  })
  .meta({ id: 'ResultDocument' });

/** A certificate, DER in base64. */
const certificate = z
  .string()
  .max(8000)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/, '证书为 base64 编码的 DER / a certificate is DER in base64');

export const handedResultSchema = z
  .strictObject({
    document: resultDocumentSchema,
    signature: z
      .string()
      .regex(/^[\w-]{86}$/, '签名为 86 位 base64url / a signature has 86 characters of base64url')
      .meta({
        description:
          '对文档的规范 JSON 的签名，r ‖ s，base64url / over the canonical JSON of the document, r ‖ s in base64url',
      }),
    chain: z.array(certificate).min(1).max(3).meta({
      description:
        '部门的签名证书在前，签发证书可随后；DER，base64 / the department’s certificate for signing first, its issuer may follow',
    }),
  })
  .meta({ id: 'HandedResult' });

/** A result as the platform keeps it; `chain` is signer, issuer and root. */
export const resultSchema = z
  .object({
    id: z.string(),
    receiver: department,
    owner: z.string(),
    kind: z.enum(['statistic', 'match']),
    ...handedResultSchema.shape,
    digest,
    receivedAt: z.string(),
  })
  .meta({ id: 'Result' });

export type Budget = z.infer<typeof budgetSchema>;
export type Hit = z.infer<typeof hitSchema>;
export type ResultCell = z.infer<typeof resultCellSchema>;
export type ResultNumber = z.infer<typeof resultNumberSchema>;
export type ResultDocument = z.infer<typeof resultDocumentSchema>;
export type HandedResult = z.infer<typeof handedResultSchema>;
export type Result = z.infer<typeof resultSchema>;
