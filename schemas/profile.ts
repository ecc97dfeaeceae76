/** What the API answers about one resource's contents. */
import { z } from 'zod';
import { batchStages } from './records.ts';

const share = z.number().min(0);
const both = z.object({ zh: z.string(), en: z.string() });

export const profileAnswer = z
  .object({
    code: z.string(),
    version: z.number().int(),
    generation: z.number().int(),
    rows: z.object({
      total: z.number().int(),
      /** There may be fewer: of some keys several writes are counted. */
      isMost: z.boolean(),
      periods: z.array(z.object({ period: z.string(), rows: z.number().int() })),
    }),
    /** At most 20 rows, masked. */
    sample: z.object({ rows: z.array(z.record(z.string(), z.unknown())), why: both.optional() }),
    freshness: z.object({
      state: z.enum(['fresh', 'overdue', 'never']),
      lastCommit: z.string().optional(),
      due: z.string().optional(),
      overdueSince: z.string().optional(),
      overdueDays: z.number().int().optional(),
    }),
    quality: z.object({
      rates: z.object({ accepted: share, refused: share, warnings: share, quarantined: share }).optional(),
      missing: z.array(z.object({ item: z.string(), name: z.string(), missing: share })),
      rowsLookedAt: z.number().int(),
      batches: z.array(
        z.object({
          batch: z.string(),
          department: z.string(),
          period: z.string(),
          state: z.enum(batchStages),
          at: z.string(),
          read: z.number().int(),
          accepted: z.number().int(),
          refused: z.number().int(),
          warnings: z.number().int(),
        }),
      ),
    }),
    lineage: z.object({
      departments: z.array(z.string()),
      over: z.array(z.string()),
      /** Of a view: each resource it is over, with its rows. */
      parents: z.array(
        z.object({ code: z.string(), name: z.string(), rows: z.number().int(), isMost: z.boolean() }),
      ),
      views: z.array(z.object({ code: z.string(), name: z.string() })),
      subscriptions: z.array(
        z.object({
          id: z.string(),
          receiver: z.string(),
          items: z.array(z.string()),
          format: z.string(),
          createdAt: z.string(),
        }),
      ),
    }),
    users: z.array(
      z.object({
        grant: z.string(),
        receiver: z.string(),
        purpose: z.string(),
        items: z.number().int(),
        ways: z.array(z.string()),
        until: z.string(),
      }),
    ),
  })
  .meta({ id: 'ResourceProfile' });
