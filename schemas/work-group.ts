/** Records beside the queries: work groups, queries kept under a name, folders that were unloaded into. */
import { z } from 'zod';
import { readSourceSchema } from './workbench.ts';

/** As Athena allows. */
export const workGroupName = z.string().regex(/^[a-zA-Z0-9._-]{1,128}$/);

export const workGroupSchema = z.object({
  name: workGroupName,
  description: z.string().max(1024).optional(),
  state: z.enum(['ENABLED', 'DISABLED']),
  /** Its answers are read by the API alone, and have no place in an object store that a client is told of. */
  managedResults: z.boolean().default(false),
  createdAt: z.string(),
  /** It was taken away: its queries stay. */
  deleted: z.boolean().optional(),
});

export const namedQuerySchema = z.object({
  id: z.string(),
  name: z.string().min(1).max(128),
  description: z.string().max(1024).optional(),
  database: z.string().min(1).max(255),
  text: z.string().min(1).max(262_144),
  workGroup: workGroupName,
  /** Whose it is: a department's, or an account's that acts for none. */
  owner: z.string(),
  madeBy: z.string(),
  deleted: z.boolean().optional(),
});

/** A folder of a workspace that a query unloaded into, and what its rows were read from. */
export const unloadedSchema = z.object({
  workspace: z.string(),
  /** `a/b`, as it stands behind `s3://workspace/`. */
  folder: z.string(),
  /** Number of the query. */
  query: z.string(),
  sources: z.array(readSourceSchema),
});

export type WorkGroup = z.infer<typeof workGroupSchema>;
export type NamedQuery = z.infer<typeof namedQuerySchema>;
