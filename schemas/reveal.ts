/** Requests for clear text: one value of one row, for a case, answered by the provider and sealed for the asker. */
import { z } from 'zod';
import { resourceSchema } from './resource.ts';

const time = z.string();
const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/, 'Base64');
const words = (most: number) => z.string().trim().min(1).max(most);

/** A public key of P-256 as DER (SPKI) in Base64: 91 bytes. */
const publicKeySchema = base64.length(124);

/** What only the asker can open: see `cli/reveal/seal.ts`. */
export const sealedSchema = z.object({
  schema: z.literal('sealed/1'),
  /** The answerer's one-time public key. */
  ephemeral: publicKeySchema,
  nonce: base64.length(16),
  /** Ciphertext and tag. */
  text: base64.max(8_000),
});

export const revealStages = ['asked', 'answered', 'refused', 'expired'] as const;

export const revealSchema = z
  .object({
    id: z.string(),
    resource: z.string(),
    /** The department that answers. */
    provider: z.string(),
    /** Whose officer asks. */
    department: z.string(),
    item: z.string(),
    token: z.string(),
    reason: z.string(),
    /** Number of the case it is asked for. */
    caseReference: z.string(),
    askedBy: z.string(),
    askedAt: time,
    /** One-time key of the asker; the private part never leaves the asker. */
    publicKey: publicKeySchema,
    /** Until then it may be answered and opened; then what was sealed is removed. */
    expires: time,
    stage: z.enum(revealStages),
    sealed: sealedSchema.optional(),
    answeredBy: z.string().optional(),
    answeredAt: time.optional(),
    refusal: z.string().optional(),
  })
  .meta({ id: 'Reveal' });

export const revealBody = z
  .strictObject({
    resource: resourceSchema.shape.code,
    /** Where several departments provide the resource. */
    provider: z.string().min(2).max(32).optional(),
    item: z.string().min(1).max(48),
    token: z.string().regex(/^[0-9a-f]{64}$/, '令牌为 64 位十六进制数 / a token is 64 hex digits'),
    reason: words(500),
    caseReference: words(100),
    publicKey: publicKeySchema,
  })
  .meta({ id: 'RevealBody' });

export const revealAnswerBody = z.strictObject({ sealed: sealedSchema });
export const revealRefusalBody = z.strictObject({ reason: words(500) });
export const revealPath = z.object({ id: z.string().regex(/^[0-9A-Za-z]{1,40}$/) });
export const revealsQuery = z.object({
  department: z.string().min(2).max(32).optional(),
  /** asked: its officers' own; provider: those it is to answer. */
  side: z.enum(['asked', 'provider']).default('asked'),
  cursor: z.string().optional(),
});
export const revealsAnswer = z.object({ items: z.array(revealSchema), next: z.string().optional() });

export type Reveal = z.infer<typeof revealSchema>;
export type Sealed = z.infer<typeof sealedSchema>;
