/**
 * The named points at which a test may end the process: between any two sentences of the protocol there is one.
 * points.test.ts proves that this table is what the code has; at-points.test.ts dies at each of them.
 */

/** What a step's transaction does after its commit: each is one more sentence. */
interface Commits {
  /** The live list is written before anything is announced. */
  readonly list?: true;
  readonly announces?: true;
}

const commits = ({ list, announces }: Commits = {}): string[] => [
  'before commit',
  'committed',
  ...(list ? ['list written'] : []),
  ...(announces ? ['sent', 'announcements deleted'] : []),
];

/** Each step and its points in the order of its sentences. */
export const protocol = {
  'issue-ticket': ['quota reserved', 'ticket drawn up', ...commits()],
  'accept-upload': ['ticket read', 'object seen', 'file surveyed', ...commits({ announces: true })],
  'transform-batch': ['batch read', 'file surveyed', 'mapping settled', 'parts written'],
  'commit-batch': ['objects written', 'parts registered', ...commits({ list: true, announces: true })],
  'live-list': ['derived'],
  quarantine: commits(),
  'ask-mapping': commits({ announces: true }),
  'answer-mapping': commits(),
  'wake-batch': commits({ announces: true }),
  'plan-chunks': ['file divided', 'plan written'],
  'announce-chunks': commits({ announces: true }),
  'transform-chunk': ['batch read', 'parts written', ...commits({ announces: true })],
  'commit-chunks': ['chunks read', 'unified'],
  'take-unstructured': ['scanned', 'text taken', 'text written', ...commits({ announces: true })],
  'withdraw-batch': commits({ list: true, announces: true }),
  'make-tokens': commits(),
  reveal: commits(),
  'rotate-token-key': commits(),
  'take-records': ['stream kept', ...commits()],
  'gather-records': ['file written', 'bodies removed', ...commits({ announces: true })],
  'erase-records': ['ids removed', 'object chosen', ...commits()],
  compact: ['inputs chosen', 'rows merged', 'merged written', ...commits({ list: true })],
  'request-grant': commits(),
  'decide-grant': commits(),
  'suspend-grant': commits(),
  'end-grant': commits(),
  subscribe: commits(),
  'route-batch': ['batch read', ...commits({ announces: true })],
  'correct-batch': commits({ announces: true }),
  'deliver-parcel': ['parcel read', 'parcel written', 'parcel signed', ...commits()],
  'acknowledge-parcel': commits(),
  sweep: ['people told', 'uploads told', ...commits({ announces: true })],
  'tell-people': ['notice kept'],
  erase: [
    'object chosen',
    'object removed',
    'upload chosen',
    'upload removed',
    'text chosen',
    'text removed',
    'parcel chosen',
    'parcel removed',
    ...commits(),
  ],
  seal: ['tree made', 'tree written', ...commits()],
  'apply-resource': commits(),
  'catalog-entry': commits(),
  'catalog-exchange': commits(),
  'register-department': commits(),
  'redefine-tables': ['tables defined'],
  'check-opening': ['inspected', ...commits()],
  'decide-opening': commits(),
  'publish-opening': ['files written', 'people told', ...commits()],
  'erase-open': ['object chosen'],
  'shelf-snapshot': ['old one removed'],
  'tend-account': commits(),
  'tend-sign-in': commits(),
  'propose-question': commits(),
  'decide-question': ['question signed', ...commits()],
  'take-result': commits(),
  'install-authority': commits(),
  'request-certificate': commits(),
  'issue-certificate': commits(),
  'write-certificate': ['certificate signed', ...commits()],
  'refuse-certificate': commits(),
  'revoke-certificate': commits(),
  'revocation-list': ['list written', ...commits()],
  query: ['objects written', ...commits()],
  'tend-workbench': commits(),
  'erase-workspaces': ['object chosen', 'object removed'],
  'erase-queries': ['query chosen', 'token chosen', 'rows chosen', ...commits()],
  'refresh-library': ['objects written', ...commits()],
  'offer-library': ['file written', ...commits({ announces: true })],
  'deploy-flow': commits(),
  'roll-back-flow': commits(),
  'move-flow': commits(),
  'ask-flow-run': commits(),
  'ask-dry-run': commits(),
  'begin-flow-run': commits(),
  'pin-flow-run': commits(),
  'run-flow': ['file written', ...commits({ announces: true })],
  'fail-flow-run': commits(),
  'dry-run-flow': ['rows written', ...commits()],
  'erase-dry-runs': ['object chosen', 'object removed'],
  'erase-libraries': ['object chosen', 'object removed'],
  'publish-lake': ['objects written', ...commits()],
  'show-tables': ['table dropped', ...commits()],
  'erase-published': ['object chosen', 'object removed'],
  'tend-lake-leave': ['leave revoked', 'leave granted', 'results erased', ...commits()],
  'certificate-notice': ['people told', ...commits()],
  'find-faults': ['notices read'],
  'raise-alarm': commits(),
  'handle-alarm': commits(),
  'escalate-alarm': commits(),
  'deliver-alarm': ['taken', 'message sent', ...commits()],
  'settle-alarms': commits(),
} as const satisfies Record<string, readonly string[]>;

/** After a step has ended and before its message is deleted, by the home's worker. */
export const messagePoints = ['uploads', 'batches', 'chunks', 'committed', 'parcels'].map(
  (queue) => `${queue}: message to be deleted`,
);

export type Step = keyof typeof protocol;

/** All points, as the probe names them. */
export const allPoints: readonly string[] = [
  ...Object.entries(protocol).flatMap(([step, points]) => points.map((point) => `${step}: ${point}`)),
  ...messagePoints,
];

/** Reached only when two workers meet in one instant; the simulation of the bus goes there. */
export const raceOnly: readonly string[] = ['ask-mapping: sent', 'ask-mapping: announcements deleted'];
