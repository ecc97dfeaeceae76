/**
 * What the table of rights says, worked out from the document that GET /rights answers and from nothing else: a second
 * reading of the same page, apart from the platform's own.
 */
import type { Principal } from '../../layers/core/identity/principal.ts';
import type { RightsAnswer } from '../../schemas/directory-api.ts';

/** What a request is about. */
export interface Thing {
  readonly owner?: string | undefined;
  readonly district?: string | undefined;
  readonly providers?: readonly string[];
  readonly receivers?: readonly string[];
}

type Reading = (asker: Principal, thing: Thing) => boolean;

/** Each relation, as its text in the table says it. */
const holds: Readonly<Record<string, Reading>> = {
  any: () => true,
  city: (asker) => asker.department === undefined && asker.district === undefined,
  district: ({ district }, thing) =>
    district !== undefined &&
    (thing.district === district.code ||
      [thing.owner, ...(thing.providers ?? [])].some((one) => district.departments.includes(one ?? '-'))),
  own: ({ department }, { owner }) => department !== undefined && department === owner,
  provider: ({ department }, { providers }) => providers?.includes(department ?? '-') ?? false,
  receiver: ({ department }, { receivers }) => receivers?.includes(department ?? '-') ?? false,
};

/** Does the table let this asker do that to this thing? */
export function tableSays(table: RightsAnswer, asker: Principal, action: string, thing: Thing): boolean {
  const row = table.actions.find((one) => one.action === action);
  if (!row) throw new Error(`the table has no action ${action}`);
  if (asker.permissions && !asker.permissions.includes(action)) return false;
  return asker.roles.some((role) =>
    (row.to[role] ?? []).some((relation) => {
      const reading = holds[relation];
      if (!reading) throw new Error(`nobody knows what ${relation} means`);
      return reading(asker, thing);
    }),
  );
}
