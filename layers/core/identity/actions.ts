/**
 * Who may do what, as a table. A role's entry says how the asker's department must stand to the target: `any` asks
 * for nothing, `own` for the place's owner, `provider` and `subscriber` for that part in a resource. What the table
 * does not say is forbidden. Roles and grants that are kept as records will extend this table, not the routes.
 */
import type { Role } from './principal.ts';

export type Relation = 'any' | 'own' | 'provider' | 'subscriber';
type Grants = Partial<Record<Role, readonly Relation[]>>;

/** An action as people read it, and who may do it. */
export interface Rule {
  readonly zh: string;
  readonly en: string;
  readonly to: Grants;
}

const everybody: Grants = { department: ['any'], operator: ['any'], auditor: ['any'] };
const supervised: Grants = { department: ['own'], operator: ['any'], auditor: ['any'] };
const ownOnly: Grants = { department: ['own'] };
const ownAndOperator: Grants = { department: ['own'], operator: ['any'] };
const operatorOnly: Grants = { operator: ['any'] };
const overseers: Grants = { operator: ['any'], auditor: ['any'] };
const partiesAndOperator: Grants = { department: ['provider', 'subscriber'], operator: ['any'] };

export const actions = {
  'catalog.read': { zh: '查看资源目录', en: 'read the catalog', to: everybody },
  'resource.apply': { zh: '登记信息资源', en: 'apply a resource', to: operatorOnly },
  'rows.read': { zh: '读取资源数据', en: 'read the rows of a resource', to: partiesAndOperator },
  'department.read': { zh: '查看部门', en: 'read departments', to: everybody },
  'department.register': { zh: '登记部门', en: 'register a department', to: operatorOnly },
  'ticket.issue': { zh: '申请上传凭证', en: 'ask for a ticket', to: ownOnly },
  'ticket.read': { zh: '查看上传凭证', en: 'read a ticket', to: supervised },
  'ticket.upload': { zh: '按凭证上传', en: 'upload under a ticket', to: ownOnly },
  'batch.read': { zh: '查看批次', en: 'read a batch', to: supervised },
  /** Rejects and lineage show what stands in the file. */
  'batch.contents': { zh: '查看批次内容', en: 'see what stands in a batch', to: ownAndOperator },
  'batch.withdraw': { zh: '撤回批次', en: 'withdraw a batch', to: ownOnly },
  'mapping.read': { zh: '查看列对应关系', en: 'read a mapping', to: ownAndOperator },
  'mapping.answer': { zh: '确认列对应关系', en: 'answer a mapping', to: ownOnly },
  'subscription.read': { zh: '查看订阅', en: 'read subscriptions', to: supervised },
  'subscription.change': { zh: '变更订阅', en: 'change subscriptions', to: ownOnly },
  'inbox.read': { zh: '查看收件箱', en: 'read an inbox', to: supervised },
  /** Only the receiver fetches what is in its inbox. */
  'inbox.fetch': { zh: '取走数据包', en: 'fetch a parcel', to: ownOnly },
  'inbox.acknowledge': { zh: '确认数据包', en: 'acknowledge a parcel', to: ownOnly },
  'notice.read': { zh: '查看通知', en: 'read notices', to: supervised },
  'ledger.read': { zh: '查看台账', en: 'read the ledger', to: supervised },
  'ledger.verify': { zh: '核验台账', en: 'verify the ledger', to: overseers },
  'ledger.anchor': { zh: '导出存证', en: 'export an anchor', to: overseers },
  'ledger.key': { zh: '查看根公钥', en: 'read the root key', to: everybody },
  'queue.read': { zh: '查看队列', en: 'read the queues', to: operatorOnly },
  'queue.change': { zh: '处置死信', en: 'handle dead letters', to: operatorOnly },
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof actions;
