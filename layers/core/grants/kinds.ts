/** Records of requests and grants. */
import { type GrantStage, granteesSchema, grantSchema } from '../../../schemas/grant.ts';
import { kind, waits } from '../records.ts';

export const grants = kind({
  name: 'grant',
  key: (id: string) => `grant/${id}`,
  schema: grantSchema,
  indexes: (grant) => ({
    owner: [`grants/${grant.receiver}`, grant.id],
    topic: ['grants', grant.id],
    ...(grant.due !== undefined ? { due: [waits, grant.due] as const } : {}),
  }),
});

/** Beside each resource, who holds a grant on it: read by key where an index would be too late. */
export const grantees = kind({
  name: 'grantees',
  key: (resource: string) => `grantees/${resource}`,
  schema: granteesSchema,
});

const over: ReadonlySet<GrantStage> = new Set(['refused', 'revoked', 'given-up', 'expired']);

/** Nothing becomes of it any more. */
export const isOver = (stage: GrantStage): boolean => over.has(stage);
