/** Moves a catalog entry from one state to the next, as the table of moves allows it. */
import type { CatalogEntry, EntryMove } from '../../../schemas/catalog-entry.ts';
import { Forbidden, InvalidInput, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { findOr, subscribers } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { missingElements } from './elements.ts';
import { entered, entryOf, readStanding, type Standing } from './entry-record.ts';
import { catalogEntries } from './kinds.ts';
import { mayMove, moves, stateNames } from './moves.ts';
import { type Publication, publishOnce } from './publish-entry.ts';

export interface MoveWish extends Publication {
  readonly code: string;
  readonly move: Exclude<EntryMove, 'draft' | 'apply' | 'receive'>;
}

/**
 * @throws Refused `not-now` in another state, `incomplete` when elements are missing, `notice-too-short`
 * @throws Forbidden for whoever drafted or submitted what is to be decided
 * @throws InvalidInput when a reason is missing
 */
export const moveEntry =
  (ports: Ports) =>
  async (wish: MoveWish): Promise<CatalogEntry> => {
    let moved: CatalogEntry | undefined;
    await repeatOnConflict(async () => {
      moved = await moveOnce(ports, wish);
    });
    return moved as CatalogEntry;
  };

async function moveOnce(ports: Ports, wish: MoveWish): Promise<CatalogEntry> {
  const standing = await readStanding(ports.records, wish.code);
  const entry = entryOf(wish.code, standing);
  checkMove(wish, entry);
  if (wish.move === 'publish') return publishOnce(ports, standing, entry as CatalogEntry, wish);
  return step(ports, wish, standing, entry as CatalogEntry);
}

function checkMove(wish: MoveWish, entry: CatalogEntry | undefined): void {
  const rule = moves[wish.move];
  if (!entry || !mayMove(wish.move, entry)) throw notNow(wish, entry);
  if (rule.needsReason && wish.reason === undefined)
    throw new InvalidInput(`to ${rule.en} takes a reason`, `${rule.zh}须写明理由`);
  if (rule.decides && [entry.draftedBy, entry.submittedBy].includes(wish.actor))
    throw new Forbidden(
      `who drafted or submitted an entry does not decide on it; ask another to ${rule.en}`,
      `起草或提交目录的人不能审核该目录，请由他人${rule.zh}`,
    );
  const asks = wish.move === 'submit' || wish.move === 'submit-publication';
  const missing = asks && entry.draft ? missingElements(entry.draft) : [];
  if (missing.length > 0)
    throw new Refused(
      'incomplete',
      `${wish.code} lacks ${missing.map(({ en }) => en).join(', ')}; fill them in and submit again`,
      `${wish.code} 缺少：${missing.map(({ zh }) => zh).join('、')}，请补充后再提交`,
      { place: { resource: wish.code } },
    );
}

async function step(
  ports: Ports,
  { code, move, actor, reason }: MoveWish,
  { entry: held }: Standing,
  entry: CatalogEntry,
): Promise<CatalogEntry> {
  const department = entry.departments[0] ?? 'platform';
  const transaction = new Transaction(ports, { step: 'catalog-entry', department, actor });
  const moved = entered(code, entry, entry.departments, { move, at: transaction.at, by: actor, reason });
  const value: CatalogEntry = { ...moved, approval: undefined, ...fieldsAfter(move, actor) };
  transaction.put(catalogEntries, held, value, { action: `catalog entry: ${move}`, detail: { reason } });
  await tell(ports, transaction, entry, value, `${held.key}@${held.version + 1}`, reason);
  await transaction.commit();
  return value;
}

function fieldsAfter(move: EntryMove, actor: string): Partial<CatalogEntry> {
  if (move === 'submit' || move === 'submit-publication') return { submittedBy: actor };
  if (move === 'withdraw') return { draft: undefined, published: undefined, submittedBy: undefined };
  return {};
}

/** Whoever must act next, and those who lose something. */
async function tell(
  { records }: Ports,
  transaction: Transaction,
  before: CatalogEntry,
  { code, state, departments }: CatalogEntry,
  id: string,
  reason: string | undefined,
): Promise<void> {
  const [zh, en] = stateNames[state];
  const waits = state === 'awaiting-registration' || state === 'awaiting-publication';
  const list = state === 'withdrawn' && before.published ? await subscribersOf(records, code) : [];
  const to = new Set(waits ? ['operator'] : [...departments, ...list]);
  for (const one of [...to].slice(0, 60))
    transaction.tell({
      id: `${id}/${one}`,
      to: one,
      severity: state === 'withdrawn' ? 'warning' : 'info',
      subject: `目录 ${code}：${zh} / catalog entry ${code}: ${en}`,
      body: `${reason ?? ''}\nshuiyuan catalog show ${code}`.trim(),
    });
}

const subscribersOf = async (records: Ports['records'], code: string): Promise<string[]> =>
  (await findOr(records, subscribers, { resource: code, list: [] }, code)).value.list.map(
    ({ receiver }) => receiver,
  );

function notNow({ code, move }: MoveWish, entry: CatalogEntry | undefined): Refused {
  const [zh, en] = entry ? stateNames[entry.state] : (['没有目录', 'not in the catalog'] as const);
  const rule = moves[move];
  return new Refused(
    'not-now',
    `${code} is ${en}: it cannot be moved to ${stateNames[rule.to][1]} from there (catalog show ${code})`,
    `${code} 当前为“${zh}”，不能${rule.zh}（见 catalog show ${code}）`,
    { place: { resource: code } },
  );
}
