/** The record of how the console's leave was last brought to what is wanted. There is one. */
import { z } from 'zod';

export const consoleLeaveSchema = z.object({
  /** Hex SHA-256 of the leave that stands, as far as is known; absent: somebody was interrupted. */
  digest: z.string().optional(),
  /** When what stands was last compared in full. */
  checkedAt: z.string().optional(),
  /** Who is at it; when that is over he has ended, however he did. */
  claimedUntil: z.string().optional(),
  /** Seats whose results are to go, with the time since when. */
  erase: z.record(z.string(), z.string()).default({}),
});

export type ConsoleLeaveRecord = z.infer<typeof consoleLeaveSchema>;
