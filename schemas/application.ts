/** A department's own system, as it signs in by itself: what it may do, and the certificate it shows. */
import { z } from 'zod';
import { accountStatuses } from './account.ts';

export const applicationId = z
  .string()
  .regex(
    /^app-[a-z0-9][a-z0-9-]{1,39}$/,
    '应用代码以 app- 开头，后接 2 至 40 位小写字母、数字或 - / an application’s code is app- and 2 to 40 small letters, digits or -',
  );

/** SHA-256 of a certificate, base64url: as in the `x5t#S256` of RFC 8705. */
export const thumbprint = z
  .string()
  .regex(/^[\w-]{43}$/, '证书指纹为 SHA-256 的 base64url / a thumbprint is a SHA-256 in base64url');

const instant = z.iso.datetime();

export const applicationSchema = z.object({
  schema: z.literal('application/1'),
  id: applicationId,
  name: z.string().trim().min(1).max(100),
  department: z.string().min(1),
  /** The only actions it may do; each is one its department’s roles may. */
  permissions: z.array(z.string()).min(1),
  /** Certificates it may show: two while one follows the other. */
  certificates: z.array(thumbprint).max(2),
  until: instant.optional(),
  status: z.enum(accountStatuses),
  reason: z.string().trim().min(1).max(500),
  createdAt: instant,
  createdBy: z.string(),
  changedAt: instant,
  changedBy: z.string(),
});
export type Application = z.infer<typeof applicationSchema>;
