/** Catalogs that travel between installations: peers, signed parcels of changes, what came of them. */
import { z } from 'zod';
import { departmentSchema } from './department.ts';
import { signatureSchema } from './records.ts';
import { resourceSchema } from './resource.ts';

const time = z.string();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const peerCode = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{1,31}$/,
    '平台代号为 2 至 32 位小写字母、数字或 - / a peer has 2 to 32 small letters, digits or -',
  );

/** Which entries. Absent: any; both must hold. */
export const scopeSchema = z.strictObject({
  /** Codes begin with one of these. */
  prefixes: z
    .array(z.string().regex(/^[A-Z][A-Z0-9_]{0,31}$/))
    .min(1)
    .max(50)
    .optional(),
  /** All departments of the entry are among these. */
  departments: z.array(departmentSchema.shape.code).min(1).max(500).optional(),
});
export type Scope = z.infer<typeof scopeSchema>;

const peerFields = {
  name: z.string().min(1).max(100).meta({ example: '南明区交换平台' }),
  /** SPKI, base64: pinned; what its parcels are checked against. */
  rootKey: z.base64().min(80).max(400),
  /** What is sent to it; absent: nothing. */
  sends: scopeSchema.optional(),
  /** What is taken from it; absent: nothing. It names codes or departments: nobody may change everything. */
  receives: scopeSchema
    .refine(
      ({ prefixes, departments }) => prefixes !== undefined || departments !== undefined,
      '接收范围须写明代码前缀或部门 / say by prefixes or departments what is taken from it',
    )
    .optional(),
};
export const peerBody = z.strictObject(peerFields);
export const peerSchema = z
  .object({ code: peerCode, ...peerFields, registeredBy: z.string(), registeredAt: time })
  .meta({ id: 'CatalogPeer' });
export type Peer = z.infer<typeof peerSchema>;

/** A change as it is kept: the description is found under its code and version, which are never altered. */
export const sentChangeSchema = z.object({
  /** Counts the changes sent to this peer, from 1 without a gap. */
  order: z.number().int().min(1),
  kind: z.enum(['published', 'withdrawn']),
  code: resourceSchema.shape.code,
  version: z.number().int().min(0),
  reason: z.string().max(500).optional(),
});
export type SentChange = z.infer<typeof sentChangeSchema>;

export const changeInParcelSchema = sentChangeSchema.extend({ resource: resourceSchema.optional() });

/** What is signed. `from` and `to` are SHA-256 of the installations' root keys, so that it is of use to one alone. */
export const catalogParcelSchema = z.object({
  schema: z.literal('catalog-parcel/1'),
  from: digest,
  to: digest,
  number: z.number().int().min(1),
  /** Digest of the parcel before; 64 zeros for the first. */
  previous: digest,
  at: time,
  changes: z.array(changeInParcelSchema).min(1).max(25),
});
export type CatalogParcel = z.infer<typeof catalogParcelSchema>;

export const signedParcelSchema = z
  .object({ parcel: catalogParcelSchema, sha256: digest, signature: signatureSchema })
  .meta({ id: 'CatalogParcel' });
export type SignedParcel = z.infer<typeof signedParcelSchema>;

export const outboxSchema = z.object({
  peer: z.string(),
  number: z.number().int(),
  order: z.number().int(),
  digest,
  /** Up to where the catalog's changes were looked through. */
  marks: z.object({ definitions: time.optional(), entries: time.optional() }),
});
export type Outbox = z.infer<typeof outboxSchema>;

export const keptParcelSchema = z.object({
  peer: z.string(),
  number: z.number().int(),
  previous: digest,
  at: time,
  to: digest,
  from: digest,
  changes: z.array(sentChangeSchema),
  sha256: digest,
  signature: signatureSchema,
});

/** What a peer has of an entry. */
export const sentSchema = z.object({ version: z.number().int(), withdrawn: z.boolean() });

export const inboxStateSchema = z.object({
  peer: z.string(),
  number: z.number().int(),
  order: z.number().int(),
  digest,
});
export const receivedSchema = z.object({ sha256: digest, at: time });

/** An entry that came and stands here already, of another origin. Nothing was changed by it. */
export const conflictSchema = z
  .object({
    peer: z.string(),
    code: z.string(),
    order: z.number().int(),
    resource: resourceSchema,
    /** Whose the entry here is: another peer, or `here`. */
    holder: z.string(),
    at: time,
    resolved: z.enum(['keep', 'take']).optional(),
  })
  .meta({ id: 'CatalogConflict' });
export type Conflict = z.infer<typeof conflictSchema>;

export const peerPath = z.object({ peer: peerCode.meta({ example: 'nanming' }) });
export const peerParcelPath = peerPath.extend({ number: z.coerce.number().int().min(1) });
export const conflictPath = peerPath.extend({ code: resourceSchema.shape.code });
export const resolveBody = z.strictObject({ choice: z.enum(['keep', 'take']) });
export const peersAnswer = z.object({
  items: z.array(peerSchema.extend({ sent: z.number().int(), received: z.number().int() })),
  next: z.string().optional(),
});
/** `number`: of the newest parcel there is; `made`: whether it was made just now. */
export const madeAnswer = z.object({ made: z.boolean(), number: z.number().int() });
export const receivedAnswer = z.object({
  outcome: z.enum(['received', 'same']),
  number: z.number().int(),
  registered: z.array(z.string()),
  withdrawn: z.array(z.string()),
  conflicts: z.array(z.string()),
});
export type Received = z.infer<typeof receivedAnswer>;
export const conflictsAnswer = z.object({ items: z.array(conflictSchema), next: z.string().optional() });
