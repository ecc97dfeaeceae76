/** Records of flows: each version as it was deployed, where a flow stands, its runs, and how flows hang together. */
import { z } from 'zod';
import { flowCodeSchema, flowSchema } from './flow.ts';
import { queryErrorSchema } from './workbench.ts';

const time = z.string();
const codes = z.array(z.string());

/**
 * What a run is made from: of a resource its description's version and the generations of what lies beneath, as
 * `1/1@7`; of the flow itself its version.
 */
const fromSchema = z.record(z.string(), z.string());

/** Never altered: what ran under a number can always be read again. */
export const flowVersionSchema = z.object({
  flow: flowSchema,
  version: z.number().int().min(1),
  /** Of the document, hex SHA-256. */
  digest: z.string(),
  deployedBy: z.string(),
  deployedAt: time,
});

export const flowStates = ['running', 'paused'] as const;

export const flowRecordSchema = z.object({
  code: flowCodeSchema,
  name: z.string(),
  purpose: z.string(),
  state: z.enum(flowStates),
  /** The version that runs. */
  version: z.number().int().min(1),
  /** The newest there is. */
  latest: z.number().int().min(1),
  /** What the last run by commits was made from. */
  seen: fromSchema.optional(),
  /** When the schedule's turn is. */
  nextAt: time.optional(),
  /** The newest run by itself: there is no second while it is open. */
  last: z.string().optional(),
  /** The run that was pinned last: there is no second while it is at work. */
  pinned: z.string().optional(),
  changedBy: z.string(),
  changedAt: time,
  /** Why it was paused, resumed or taken back. */
  reason: z.string().optional(),
});

/** All that are deployed, in one record: circles between flows and names of outputs are decided by it. */
export const flowMapSchema = z.object({
  flows: z.array(
    z.object({ code: flowCodeSchema, version: z.number().int(), inputs: codes, outputs: codes }),
  ),
});

export const runCauses = ['commit', 'schedule', 'hand', 'backfill', 'dry'] as const;
export const runStages = ['asked', 'pinned', 'done', 'failed'] as const;

const outputSchema = z.object({
  node: z.string(),
  resource: z.string(),
  /** Its ticket, which is also the attempt: whoever does it again finds the first file. */
  ticket: z.string(),
  size: z.number().int().optional(),
  sha256: z.string().optional(),
});

/** Whom a dry run shows rows to: it sees what he may see. */
export const askerSchema = z.object({
  name: z.string(),
  department: z.string().optional(),
  district: z.object({ code: z.string(), departments: codes }).optional(),
  roles: codes,
  permissions: codes.optional(),
});

export const flowRunSchema = z.object({
  id: z.string(),
  flow: flowCodeSchema,
  /** 0: a dry run of what is not deployed. */
  version: z.number().int().min(0),
  cause: z.enum(runCauses),
  stage: z.enum(runStages),
  /** `YYYYMM` that it is for. */
  period: z.string().optional(),
  askedBy: z.string(),
  askedAt: time,
  /** When inputs were pinned; what now() says in it. */
  pinnedAt: time.optional(),
  from: fromSchema.optional(),
  /** By resource whose rows lie in the lake. */
  generations: z.record(z.string(), z.number().int()).optional(),
  outputs: z.array(outputSchema).default([]),
  endedAt: time.optional(),
  fault: queryErrorSchema.extend({ node: z.string().optional() }).optional(),
  dry: z
    .object({
      flow: flowSchema,
      asker: askerSchema,
      limit: z.number().int(),
      sample: z.number().int().optional(),
    })
    .optional(),
});

export type FlowVersion = z.infer<typeof flowVersionSchema>;
export type FlowRecord = z.infer<typeof flowRecordSchema>;
export type FlowMap = z.infer<typeof flowMapSchema>;
export type FlowRun = z.infer<typeof flowRunSchema>;
export type FlowRunOutput = z.infer<typeof outputSchema>;
export type RunCause = (typeof runCauses)[number];
