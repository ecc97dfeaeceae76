/** Queries and answers of the viewer of the log. */
import { z } from 'zod';
import { departmentSchema } from './department.ts';
import { limit } from './paging.ts';
import { entrySchema } from './records.ts';

const instant = z.iso.datetime();

export const messageTrailPath = z.object({
  id: z
    .string()
    .regex(/^[0-9A-Za-z]{1,40}$/, '编号只含字母和数字 / a number has only letters and digits')
    .meta({ description: '凭证或批次编号 / number of the ticket or the batch' }),
});
export const messageTrailAnswer = z.object({
  records: z.array(z.object({ record: z.string(), department: z.string(), stage: z.string() })),
  entries: z.array(entrySchema),
});
export type MessageTrail = z.infer<typeof messageTrailAnswer>;
export const trailQuery = z.object({
  department: departmentSchema.shape.code.optional(),
  since: instant.meta({ description: '自此时起 / from this time on', example: '2027-01-01T00:00:00Z' }),
  until: instant.optional(),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .meta({ description: '文件摘要，SHA-256 / digest of the file' }),
  limit: limit(500, 100),
});
export const trailAnswer = z.object({ items: z.array(entrySchema) });
