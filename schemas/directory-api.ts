/** What the API takes and answers about accounts, applications and rights. */
import { z } from 'zod';
import { accountName, accountSchema, accountStatuses, placeShape, roleSchema, roles } from './account.ts';
import { applicationId, applicationSchema, thumbprint } from './application.ts';
import { cursor, limit } from './paging.ts';

const reason = z.string().trim().min(1).max(500).meta({
  description: '原因，记入台账，不写个人信息 / why; it stands in the ledger',
  example: '新任数据管理员',
});
const instant = z.iso.datetime().meta({ example: '2027-01-01T00:00:00Z' });
const department = z.string().min(1).max(32).meta({ description: '部门代码 / department', example: 'aic' });
const district = placeShape.district.unwrap().meta({ description: '区县代码 / district', example: '520102' });
const paged = { cursor, limit: limit(200, 100) };
const name = accountName.meta({ description: '账号 / account', example: 'li.ming' });
const id = applicationId.meta({ description: '应用代码 / application', example: 'app-aic-bridge' });
const displayName = accountSchema.shape.displayName.meta({ example: '李明' });
const roleList = z
  .array(roleSchema)
  .min(1)
  .max(roles.length)
  .meta({ example: ['provider'] });
/** Undefined stays what it was, null takes the end away. */
const end = instant.nullable().optional();

const place = z
  .strictObject({ department: department.optional(), district: district.optional() })
  .meta({ description: '均不填为市级 / with neither: of the city' });

export const userPath = z.object({ name });
export const applicationPath = z.object({ id });
export const usersQuery = z.object({
  department: department.optional(),
  district: district.optional(),
  status: z.enum(accountStatuses).optional(),
  ...paged,
});
export const applicationsQuery = z.object({ department: department.optional(), ...paged });
export const reviewsQuery = z.object({ format: z.enum(['json', 'csv']).default('json') });

export const userBody = z.strictObject({
  name,
  displayName,
  department: department.optional(),
  district: district.optional(),
  roles: roleList,
  from: instant.optional(),
  until: instant.optional(),
  reason,
});
export const userChangeBody = z.strictObject({
  displayName: displayName.optional(),
  place: place.optional(),
  roles: roleList.optional(),
  from: instant.optional(),
  until: end,
  reason,
});
export const statusBody = z.strictObject({ status: z.enum(accountStatuses), reason });
export const refusalBody = z.strictObject({ reason });

export const applicationBody = z.strictObject({
  id,
  name: applicationSchema.shape.name.meta({ example: '登记数据前置机' }),
  department,
  permissions: z
    .array(z.string())
    .max(200)
    .optional()
    .meta({ example: ['ticket.issue', 'ticket.upload'] }),
  certificates: z.array(thumbprint).max(2).optional(),
  until: instant.optional(),
  reason,
});
export const applicationChangeBody = z.strictObject({
  name: applicationSchema.shape.name.optional(),
  permissions: applicationBody.shape.permissions,
  certificates: applicationBody.shape.certificates,
  until: end,
  status: z.enum(accountStatuses).optional(),
  reason,
});

const review = z.object({
  why: z.enum(['not-reviewed', 'not-seen']),
  since: z.string(),
  suspendedAt: z.string(),
});
export const userAnswer = accountSchema.extend({
  /** To the day. */
  lastSeen: z.string().optional(),
  review: review.optional(),
});
export type UserAnswer = z.infer<typeof userAnswer>;
const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().optional() });
export const usersAnswer = page(userAnswer);
export const applicationsAnswer = page(applicationSchema);
export const reviewsAnswer = z.object({ items: z.array(userAnswer) });

const inBoth = { zh: z.string(), en: z.string() };
const clash = z.object({ one: roleSchema, others: z.array(roleSchema), ...inBoth });
export const rightsAnswer = z.object({
  roles: z.array(z.object({ role: roleSchema, zh: z.string() })),
  relations: z.array(z.object({ relation: z.string(), ...inBoth })),
  actions: z.array(
    z.object({
      action: z.string(),
      ...inBoth,
      changes: z.boolean().meta({ description: '是否改变数据 / does it change anything' }),
      to: z.partialRecord(roleSchema, z.array(z.string())),
    }),
  ),
  separation: z.object({
    clashes: z.array(clash),
    departmental: z.array(roleSchema),
    overseeing: z.array(roleSchema),
    confirmed: z.array(roleSchema),
    delegated: z.array(roleSchema),
  }),
});
export type RightsAnswer = z.infer<typeof rightsAnswer>;
export const rightsQuery = z.object({ format: z.enum(['json', 'csv']).default('json') });

export const explanationQuery = z.object({
  as: z
    .union([accountName, applicationId])
    .optional()
    .meta({ description: '账号或应用，缺省为本人 / account or application; yourself unless given' }),
  action: z.string().max(60).meta({ description: '动作 / action', example: 'rows.read' }),
  resource: z.string().max(40).optional().meta({ description: '信息资源 / resource', example: 'AIC' }),
  department: department.optional(),
});
export const explanationAnswer = z.object({
  who: z.string(),
  action: z.string(),
  allowed: z.boolean(),
  steps: z.array(z.object({ step: z.string(), holds: z.boolean(), ...inBoth })),
});
export type ExplanationAnswer = z.infer<typeof explanationAnswer>;
