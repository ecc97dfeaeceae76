/**
 * Who may move a catalog entry from where to where, as a table that people can read. Rights are those of
 * `identity/actions.ts`; beside them, whoever drafted or submitted never decides.
 */
import type { CatalogEntry, EntryMove, EntryState } from '../../../schemas/catalog-entry.ts';
import type { Action } from '../identity/actions.ts';

export interface Move {
  readonly zh: string;
  readonly en: string;
  /** `none`: there is no entry yet. */
  readonly from: readonly (EntryState | 'none')[];
  readonly to: EntryState;
  readonly action: Action;
  readonly needsReason: boolean;
  /** By somebody other than who drafted and who submitted. */
  readonly decides: boolean;
}

/** States in which a new text may be begun. */
const open = ['draft', 'returned', 'registration-refused', 'publication-refused'] as const;
const waiting = ['awaiting-registration', 'registered', 'awaiting-publication'] as const;

const review = { action: 'resource.review', decides: true } as const;
const submission = { action: 'resource.submit', decides: false, needsReason: false } as const;

export const moves = {
  draft: {
    zh: '起草',
    en: 'draft',
    from: ['none', ...open, 'published', 'withdrawn'],
    to: 'draft',
    action: 'resource.draft',
    needsReason: false,
    decides: false,
  },
  submit: {
    zh: '提交登记',
    en: 'submit for registration',
    from: ['draft', 'returned'],
    to: 'awaiting-registration',
    ...submission,
  },
  return: {
    zh: '退回修改',
    en: 'return to be mended',
    from: waiting,
    to: 'returned',
    needsReason: true,
    ...review,
  },
  'refuse-registration': {
    zh: '不予登记',
    en: 'refuse registration',
    from: ['awaiting-registration'],
    to: 'registration-refused',
    needsReason: true,
    ...review,
  },
  register: {
    zh: '登记',
    en: 'register',
    from: ['awaiting-registration'],
    to: 'registered',
    needsReason: false,
    ...review,
  },
  'submit-publication': {
    zh: '提交发布',
    en: 'submit for publication',
    from: ['registered'],
    to: 'awaiting-publication',
    ...submission,
  },
  'refuse-publication': {
    zh: '不予发布',
    en: 'refuse publication',
    from: ['awaiting-publication'],
    to: 'publication-refused',
    needsReason: true,
    ...review,
  },
  publish: {
    zh: '发布',
    en: 'publish',
    from: ['awaiting-publication'],
    to: 'published',
    needsReason: false,
    ...review,
  },
  withdraw: {
    zh: '撤销',
    en: 'withdraw',
    from: [...open, ...waiting, 'published'],
    to: 'withdrawn',
    action: 'resource.withdraw',
    needsReason: true,
    decides: false,
  },
  apply: {
    zh: '直接登记并发布',
    en: 'register and publish in one act',
    from: ['none', ...open, ...waiting, 'published', 'withdrawn'],
    to: 'published',
    action: 'resource.apply',
    needsReason: false,
    decides: false,
  },
  receive: {
    zh: '接收上下级平台目录',
    en: 'receive from another installation',
    from: ['none', ...open, ...waiting, 'published', 'withdrawn'],
    to: 'registered',
    action: 'catalog.exchange',
    needsReason: false,
    decides: false,
  },
} as const satisfies Record<EntryMove, Move>;

/** An entry that came from another installation has no department here that could submit it for publication. */
export const mayMove = (move: EntryMove, entry: CatalogEntry | undefined): boolean => {
  const from: readonly string[] = moves[move].from;
  if (move === 'publish' && entry?.origin !== undefined && entry.state === 'registered') return true;
  return from.includes(entry?.state ?? 'none');
};

/** What a state is called, for people. */
export const stateNames: Readonly<Record<EntryState, readonly [zh: string, en: string]>> = {
  draft: ['草稿', 'draft'],
  returned: ['已退回', 'returned'],
  'registration-refused': ['不予登记', 'registration refused'],
  'awaiting-registration': ['待登记', 'awaiting registration'],
  registered: ['已登记', 'registered'],
  'awaiting-publication': ['待发布', 'awaiting publication'],
  'publication-refused': ['不予发布', 'publication refused'],
  published: ['已发布', 'published'],
  withdrawn: ['已撤销', 'withdrawn'],
};
