/**
 * Who may do what, as a table that the security officer can read (`shuiyuan rights table`). A role's entry says how
 * the asker must stand to the target: see `Relation`. What the table does not say is forbidden. Grants, row filters
 * and items narrow it further: see `leave-to-read.ts`.
 */
import type { Role } from './principal.ts';

/**
 * any: whoever it is. city: oversees the whole city, acting for no department and bound to no district. district: the
 * target belongs to a department of its district. own: the target is its department's. provider, receiver: its
 * department provides the resource, or holds a grant in force on it.
 */
export type Relation = 'any' | 'city' | 'district' | 'own' | 'provider' | 'receiver';
export type Rights = Partial<Record<Role, readonly Relation[]>>;

/** An action as people read it, and who may do it. */
export interface Rule {
  readonly zh: string;
  readonly en: string;
  readonly to: Rights;
}

const everybody: Rights = {
  operator: ['any'],
  'catalog-manager': ['any'],
  provider: ['any'],
  receiver: ['any'],
  'security-officer': ['any'],
  auditor: ['any'],
  'tax-officer': ['any'],
  official: ['any'],
};
const overseeing = ['city', 'district'] as const;
const operatorOnly: Rights = { operator: overseeing };
const cityOperatorOnly: Rights = { operator: ['city'] };
const operatorAndAuditor: Rights = { operator: overseeing, auditor: overseeing };
const overseers: Rights = { operator: ['city'], auditor: ['city'] };
const providing: Rights = { provider: ['own'] };
const receiving: Rights = { receiver: ['own'] };
const administering: Rights = { 'security-officer': ['city', 'district', 'own'] };

export const actions = {
  'catalog.read': { zh: '查看资源目录', en: 'read the catalog', to: everybody },
  'resource.apply': { zh: '直接登记信息资源', en: 'put a resource file in force', to: cityOperatorOnly },
  'resource.draft': {
    zh: '起草、修改目录',
    en: 'draft a catalog entry',
    to: { 'catalog-manager': ['provider'], operator: overseeing },
  },
  'resource.submit': {
    zh: '提交目录登记或发布',
    en: 'submit a catalog entry',
    to: { 'catalog-manager': ['provider'] },
  },
  'resource.review': { zh: '审核目录', en: 'decide on a catalog entry', to: operatorOnly },
  'resource.withdraw': {
    zh: '撤销目录',
    en: 'withdraw a catalog entry',
    to: { 'catalog-manager': ['provider'], operator: overseeing },
  },
  'catalog.exchange': {
    zh: '与上下级平台交换目录',
    en: 'exchange the catalog with other installations',
    to: cityOperatorOnly,
  },
  'open.review': {
    zh: '审查向社会开放的资源',
    en: 'check a resource that is opened to society',
    to: { 'security-officer': ['city'] },
  },
  'rows.read': {
    zh: '读取资源数据',
    en: 'read the rows of a resource',
    to: {
      provider: ['provider'],
      receiver: ['receiver'],
      'tax-officer': ['receiver'],
      operator: ['city'],
    },
  },
  'document.search': {
    zh: '检索文件全文',
    en: 'search the text of documents',
    to: { provider: ['provider'], receiver: ['receiver'], 'tax-officer': ['receiver'] },
  },
  'grant.read': { zh: '查看授权', en: 'read requests and grants', to: everybody },
  'grant.request': { zh: '申请数据', en: 'request data', to: receiving },
  'grant.decide': {
    zh: '审批数据申请',
    en: 'decide on a request',
    to: { provider: ['provider'], operator: ['city'] },
  },
  'grant.end': {
    zh: '终止授权',
    en: 'end a grant',
    to: { provider: ['provider'], receiver: ['own'], operator: ['city'] },
  },
  'grant.suspend': {
    zh: '暂停、恢复授权',
    en: 'suspend or resume a grant',
    to: { provider: ['provider'], operator: ['city'], 'security-officer': ['city'] },
  },
  'department.read': { zh: '查看部门', en: 'read departments', to: everybody },
  'department.register': { zh: '登记部门', en: 'register a department', to: cityOperatorOnly },
  'ticket.issue': { zh: '申请上传凭证', en: 'ask for a ticket', to: providing },
  'records.send': { zh: '实时报送记录', en: 'send records in real time', to: providing },
  'ticket.read': {
    zh: '查看上传凭证',
    en: 'read a ticket',
    to: { provider: ['own'], ...operatorAndAuditor },
  },
  'ticket.upload': { zh: '按凭证上传', en: 'upload under a ticket', to: providing },
  'batch.read': { zh: '查看批次', en: 'read a batch', to: { provider: ['own'], ...operatorAndAuditor } },
  /** Rejects and lineage show what stands in the file. */
  'batch.contents': {
    zh: '查看批次内容',
    en: 'see what stands in a batch',
    to: { provider: ['own'], operator: overseeing },
  },
  'batch.withdraw': { zh: '撤回批次', en: 'withdraw a batch', to: providing },
  'mapping.read': {
    zh: '查看列对应关系',
    en: 'read a mapping',
    to: { provider: ['own'], operator: overseeing },
  },
  'mapping.answer': { zh: '确认列对应关系', en: 'answer a mapping', to: providing },
  'subscription.read': {
    zh: '查看订阅',
    en: 'read subscriptions',
    to: { receiver: ['own'], ...operatorAndAuditor },
  },
  'subscription.change': { zh: '变更订阅', en: 'change subscriptions', to: receiving },
  'inbox.read': { zh: '查看收件箱', en: 'read an inbox', to: { receiver: ['own'], ...operatorAndAuditor } },
  /** Only the receiver fetches what is in its inbox. */
  'inbox.fetch': { zh: '取走数据包', en: 'fetch a parcel', to: receiving },
  'inbox.acknowledge': { zh: '确认数据包', en: 'acknowledge a parcel', to: receiving },
  'token.make': {
    zh: '将标识换成令牌',
    en: 'have identifiers made into tokens',
    to: { provider: ['own'] },
  },
  'token.rotate': { zh: '轮换令牌密钥', en: 'rotate the token key', to: { 'security-officer': ['city'] } },
  'reveal.ask': { zh: '申请查看原文', en: 'ask for clear text', to: { 'tax-officer': ['own'] } },
  'reveal.read': {
    zh: '查看原文申请',
    en: 'read requests for clear text',
    to: { provider: ['provider'], 'tax-officer': ['own'], auditor: ['city'] },
  },
  'reveal.answer': { zh: '答复原文申请', en: 'answer with clear text', to: { provider: ['provider'] } },
  'question.propose': {
    zh: '提出就地计算的查询',
    en: 'propose a query to a department’s store',
    to: { receiver: ['own'], 'tax-officer': ['own'] },
  },
  'question.decide': {
    zh: '审批就地计算的查询',
    en: 'decide on a query to a department’s store',
    to: { provider: ['provider'], operator: ['city'] },
  },
  'question.read': { zh: '查看就地计算的查询', en: 'read queries to departments’ stores', to: everybody },
  'result.publish': {
    zh: '交付就地计算的结果',
    en: 'hand in the result of a query',
    to: { provider: ['provider'] },
  },
  'result.read': {
    zh: '查看就地计算的结果',
    en: 'read the result of a query',
    to: { receiver: ['own'], 'tax-officer': ['own'], provider: ['provider'] },
  },
  /** What the statement may read is decided table by table, by `rows.read`. */
  'query.run': {
    zh: '用 SQL 查询',
    en: 'query the lake in SQL',
    to: { provider: ['own'], receiver: ['own'], 'tax-officer': ['own'], operator: ['city'] },
  },
  'flow.read': { zh: '查看交换流程', en: 'read flows and their runs', to: everybody },
  /** A dry run shows only what whoever asks may read. */
  'flow.draft': {
    zh: '校验、试运行交换流程',
    en: 'check and try out flows',
    to: { provider: ['own'], receiver: ['own'], 'tax-officer': ['own'], operator: ['city'] },
  },
  'flow.deploy': { zh: '部署、退回交换流程', en: 'deploy flows and take them back', to: cityOperatorOnly },
  'flow.run': {
    zh: '运行、补跑、暂停、恢复交换流程',
    en: 'run, pause and resume flows',
    to: cityOperatorOnly,
  },
  'user.read': {
    zh: '查看用户',
    en: 'read accounts',
    to: { ...administering, auditor: ['city', 'district'] },
  },
  'user.change': { zh: '管理用户', en: 'administer accounts', to: administering },
  'user.self': { zh: '管理本人账号', en: 'tend one’s own account', to: everybody },
  'application.read': {
    zh: '查看应用',
    en: 'read applications',
    to: { ...administering, auditor: ['city', 'district'] },
  },
  'application.change': { zh: '管理应用', en: 'administer applications', to: administering },
  'certificate.read': { zh: '查看证书', en: 'read certificates', to: everybody },
  'certificate.request': {
    zh: '申请证书',
    en: 'request a certificate',
    to: { provider: ['own'], receiver: ['own'], 'security-officer': ['city', 'district', 'own'] },
  },
  'certificate.issue': { zh: '签发证书', en: 'issue a certificate', to: { 'security-officer': ['city'] } },
  'certificate.revoke': {
    zh: '吊销证书',
    en: 'revoke a certificate',
    to: { provider: ['own'], receiver: ['own'], 'security-officer': ['city', 'district', 'own'] },
  },
  'authority.install': {
    zh: '安装签发机构证书',
    en: 'install the certificate of the authority',
    to: { 'security-officer': ['city'] },
  },
  'rights.read': { zh: '查看权限表', en: 'read the table of rights', to: everybody },
  'notice.read': {
    zh: '查看通知',
    en: 'read notices',
    to: {
      provider: ['own'],
      receiver: ['own'],
      'catalog-manager': ['own'],
      ...administering,
      ...operatorAndAuditor,
    },
  },
  'ledger.read': {
    zh: '查看台账',
    en: 'read the ledger',
    to: { provider: ['own'], receiver: ['own'], ...operatorAndAuditor },
  },
  'ledger.verify': { zh: '核验台账', en: 'verify the ledger', to: overseers },
  'ledger.anchor': { zh: '导出存证', en: 'export an anchor', to: overseers },
  'ledger.key': { zh: '查看根公钥', en: 'read the root key', to: everybody },
  'work-group.change': {
    zh: '管理查询工作组',
    en: 'change the work groups of queries',
    to: cityOperatorOnly,
  },
  'queue.read': { zh: '查看队列', en: 'read the queues', to: cityOperatorOnly },
  'queue.change': { zh: '处置死信', en: 'handle dead letters', to: cityOperatorOnly },
  'alarm.read': { zh: '查看警报', en: 'read alarms', to: overseers },
  'alarm.handle': { zh: '处置警报', en: 'handle alarms', to: cityOperatorOnly },
  'alarm.settle': {
    zh: '设置警报渠道与规则',
    en: 'set the channels and rules of alarms',
    to: cityOperatorOnly,
  },
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof actions;
export const actionNames = Object.keys(actions) as [Action, ...Action[]];
