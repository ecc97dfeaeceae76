/**
 * A question to a department's own store: what may be asked of data of grade 3, in a form that a person can read and a
 * store can run. It is no SQL: it names items, classes, measures and a condition.
 */
import { z } from 'zod';
import { periodSchema, signatureSchema } from './records.ts';
import { itemSchema, resourceSchema } from './resource.ts';

const item = itemSchema.shape.code;
const department = resourceSchema.shape.departments.element;
const text = (most: number) => z.string().trim().min(1).max(most);

/** How values of an item become classes; without one, each value is its own. */
export const bandSchema = z
  .union([
    z.strictObject({ prefix: z.number().int().min(1).max(20) }),
    z.strictObject({ edges: z.array(z.number()).min(1).max(50) }),
    z.strictObject({ by: z.enum(['year', 'month']) }),
  ])
  .meta({
    description:
      'prefix：取前几个字符；edges：分段界值，左闭右开；by：按年或月 / prefix: the first characters; edges: bounds, each class from one up to the next; by: year or month of a date',
  });

const classSchema = z.strictObject({ item, band: bandSchema.optional() });

export const measureSchema = z.union([
  z.strictObject({ measure: z.literal('count') }),
  z.strictObject({
    measure: z.enum(['sum', 'mean']),
    item,
    cap: z.number().positive().max(1e15).meta({
      description:
        '一个贡献单位计入的上限，超出部分不计；误差由它决定 / the most one contributor adds, what is above does not count; it decides the error',
    }),
  }),
]);

/** Inclusive. `-` for a resource that has no periods. */
const periodsSchema = z.strictObject({ from: periodSchema, to: periodSchema });

export const statisticSchema = z
  .strictObject({
    kind: z.literal('statistic'),
    resource: resourceSchema.shape.code,
    unit: item.meta({
      description: '贡献单位，如身份证号、统一社会信用代码 / whose number it is that contributes',
    }),
    groupBy: z.array(classSchema).max(4).default([]),
    measures: z.array(measureSchema).min(1).max(5),
    filter: z.string().min(1).max(500).optional(),
    periods: periodsSchema,
  })
  .meta({ id: 'StatisticQuestion' });

export const matchSchema = z
  .strictObject({
    kind: z.literal('match'),
    resource: resourceSchema.shape.code,
    token: item.meta({ description: '以令牌交付的标识 / the identifier that leaves as a token' }),
    filter: z.string().min(1).max(500),
    flag: text(100).meta({ description: '命中的含义 / what a hit means', example: '已领取失业保险金' }),
    band: z.strictObject({ item, edges: z.array(z.number()).min(1).max(20) }).optional(),
    periods: periodsSchema,
  })
  .meta({ id: 'MatchQuestion' });

export const questionSpecSchema = z.discriminatedUnion('kind', [statisticSchema, matchSchema]);

export const questionStates = ['proposed', 'approved', 'refused', 'withdrawn'] as const;

export const questionDecisionSchema = z.object({
  side: z.enum(['provider', 'centre']),
  decision: z.enum(['approve', 'refuse']),
  actor: z.string(),
  reason: z.string(),
  at: z.string(),
});

/** What is signed when both sides have approved; canonical JSON of it is what the signature is over. */
export const approvedQuestionSchema = z
  .object({
    schema: z.literal('question/1'),
    question: z.string(),
    version: z.number().int(),
    receiver: department,
    provider: department,
    owner: z.string(),
    purpose: z.string(),
    basis: z.string(),
    spec: questionSpecSchema,
    until: z.iso.date(),
    approvedBy: z.array(z.string()),
    approvedAt: z.string(),
  })
  .meta({ id: 'ApprovedQuestion' });

export const signedQuestionSchema = z
  .object({ document: approvedQuestionSchema, signature: signatureSchema })
  .meta({ id: 'SignedQuestion' });

export const questionSchema = z
  .object({
    id: z.string(),
    version: z.number().int().min(1),
    receiver: department,
    provider: department,
    /** The account that proposed it: the owner of the case a match is for. */
    owner: z.string(),
    purpose: text(500),
    basis: text(500),
    spec: questionSpecSchema,
    /** Last day it may run, in UTC. */
    until: z.iso.date(),
    state: z.enum(questionStates),
    decisions: z.array(questionDecisionSchema).default([]),
    signed: signedQuestionSchema.optional(),
    proposedAt: z.string(),
    changedAt: z.string(),
  })
  .meta({ id: 'Question' });

export type Band = z.infer<typeof bandSchema>;
export type Statistic = z.infer<typeof statisticSchema>;
export type Match = z.infer<typeof matchSchema>;
export type QuestionSpec = z.infer<typeof questionSpecSchema>;
export type Question = z.infer<typeof questionSchema>;
export type ApprovedQuestion = z.infer<typeof approvedQuestionSchema>;
export type SignedQuestion = z.infer<typeof signedQuestionSchema>;
