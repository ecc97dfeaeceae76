/** Certificates of the city's own authority, as they are kept and as the API takes and shows them. */
import { z } from 'zod';
import { accountName } from './account.ts';
import { applicationId } from './application.ts';
import { departmentSchema } from './department.ts';
import { cursor, limit } from './paging.ts';

const instant = z.iso.datetime();
const reasonText = z.string().trim().min(1).max(500);
const department = departmentSchema.shape.code;

export const serialSchema = z
  .string()
  .regex(/^[0-9a-f]{32}$/, '证书序列号为 32 位小写十六进制 / a serial number has 32 small hex digits')
  .meta({ description: '证书序列号 / serial number', example: '4d6cde28730cf164fdd44a94204e8774' });

export const profileSchema = z.enum(['signing', 'client-tls', 'server-tls']).meta({
  description: '用途：签名、客户端 TLS、服务端 TLS / for signing, for TLS as a client or as a server',
});
const algorithmSchema = z.enum(['P-256', 'SM2']);

/** Whose certificate it is. `name`: a department's code, an application's, an account's, or the platform's host. */
export const ownerSchema = z.object({
  kind: z.enum(['department', 'application', 'account', 'platform']),
  department: department.optional(),
  name: z.string().min(1).max(100),
});
export type CertificateOwner = z.infer<typeof ownerSchema>;

const nameSchema = z.object({ type: z.enum(['dns', 'ip', 'uri']), value: z.string().min(1).max(253) });

/** Why a certificate is revoked: the words of RFC 5280, 5.3.1, that leave no way back. */
export const revocationReasons = {
  unspecified: 0,
  'key-compromise': 1,
  'affiliation-changed': 3,
  superseded: 4,
  'cessation-of-operation': 5,
  'privilege-withdrawn': 9,
} as const;
export const revocationReasonSchema = z
  .enum(Object.keys(revocationReasons) as (keyof typeof revocationReasons)[])
  .meta({ description: '吊销原因（RFC 5280）/ why, after RFC 5280', example: 'key-compromise' });
export type RevocationReason = z.infer<typeof revocationReasonSchema>;

export const requestStages = ['requested', 'reserved', 'issued', 'refused'] as const;

export const certificateRequestSchema = z.object({
  schema: z.literal('certificate-request/1'),
  id: z.string(),
  stage: z.enum(requestStages),
  owner: ownerSchema,
  profile: profileSchema,
  algorithm: algorithmSchema,
  /** SPKI, base64. */
  publicKey: z.string(),
  names: z.array(nameSchema),
  days: z.number().int(),
  /** The certificate this one is to follow. */
  renews: serialSchema.optional(),
  requestedBy: z.string(),
  requestedAt: instant,
  decidedBy: z.string().optional(),
  decidedAt: instant.optional(),
  reason: reasonText.optional(),
  /** From `reserved` on: what the certificate will say, whoever writes it. */
  serial: serialSchema.optional(),
  subject: z.object({ organisation: z.string(), unit: z.string().optional(), name: z.string() }).optional(),
  notBefore: instant.optional(),
  notAfter: instant.optional(),
  address: z.string().optional(),
});
export type CertificateRequest = z.infer<typeof certificateRequestSchema>;

export const certificateSchema = z.object({
  schema: z.literal('certificate/1'),
  serial: serialSchema,
  stage: z.enum(['valid', 'revoked']),
  owner: ownerSchema,
  profile: profileSchema,
  algorithm: algorithmSchema,
  names: z.array(nameSchema),
  /** As people read it. */
  subject: z.string(),
  /** DER, base64. */
  certificate: z.string(),
  /** SHA-256 of the DER, hex. */
  sha256: z.string(),
  notBefore: instant,
  notAfter: instant,
  request: z.string(),
  renews: serialSchema.optional(),
  requestedBy: z.string(),
  issuedBy: z.string(),
  issuedAt: instant,
  revokedAt: instant.optional(),
  revokedBy: z.string().optional(),
  reason: revocationReasonSchema.optional(),
  /** When its owner is told next that it ends; gone after the last notice. */
  due: instant.optional(),
});
export type CertificateRecord = z.infer<typeof certificateSchema>;

export const authoritySchema = z.object({
  schema: z.literal('authority/1'),
  issuing: z.string(),
  root: z.string(),
  installedBy: z.string(),
  installedAt: instant,
});

/** How many are revoked, and the page that takes the next one. */
export const revocationsSchema = z.object({ total: z.number().int(), page: z.number().int() });
export const revocationPageSchema = z.object({
  page: z.number().int(),
  revoked: z.array(
    z.object({ serial: serialSchema, at: instant, reason: z.number().int(), notAfter: instant }),
  ),
});

/** The list in force: the object that counts, and how many revocations it knows of. */
export const revocationListSchema = z.object({
  number: z.number().int(),
  total: z.number().int(),
  thisUpdate: instant,
  nextUpdate: instant,
  /** SHA-256 of the issuing certificate's text: a new one signs a new list. */
  issuing: z.string(),
  object: z.string(),
});

const dnsName =
  /^(?=.{1,253}$)(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A host's name or address, for a server's certificate. */
const hostName = z
  .union([z.ipv4(), z.ipv6(), z.string().regex(dnsName)])
  .meta({ example: 'bridge.power.city.example' });

export const requestCertificateBody = z.strictObject({
  csr: z.string().max(16_384).meta({ description: 'PKCS #10，PEM / PKCS #10 in PEM' }),
  profile: profileSchema,
  department: department
    .optional()
    .meta({ description: '由安全管理员代为申请时指明部门 / whose, when a security officer asks' }),
  application: applicationId
    .optional()
    .meta({ description: '本部门的应用 / an application of the department' }),
  account: accountName.optional().meta({ description: '本部门的账号 / an account of the department' }),
  hosts: z
    .array(hostName)
    .max(20)
    .default([])
    .meta({ description: '服务端证书的主机名 / hosts of a server' }),
  days: z.number().int().min(1).max(365).default(365).meta({ description: '有效天数 / days it is valid' }),
});

export const renewCertificateBody = z.strictObject({
  csr: z.string().max(16_384).optional().meta({ description: '换用新密钥时 / for a new key' }),
  days: z.number().int().min(1).max(365).default(365),
});

export const refuseRequestBody = z.strictObject({ reason: reasonText });
export const revokeCertificateBody = z.strictObject({ reason: revocationReasonSchema });
export const authorityBody = z.strictObject({
  chain: z
    .string()
    .max(65_536)
    .meta({ description: '签发证书与根证书，PEM / issuing certificate and root, PEM' }),
});

const paged = { cursor, limit: limit(100, 50) };
export const certificatesQuery = z.object({ department: department.optional(), ...paged });
export const certificatePath = z.object({ serial: serialSchema });
export const requestPath = z.object({ id: z.string().regex(/^[0-9A-Za-z]{1,40}$/) });

const { publicKey: _key, schema: _request, ...requestShape } = certificateRequestSchema.shape;
export const requestView = z.object({ ...requestShape, keySha256: z.string() });
const { due: _due, schema: _certificate, certificate: _der, ...certificateShape } = certificateSchema.shape;
/** `thumbprint`: SHA-256 as base64url, as tokens bound to a certificate name it. */
export const certificateView = z.object({
  ...certificateShape,
  stage: z.enum(['valid', 'revoked', 'expired']),
  pem: z.string(),
  thumbprint: z.string(),
});
export const requestsAnswer = z.object({ items: z.array(requestView), next: z.string().optional() });
export const certificatesAnswer = z.object({ items: z.array(certificateView), next: z.string().optional() });
export const authorityAnswer = z.object({
  pem: z.string(),
  subject: z.string(),
  algorithm: algorithmSchema.optional(),
  rootSubject: z.string(),
  rootSha256: z.string(),
  notAfter: instant,
  installedAt: instant,
  installedBy: z.string(),
});
export const authorityRequestAnswer = z.object({ csr: z.string() });
