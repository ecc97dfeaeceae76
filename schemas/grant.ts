/**
 * A request for data and the grant it becomes: who wants what, for what, on what legal ground, how long, who said yes.
 * One record from the request to its end; all of it is public inside the platform.
 */
import { z } from 'zod';
import { updateCycles } from './resource.ts';

const time = z.string();
const reason = z.string().min(1).max(500);

/** file: parcels; service: row by row over the API; database: the lake's views, by query. */
export const grantWays = ['file', 'service', 'database'] as const;
export const grantFrequencies = [...updateCycles, 'once'] as const;

/**
 * requested → granted | refused; granted ⇄ suspended; granted, suspended → revoked (by who gave it) | given-up (by who
 * has it) | expired. A request may be given up too, and expires undecided when its term has passed.
 */
export const grantStages = [
  'requested',
  'granted',
  'suspended',
  'refused',
  'revoked',
  'given-up',
  'expired',
] as const;

/** The exchange centre as a party; the other parties are departments, by code. */
export const centre = 'operator';

/** What is asked for, and what is left of it after reductions. */
export const termsSchema = z.object({
  items: z.array(z.string()).max(2000),
  /** Conditions over the resource's items; a row must meet them all. */
  filters: z.array(z.string()).max(24),
  /** In force from this moment on, and until before that one: ISO 8601 in UTC. */
  from: time,
  until: time,
});

export const verdicts = ['approved', 'reduced', 'refused'] as const;

export const decisionSchema = z.object({
  /** Code of a providing department, or `operator`: the exchange centre. */
  party: z.string(),
  verdict: z.enum(verdicts),
  by: z.string(),
  at: time,
  reason: reason.optional(),
  /** reduced: what this party took away. */
  dropped: z.array(z.string()).default([]),
  filter: z.string().optional(),
  from: time.optional(),
  until: time.optional(),
});

export const suspensionSchema = z.object({ party: z.string(), by: z.string(), at: time, reason });

/** What happened to it, the newest last; what is older than the newest 60 stands in the ledger alone. */
export const grantEventSchema = z.object({
  at: time,
  by: z.string(),
  party: z.string(),
  action: z.enum([
    'requested',
    'approved',
    'reduced',
    'refused',
    'suspended',
    'resumed',
    'revoked',
    'given-up',
    'renewed',
    'reminded',
    'ends-soon',
    'expired',
  ]),
  reason: reason.optional(),
});

export const grantSchema = z
  .object({
    id: z.string(),
    resource: z.string(),
    receiver: z.string(),
    purpose: z.string(),
    /** The legal ground: law and article, or the document that charges the department with the task. */
    basis: z.string(),
    ways: z.array(z.enum(grantWays)).min(1),
    frequency: z.enum(grantFrequencies),
    asked: termsSchema,
    terms: termsSchema,
    stage: z.enum(grantStages),
    decisions: z.array(decisionSchema),
    /** One a party; in force only when there is none. */
    suspensions: z.array(suspensionSchema),
    /** The grant it follows on, and the one that follows on it. */
    renews: z.string().optional(),
    renewedBy: z.string().optional(),
    requestedBy: z.string(),
    requestedAt: time,
    changedAt: time,
    /** The receiver was told that it ends soon. */
    endTold: z.boolean().default(false),
    due: time.optional(),
    history: z.array(grantEventSchema),
  })
  .meta({ id: 'Grant' });

/** Of one resource: the grants that were given and have not ended, suspended ones too. Read by key. */
export const granteesSchema = z.object({
  resource: z.string(),
  list: z.array(z.object({ grant: z.string(), receiver: z.string() })),
});

export type GrantWay = (typeof grantWays)[number];
export type GrantStage = (typeof grantStages)[number];
export type Terms = z.infer<typeof termsSchema>;
export type Decision = z.infer<typeof decisionSchema>;
export type GrantEvent = z.infer<typeof grantEventSchema>;
export type Grant = z.infer<typeof grantSchema>;
