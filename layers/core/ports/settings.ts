/** The figures an operator may set; each home reads them from its own configuration. */
import { z } from 'zod';

export const settingsSchema = z.object({
  /** How long an upload ticket stands. */
  ticketMinutes: z.number().positive().default(30),
  /** Largest upload in one put: S3's limit. */
  singlePutBytes: z
    .number()
    .int()
    .default(5 * 1024 ** 3),
  /** Largest upload of all. */
  uploadBytes: z
    .number()
    .int()
    .default(100 * 1024 ** 3),
  /** Divisible files above this are cut into chunks of about this size. */
  chunkBytes: z
    .number()
    .int()
    .default(64 * 1024 ** 2),
  /** Largest file that cannot be cut. */
  wholeFileBytes: z
    .number()
    .int()
    .default(2 * 1024 ** 3),
  /** An unacknowledged parcel is announced again after this long, this often, and then escalated. */
  acknowledgeHours: z.number().positive().default(24),
  acknowledgeReminders: z.number().int().default(3),
  /** A question about a mapping is put again after this long. */
  askHours: z.number().positive().default(24),
  /** A file that is to be desensitised and whose columns nobody names lies clear in its zone so long, and then ends. */
  zoneDays: z.number().positive().default(30),
  /** Who has to decide on a request is reminded after this long. */
  decideHours: z.number().positive().default(72),
  /** Receivers are told this long before a grant ends. */
  grantNoticeHours: z.number().positive().default(168),
  /** A scanner is asked again after this long. */
  scanMinutes: z.number().positive().default(5),
  /** Announcements older than this are sent by the sweep. */
  announcementSeconds: z.number().default(5),
  /** Messages of the real-time channel are gathered into a batch after this long at the latest. */
  gatherSeconds: z.number().min(0).max(60).default(15),
  /** Their ids are remembered so long: within it the same again is answered with its receipt. */
  messageDays: z.number().positive().default(30),
  /** Objects that no longer count stay this long. */
  eraseHours: z.number().default(24),
  /** Compaction takes live entries below this size, at least so many of them. */
  compactBytes: z
    .number()
    .int()
    .default(16 * 1024 ** 2),
  compactEntries: z.number().int().min(2).default(8),
  /** An account not reviewed, or not seen, for so many days stands on the list of reviews; so many later it is suspended. */
  reviewDays: z.number().int().min(1).default(60),
  reviewGraceDays: z.number().int().min(1).default(30),
  /** A request for clear text, and its sealed answer, stand so long. */
  revealHours: z.number().positive().default(24),
  /** A statement of SQL is ended after this long, or beyond this memory or space on disk. */
  querySeconds: z.number().positive().default(300),
  queryMegabytes: z.number().int().min(64).default(512),
  /** What it may write, whether shown or kept. */
  queryOutputMegabytes: z.number().int().min(1).default(10_240),
  /** What was asked in SQL, and what became of it, is kept so long; its rows no longer than that. */
  queryDays: z.number().positive().default(45),
  /** Rows of a SELECT are kept so long. */
  queryResultDays: z.number().positive().default(30),
  querySpillMegabytes: z.number().int().min(0).default(4096),
  /** Rows that a SELECT shows. */
  queryRows: z.number().int().min(1).default(1_000_000),
  /** Tokens that may be made for a department a day (UTC). */
  dailyTokens: z.number().int().default(10_000_000),
  /** What a department may upload a day (UTC). */
  dailyUploads: z.number().int().default(100_000),
  dailyBytes: z
    .number()
    .int()
    .default(2 * 1024 ** 4),
  /**
   * Where messages to the outside may go: networks (`10.1.0.0/16`) and host names (`oapi.dingtalk.com`,
   * `*.city.example`). A name lets in public addresses alone; nothing listed, nothing leaves.
   */
  outsideNetworks: z.array(z.string().min(1)).default([]),
  /** A change of the catalog that breaks something for somebody comes in force so many days after they were told. */
  catalogNoticeDays: z.number().min(0).default(7),
});

export type Settings = z.infer<typeof settingsSchema>;
