/**
 * What each route is about, said apart from the code of the routes: whose thing its request names. A route that is not
 * here fails the matrix. Where a request made from the description alone would not do, its parts stand beside it.
 */
import type { Principal } from '../../layers/core/identity/principal.ts';
import { resource } from '../unit/api/fakes/fixture.ts';
import type { Thing } from './read-table.ts';

export interface Fact {
  /** Whose it is. A function: it depends on who asks. */
  readonly about: Thing | ((asker: Principal) => Thing);
  /** Parameters, by name; a text that names something of the world stands for it. */
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Everybody’s, or the platform’s as a whole. */
const open = {};
const aic: Thing = { owner: 'aic' };
const tax: Thing = { owner: 'tax' };
const shared: Thing = { providers: ['aic'], receivers: ['tax'] };
/** The asker’s own place. */
const self = ({ department, district }: Principal): Thing => ({
  owner: department,
  district: district?.code,
});
/** The asker’s own department: it asks in its name. */
const ownDepartment = ({ department }: Principal): Thing => ({ owner: department });
/** What civil asked of aic. */
const request: Thing = { owner: 'civil', providers: ['aic'] };

const inBatch = (about: Thing, more: Partial<Fact> = {}): Fact => ({
  about,
  params: { id: 'batch', line: '2', record: 'batch/{batch}', version: '1' },
  ...more,
});
const ofTicket: Fact = { about: aic, params: { id: 'ticket' } };
const ofAic = (more: Partial<Fact> = {}): Fact => ({
  about: aic,
  params: { name: 'li.ming', department: 'aic', id: 'app-aic' },
  ...more,
});
const ofResource = (about: Thing, more: Partial<Fact> = {}): Fact => ({
  about,
  params: { code: 'AIC' },
  ...more,
});
const ofRequest = (about: Fact['about'], more: Partial<Fact> = {}): Fact => ({
  about,
  params: { id: 'request', reason: '核查完毕' },
  ...more,
});
const ofParcel: Fact = { about: tax, params: { parcel: 'parcel' } };
const inInbox: Fact = { about: tax, params: { department: 'tax' } };
const ofQuestion = (about: Fact['about'], more: Partial<Fact> = {}): Fact => ({
  about,
  params: { id: 'question', version: '1', period: '201501' },
  ...more,
});
const ofCertificate = (about: Thing, more: Partial<Fact> = {}): Fact => ({
  about,
  params: { serial: 'serial', id: 'certificateRequest', department: 'aic' },
  ...more,
});
/** What tax asked aic to be shown. */
const ofReveal: Fact = { about: { owner: 'tax', providers: ['aic'] }, params: { id: 'reveal' } };
const anywhere: Fact = { about: open };
const why = { reason: '核查' };
const ofFlow: Fact = { about: open, params: { code: 'counted', version: '1', id: '1' } };
const flow = {
  schema: 'flow/1',
  code: 'counted',
  name: '计数',
  purpose: '核对',
  nodes: [
    { id: 'aic', kind: 'resource', resource: 'AIC' },
    { id: 'sums', kind: 'summarise', measures: [{ name: 'things', sql: 'count(*)' }] },
    { id: 'out', kind: 'output', resource: 'AIC_COUNTED', title: '计数' },
  ],
  edges: [
    { from: 'aic', to: 'sums' },
    { from: 'sums', to: 'out' },
  ],
};

export const facts: Readonly<Record<string, Fact>> = {
  issueTicket: {
    about: ownDepartment,
    body: { resource: 'AIC', fileName: 'a.csv', size: 1, sha256: 'a'.repeat(64) },
  },
  getTicket: ofTicket,
  signPart: { ...ofTicket, body: { number: 1, size: 1, sha256: 'a'.repeat(64) } },
  listParts: ofTicket,
  completeUpload: ofTicket,

  sendRecords: {
    about: ownDepartment,
    params: { code: 'AIC' },
    body: { id: 'm1', record: { k: 'a' } },
  },
  getRecordReceipt: { about: aic, params: { code: 'AIC', id: 'm1', department: 'aic' } },
  listBatches: { about: aic, params: { department: 'aic' } },
  getBatch: inBatch(aic),
  watchBatch: inBatch(aic),
  traceLine: inBatch(aic),
  listParcelsOfBatch: inBatch(aic),
  downloadRejects: inBatch(aic),
  getMapping: inBatch(aic),
  answerMapping: inBatch(aic, { body: { answers: [{ column: 0, item: 'k' }] } }),
  withdrawBatch: inBatch(aic, { body: why }),

  listResources: anywhere,
  getResource: ofResource(open),
  getResourceProfile: ofResource(open),
  discover: anywhere,
  applyResource: ofResource(open, { body: resource }),
  listCatalog: anywhere,
  getCatalogEntry: ofResource(open),
  diffCatalogEntry: ofResource(open),
  draftCatalogEntry: ofResource(shared, { body: resource }),
  moveCatalogEntry: ofResource(shared, { body: { move: 'submit' } }),
  readRows: ofResource(shared),
  // One’s own search: what it finds is decided resource by resource.
  searchDocuments: {
    about: ({ department }) =>
      department === undefined ? {} : { providers: [department], receivers: [department] },
  },
  getDocument: { about: shared, params: { batch: 'batch' } },
  listOpenings: anywhere,
  getOpening: ofResource(open),
  checkOpening: ofResource(open),
  decideOpening: ofResource(open),

  listDepartments: anywhere,
  registerDepartment: { about: open, params: { code: 'civil' }, body: { name: '民政局', nameEn: 'Civil' } },

  requestGrant: {
    about: ownDepartment,
    body: { resource: 'AIC', purpose: '核对', basis: '依据', until: '2015-12-31' },
  },
  listGrants: anywhere,
  getGrant: ofRequest(open),
  decideGrant: ofRequest(request, { body: { verdict: 'approved' } }),
  suspendGrant: ofRequest(request, { body: why }),
  resumeGrant: ofRequest(request),
  endGrant: ofRequest(request, { body: why }),
  renewGrant: ofRequest(ownDepartment, { body: { until: '2016-12-31' } }),

  subscribe: { about: ownDepartment, body: { resource: 'AIC' } },
  listSubscriptions: inInbox,
  unsubscribe: { about: ownDepartment, params: { resource: 'AIC', id: 'subscription' } },
  listInbox: inInbox,
  getParcel: ofParcel,
  fetchParcel: ofParcel,
  acknowledgeParcel: { ...ofParcel, body: { sha256: 'a'.repeat(64) } },
  listNotices: inInbox,

  // Each sees the entries in its own chain: nothing, of another's record.
  listEntries: inBatch(aic, { about: ({ department }) => ({ owner: department ?? 'aic' }) }),
  issueReceipt: inBatch(aic),
  verifyLedger: anywhere,
  exportAnchor: anywhere,
  // Each sees what is in its own chain: the provider the batch, the receiver its parcel.
  trailMessage: inBatch(aic, {
    about: ({ department }) => ({ owner: department === 'tax' ? 'tax' : 'aic' }),
  }),
  listTrail: { about: aic, params: { department: 'aic', since: '2014-01-01T00:00:00Z' } },
  getRootKey: anywhere,
  listQueues: anywhere,
  listDeadLetters: { about: open, params: { queue: 'batches' } },
  redriveDeadLetters: { about: open, params: { queue: 'batches' }, body: {} },
  purgeDeadLetters: { about: open, params: { queue: 'batches' }, body: {} },

  listAlarms: anywhere,
  raiseAlarm: { about: open, body: { subject: 'drill', severity: 'warning', zh: '演练', en: 'a drill' } },
  getAlarm: { about: open, params: { id: 'alarm' } },
  acknowledgeAlarm: { about: open, params: { id: 'alarm' }, body: {} },
  closeAlarm: { about: open, params: { id: 'alarm' }, body: { note: '演练结束' } },
  actOnAlarm: { about: open, params: { id: 'alarm' }, body: { action: 'redrive' } },
  listAlarmChannels: anywhere,
  putAlarmChannel: { about: open, params: { channel: 'night-bot' }, body: { kind: 'notice' } },
  removeAlarmChannel: { about: open, params: { channel: 'night-bot' } },
  testAlarmChannel: { about: open, params: { channel: 'night-bot' } },
  getAlarmRules: anywhere,
  putAlarmRules: { about: open, body: {} },

  listUsers: { about: aic, params: { department: 'aic' } },
  addUser: {
    about: aic,
    body: { name: 'new.one', displayName: '新人', department: 'aic', roles: ['provider'], ...why },
  },
  getUser: ofAic(),
  changeUser: ofAic({ body: why }),
  setUserStatus: ofAic({ body: { status: 'active', ...why } }),
  confirmUser: ofAic(),
  declineUser: ofAic({ body: why }),
  reviewUser: ofAic(),
  listReviews: { about: self },
  listApplications: { about: aic, params: { department: 'aic' } },
  addApplication: { about: aic, body: { id: 'app-new', name: '新应用', department: 'aic', ...why } },
  getApplication: ofAic(),
  changeApplication: ofAic({ body: why }),
  getRights: anywhere,
  explainRights: { about: open, params: { action: 'rows.read' } },

  whoAmI: anywhere,
  listOwnSessions: anywhere,
  endOwnSession: anywhere,
  listUserSessions: ofAic(),
  endUserSessions: ofAic(),
  endUserSession: ofAic(),
  getSignIn: ofAic(),
  inviteUser: ofAic({ body: {} }),
  vouchForUser: ofAic(),
  unlockUser: ofAic(),

  proposeQuestion: { about: ownDepartment },
  listQuestions: anywhere,
  getQuestion: ofQuestion(open),
  reviseQuestion: ofQuestion(ownDepartment),
  decideQuestion: ofQuestion({ providers: ['aic'] }, { body: { version: 1, decision: 'approve', ...why } }),
  withdrawQuestion: ofQuestion(ownDepartment, { body: why }),
  getApprovedQuestion: ofQuestion(open),
  handInResult: ofQuestion({ providers: ['aic'] }),
  listResults: inInbox,
  getResult: ofQuestion({ owner: 'tax', providers: ['aic'] }),
  listBudgets: anywhere,

  // One’s own queries: what each may read is decided table by table.
  startQuery: { about: ownDepartment, body: { sql: 'SELECT 1' } },
  listQueries: { about: ownDepartment },
  getQuery: { about: ownDepartment },
  stopQuery: { about: ownDepartment },
  getQueryResults: { about: ownDepartment },

  listFlows: anywhere,
  listDataServices: anywhere,
  getFlow: ofFlow,
  getFlowVersion: ofFlow,
  checkFlow: { about: ownDepartment, body: { flow } },
  deployFlow: { about: open, body: { flow } },
  pauseFlow: { ...ofFlow, body: why },
  resumeFlow: { ...ofFlow, body: why },
  rollBackFlow: { ...ofFlow, body: { version: 1, ...why } },
  runFlow: { ...ofFlow, body: {} },
  backfillFlow: { ...ofFlow, body: { from: '201501', to: '201502' } },
  listFlowRuns: ofFlow,
  getFlowRun: ofFlow,
  dryRunFlow: { about: ownDepartment, body: { flow } },
  getFlowDryRun: { about: ownDepartment },

  makeTokens: { about: ownDepartment },
  tokeniserStatus: anywhere,
  rotateTokenKey: anywhere,
  askReveal: { about: ownDepartment },
  listReveals: { about: tax, params: { side: 'asked', department: 'tax' } },
  getReveal: ofReveal,
  answerReveal: ofReveal,
  refuseReveal: { ...ofReveal, body: why },
  exportCatalog: anywhere,
  // Whose each resource is stands in the file, and is decided one by one.
  importCatalog: { about: ({ department }) => ({ providers: department === undefined ? [] : [department] }) },

  listPeers: anywhere,
  registerPeer: { about: open, body: { name: '南明区', rootKey: 'A'.repeat(120) } },
  makeCatalogParcel: anywhere,
  getCatalogParcel: anywhere,
  receiveCatalogParcel: anywhere,
  listCatalogConflicts: anywhere,
  resolveCatalogConflict: anywhere,

  requestCertificate: { about: aic, body: { csr: 'x', profile: 'signing', department: 'aic' } },
  listCertificateRequests: anywhere,
  getCertificateRequest: ofCertificate(open),
  issueCertificate: ofCertificate(open),
  refuseCertificate: ofCertificate(open, { body: why }),
  getAuthority: anywhere,
  requestAuthority: anywhere,
  installAuthority: anywhere,
  listCertificates: anywhere,
  getCertificate: ofCertificate(open),
  renewCertificate: ofCertificate(aic, { body: {} }),
  revokeCertificate: ofCertificate(aic, { body: { reason: 'superseded' } }),
};

/** Open to whoever comes, without an account. */
export const withoutAccount: readonly string[] = [
  'getHealth',
  'getOpenApi',
  'browseDocs',
  'fetchAuthority',
  'fetchIssuer',
  'fetchRevoked',
  'askStatus',
  'browseOpen',
  'getOpenCatalog',
  'browseOpenResource',
  'fetchOpenData',
];
