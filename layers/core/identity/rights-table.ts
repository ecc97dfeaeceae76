/** The table of rights as the security officer reads it, and as the matrix test does. */
import { type Action, actions, type Relation, type Rule } from './actions.ts';
import { type Role, roleNames, roles } from './principal.ts';
import { clashes, confirmed, delegated, departmental, overseeing } from './separation.ts';

/** What each relation says, for people. */
export const relations: Readonly<Record<Relation, { readonly zh: string; readonly en: string }>> = {
  any: { zh: '不限', en: 'whoever it is' },
  city: { zh: '市级账号', en: 'an account of the city, bound to no place' },
  district: { zh: '本区县', en: 'it belongs to his district' },
  own: { zh: '本部门', en: 'it is his department’s' },
  provider: { zh: '本部门提供', en: 'his department provides it' },
  receiver: { zh: '本部门获授权', en: 'his department holds a grant in force on it' },
};

/** Actions that look and change nothing; every other one changes something. */
const looking = /\.(read|search|contents|verify|anchor|key|explain)$/;
export const isChange = (action: string): boolean => !looking.test(action);

/** The whole table, and the rules of separation beside it. */
export const rightsTable = () => ({
  roles: roles.map((role) => ({ role, zh: roleNames[role] })),
  relations: (Object.keys(relations) as Relation[]).map((relation) => ({ relation, ...relations[relation] })),
  actions: (Object.entries(actions) as [Action, Rule][]).map(([action, { zh, en, to }]) => ({
    action,
    zh,
    en,
    changes: isChange(action),
    to: copyOf(to),
  })),
  separation: {
    clashes: clashes.map((clash) => ({ ...clash, others: [...clash.others] })),
    departmental: [...departmental],
    overseeing: [...overseeing],
    confirmed: [...confirmed],
    delegated: [...delegated],
  },
});

function copyOf(to: Rule['to']): Partial<Record<Role, Relation[]>> {
  const entries = Object.entries(to) as [Role, readonly Relation[]][];
  return Object.fromEntries(entries.map(([role, held]) => [role, [...held]]));
}

/** As rows of cells, with a head: an action a row, a role a column. */
export function rightsRows(): readonly (readonly string[])[] {
  const table = rightsTable();
  const head = [
    'action',
    '动作',
    'what',
    '改变 changes',
    ...table.roles.map(({ role, zh }) => `${zh} ${role}`),
  ];
  const rows = table.actions.map(({ action, zh, en, changes, to }) => [
    action,
    zh,
    en,
    changes ? '是 yes' : '',
    ...roles.map((role) =>
      (to[role] ?? []).map((relation) => `${relations[relation].zh} ${relation}`).join('; '),
    ),
  ]);
  return [head, ...rows];
}
