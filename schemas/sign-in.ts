/** How an account proves who it is: kept beside the directory, under the account's name. No secret is held in clear. */
import { z } from 'zod';

const instant = z.iso.datetime();

/** Argon2id with the figures it was made with (RFC 9106), so that they may be raised later. */
export const passwordHashSchema = z.object({
  algorithm: z.literal('argon2id'),
  /** KiB. */
  memory: z.number().int(),
  passes: z.number().int(),
  lanes: z.number().int(),
  salt: z.string(),
  hash: z.string(),
});
export type PasswordHash = z.infer<typeof passwordHashSchema>;

export const passkeySchema = z.object({
  /** Credential id, base64url. */
  id: z.string(),
  /** COSE key, base64url. */
  publicKey: z.string(),
  transports: z.array(z.string()).default([]),
  /** What its owner calls it. */
  name: z.string(),
  addedAt: instant,
});
export type Passkey = z.infer<typeof passkeySchema>;

export const signInSchema = z.object({
  schema: z.literal('sign-in/1'),
  account: z.string(),
  password: passwordHashSchema.extend({ setAt: instant }).optional(),
  /** The secret of the one-time codes, sealed by the home's key. */
  totp: z.object({ sealed: z.string(), addedAt: instant }).optional(),
  /** SHA-256 of the recovery codes that are left. */
  recovery: z.array(z.string()).default([]),
  passkeys: z.array(passkeySchema).default([]),
  /** SHA-256 of the one invitation that may be used. */
  invitation: z.string().optional(),
});
export type SignIn = z.infer<typeof signInSchema>;

export const invitationSchema = z.object({
  account: z.string(),
  by: z.string(),
  at: instant,
  expires: instant,
  /** all: second factors go too, for somebody who has lost them. */
  resets: z.enum(['password', 'all']),
  /** The link alone sets no password: it takes a code that another officer gave. */
  needsCode: z.boolean().default(false),
  /** The code given last, by its digest. */
  code: z.object({ digest: z.string(), by: z.string(), at: instant }).optional(),
  usedAt: instant.optional(),
});
export type Invitation = z.infer<typeof invitationSchema>;
