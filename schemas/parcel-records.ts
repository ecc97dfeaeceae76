/** Who gets what: subscriptions and parcels. */
import { z } from 'zod';
import { partsRefSchema, reasonSchema, signatureSchema } from './record-elements.ts';

const time = z.string();
const digest = z.string().min(1);

export const subscriptionSchema = z.object({
  id: z.string(),
  resource: z.string(),
  receiver: z.string(),
  /** The grant it stands under; without one nothing is sent. */
  grant: z.string().optional(),
  items: z.array(z.string()).min(1),
  filter: z.string().optional(),
  format: z.enum(['csv', 'xlsx', 'json', 'parquet']),
  createdBy: z.string(),
  createdAt: time,
});

export const subscribersSchema = z.object({ resource: z.string(), list: z.array(subscriptionSchema) });

export const parcelSchema = z.object({
  id: z.string(),
  kind: z.enum(['data', 'correction']),
  batch: z.string(),
  subscription: z.string(),
  /** data: the grant it is delivered under. */
  grant: z.string().optional(),
  resource: z.string(),
  definition: z.number().int(),
  provider: z.string(),
  receiver: z.string(),
  period: z.string(),
  items: z.array(z.string()),
  /** Conditions that its rows meet, and the same as one. */
  conditions: z.array(z.string()).optional(),
  filter: z.string().optional(),
  format: z.enum(['csv', 'xlsx', 'json', 'parquet']),
  objects: partsRefSchema,
  /** Of an unstructured resource: the scanned file, passed on as it is. */
  file: z.object({ key: z.string(), fileName: z.string() }).optional(),
  /** correction: what happened to the batch. */
  correction: z
    .object({ why: z.enum(['withdrawn', 'replaced']), replacedBy: z.string().optional() })
    .optional(),
  key: z.string(),
  stage: z.enum(['planned', 'delivered', 'acknowledged', 'escalated', 'cancelled']),
  plannedAt: time,
  sha256: digest.optional(),
  size: z.number().int().optional(),
  rows: z.number().int().optional(),
  signature: signatureSchema.optional(),
  deliveredAt: time.optional(),
  acknowledgedAt: time.optional(),
  acknowledgedBy: z.string().optional(),
  announcedTimes: z.number().int().default(0),
  due: time.optional(),
  cancelledAt: time.optional(),
  /** cancelled for want of a grant: why. */
  reason: reasonSchema.optional(),
  /** cancelled: its object is gone. */
  erased: z.boolean().optional(),
});

export type Subscription = z.infer<typeof subscriptionSchema>;
export type Parcel = z.infer<typeof parcelSchema>;
