/** The HTTP API, the same in both homes. It reads as its list of subjects; each is a file under routes/. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { openReception } from '../../layers/core/realtime/receive-records.ts';
import { readClientCertificate } from './client-certificate.ts';
import { decidedPorts } from './decided-ports.ts';
import { fieldErrors } from './field-problems.ts';
import {
  auditAccess,
  authenticate,
  limitBody,
  limitRate,
  numberRequest,
  requireDecision,
  secureHeaders,
} from './guards.ts';
import { type ApiEnv, type ApiHome, basePath } from './home.ts';
import { documentInfo } from './openapi.ts';
import { answerProblem, noSuchRoute } from './problem.ts';
import { readSigned } from './read-signed.ts';
import { alarmChannelRoutes } from './routes/alarm-channels.ts';
import { alarmRoutes } from './routes/alarms.ts';
import { applicationRoutes } from './routes/applications.ts';
import { authorityRoutes } from './routes/authority.ts';
import { eventRoutes } from './routes/batch-events.ts';
import { mappingRoutes } from './routes/batch-mapping.ts';
import { rejectsRoutes } from './routes/batch-rejects.ts';
import { batchRoutes } from './routes/batches.ts';
import { catalogRoutes } from './routes/catalog.ts';
import { catalogFileRoutes } from './routes/catalog-files.ts';
import { catalogPeerRoutes } from './routes/catalog-peers.ts';
import { certificateRequestRoutes } from './routes/certificate-requests.ts';
import { certificateRoutes } from './routes/certificates.ts';
import { departmentRoutes } from './routes/departments.ts';
import { discoverRoutes } from './routes/discover.ts';
import { documentRoutes } from './routes/documents.ts';
import { flowRunRoutes } from './routes/flow-runs.ts';
import { flowRoutes } from './routes/flows.ts';
import { grantListRoutes } from './routes/grant-list.ts';
import { grantRoutes } from './routes/grants.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { noticeRoutes } from './routes/notices.ts';
import { openRoutes } from './routes/open.ts';
import { openingRoutes } from './routes/openings.ts';
import { profileRoutes } from './routes/profile.ts';
import { queryRoutes } from './routes/queries.ts';
import { questionRoutes } from './routes/questions.ts';
import { queueRoutes } from './routes/queues.ts';
import { recordRoutes } from './routes/records.ts';
import { resourceRoutes } from './routes/resources.ts';
import { resultRoutes } from './routes/results.ts';
import { revealRoutes } from './routes/reveals.ts';
import { revocationRoutes } from './routes/revocation.ts';
import { rightsRoutes } from './routes/rights.ts';
import { rowRoutes } from './routes/rows.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import { systemRoutes } from './routes/system.ts';
import { ticketRoutes } from './routes/tickets.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { trailRoutes } from './routes/trail.ts';
import { userRoutes } from './routes/users.ts';

export type { AccessEntry, ApiEnv, ApiHome, FailureEntry } from './home.ts';

/** What the API is about, in the order its description shows it. */
const subjects = {
  tickets: ticketRoutes,
  batches: batchRoutes,
  rejects: rejectsRoutes,
  mappings: mappingRoutes,
  events: eventRoutes,
  resources: resourceRoutes,
  catalog: catalogRoutes,
  catalogFiles: catalogFileRoutes,
  catalogPeers: catalogPeerRoutes,
  discover: discoverRoutes,
  profiles: profileRoutes,
  openings: openingRoutes,
  rows: rowRoutes,
  queries: queryRoutes,
  departments: departmentRoutes,
  // Before the flows: a dry run stands in the same place of a path as a flow.
  flowRuns: flowRunRoutes,
  flows: flowRoutes,
  documents: documentRoutes,
  grants: grantRoutes,
  grantLists: grantListRoutes,
  subscriptions: subscriptionRoutes,
  inbox: inboxRoutes,
  notices: noticeRoutes,
  ledger: ledgerRoutes,
  trail: trailRoutes,
  users: userRoutes,
  applications: applicationRoutes,
  rights: rightsRoutes,
  signIn: signInRoutes,
  questions: questionRoutes,
  results: resultRoutes,
  // Before the certificates: a serial number stands in the same place of a path.
  certificateRequests: certificateRequestRoutes,
  authority: authorityRoutes,
  certificates: certificateRoutes,
  tokens: tokenRoutes,
  reveals: revealRoutes,
  queues: queueRoutes,
  alarms: alarmRoutes,
  alarmChannels: alarmChannelRoutes,
};

/**
 * Makes the app. Every answer but health and the description needs a principal and a decision; errors leave as
 * problem+json in the reader's language.
 */
export function createApi(given: ApiHome) {
  const home: ApiHome = { ...given, ports: decidedPorts(given.ports) };
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw fieldErrors(result.target, result.error);
    },
  });
  app.onError(answerProblem(home));
  app.notFound(noSuchRoute);
  app.use(
    numberRequest(home),
    secureHeaders,
    auditAccess(home),
    limitBody(home),
    readClientCertificate(home),
  );
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  app.route(
    basePath,
    systemRoutes(home, () => app.getOpenAPI31Document(documentInfo)),
  );
  app.route('/', revocationRoutes(home));
  app.route('/', openRoutes(home));
  const reception = openReception(home.ports);
  app.use(`${basePath}/resources/:code/records`, readSigned(reception));
  app.use(`${basePath}/*`, authenticate(home), limitRate(home), requireDecision);
  for (const routes of Object.values(subjects)) app.route(basePath, routes(home));
  app.route(basePath, recordRoutes(home, reception));
  return app;
}

/**
 * For typed clients, one a subject: `hc<Api['batches']>(address)`, the address with the base path. One type of all
 * would take the compiler half a minute.
 */
export type Api = { [Subject in keyof typeof subjects]: ReturnType<(typeof subjects)[Subject]> };
