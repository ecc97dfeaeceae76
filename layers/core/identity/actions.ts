/**
 * Who may do what, as a table. A role's entry says how the asker's department must stand to the target: `any` asks
 * for nothing, `own` for the place's owner, `provider` and `subscriber` for that part in a resource. What the table
 * does not say is forbidden. Roles and grants that are kept as records will extend this table, not the routes.
 */
import type { Role } from './principal.ts';

export type Relation = 'any' | 'own' | 'provider' | 'subscriber';
export type Grants = Partial<Record<Role, readonly Relation[]>>;

const everybody: Grants = { department: ['any'], operator: ['any'], auditor: ['any'] };
const supervised: Grants = { department: ['own'], operator: ['any'], auditor: ['any'] };
const ownOnly: Grants = { department: ['own'] };
const ownAndOperator: Grants = { department: ['own'], operator: ['any'] };
const operatorOnly: Grants = { operator: ['any'] };
const overseers: Grants = { operator: ['any'], auditor: ['any'] };

export const actions = {
  'catalog.read': everybody,
  'resource.apply': operatorOnly,
  'rows.read': { department: ['provider', 'subscriber'], operator: ['any'] },
  'department.read': everybody,
  'department.register': operatorOnly,
  'ticket.issue': ownOnly,
  'ticket.read': supervised,
  'ticket.upload': ownOnly,
  'batch.read': supervised,
  /** Rejects and lineage show what stands in the file. */
  'batch.contents': ownAndOperator,
  'batch.withdraw': ownOnly,
  'mapping.read': ownAndOperator,
  'mapping.answer': ownOnly,
  'subscription.read': supervised,
  'subscription.change': ownOnly,
  'inbox.read': supervised,
  /** Only the receiver fetches what is in its inbox. */
  'inbox.fetch': ownOnly,
  'inbox.acknowledge': ownOnly,
  'ledger.read': supervised,
  'ledger.verify': overseers,
  'ledger.anchor': overseers,
  'ledger.key': everybody,
  'queue.read': operatorOnly,
  'queue.change': operatorOnly,
} as const satisfies Record<string, Grants>;

export type Action = keyof typeof actions;
