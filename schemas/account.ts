/**
 * People who may sign in. An account says who somebody is and what he may do; passwords, second factors and sessions
 * are kept elsewhere, under the account's name.
 */
import { z } from 'zod';

/** In the order the table of rights shows them. */
export const roles = [
  'operator',
  'catalog-manager',
  'provider',
  'receiver',
  'security-officer',
  'auditor',
  'tax-officer',
  'official',
] as const;
export type Role = (typeof roles)[number];

/** `app-` begins the names of applications: the two stand in the same ledger. */
export const accountName = z
  .string()
  .regex(
    /^(?!app-)[a-z][a-z0-9.-]{1,31}$/,
    '账号为 2 至 32 位小写字母、数字、点或 -，不以 app- 开头 / an account name has 2 to 32 small letters, digits, dots or -, and does not begin with app-',
  )
  .refine(
    (name) => !/^(operator|auditor|security-officer|system|public)$|-application$/.test(name),
    '该名称由平台保留 / this name is the platform’s own',
  );

const instant = z.iso.datetime();
const reason = z.string().trim().min(1).max(500);
export const roleSchema = z.enum(roles);

/** Where somebody belongs: a department, or a district, or, with neither, the city. */
export const placeShape = {
  department: z.string().min(1).optional(),
  district: z
    .string()
    .regex(/^\d{6}$/, '区县代码为 6 位数字 / a district code has 6 digits')
    .optional(),
};

export const accountStatuses = ['active', 'suspended', 'ended'] as const;

export const accountSchema = z.object({
  schema: z.literal('account/1'),
  name: accountName,
  /** As colleagues call him; shown to those who tend accounts, and nowhere in the ledger. */
  displayName: z.string().trim().min(1).max(100),
  ...placeShape,
  /** In force. */
  roles: z.array(roleSchema),
  /** Asked for and not in force: a second security officer has to confirm them. */
  proposed: z.object({ roles: z.array(roleSchema), by: z.string(), at: instant, reason }).optional(),
  /** The account works from this moment, and until that one: not at it. */
  from: instant,
  until: instant.optional(),
  status: z.enum(accountStatuses),
  /** Why it has its status, and its last change. */
  reason,
  reviewedAt: instant,
  reviewedBy: z.string(),
  createdAt: instant,
  createdBy: z.string(),
  changedAt: instant,
  changedBy: z.string(),
});
export type Account = z.infer<typeof accountSchema>;

/** When somebody was seen last, to the day: kept beside his account, so that being seen changes nothing in it. */
export const seenSchema = z.object({ name: z.string(), at: instant });
export type Seen = z.infer<typeof seenSchema>;

/** The city's security officers: how many there are decides who confirms, and who may go. */
export const securityOfficersSchema = z.object({
  officers: z.array(z.object({ name: z.string(), from: instant, until: instant.optional() })),
});
export type SecurityOfficers = z.infer<typeof securityOfficersSchema>;
