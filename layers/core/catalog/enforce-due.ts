/** Approved changes whose day has come, put in force. Whoever dies at it leaves the entry due: the next turn does it. */
import { ConditionFailed, Refused } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { Transaction } from '../transaction.ts';
import { entryOf, readStanding } from './entry-record.ts';
import { catalogEntries, catalogWaits } from './kinds.ts';
import { putInForce } from './publish-entry.ts';

/** What one turn takes; the next one goes on. */
const mostATurn = 20;

/** @returns how many came in force */
export const enforceDue = (ports: Ports) => async (): Promise<number> => {
  const now = ports.clock.now().toISOString();
  const page = await ports.records.query('due', catalogWaits, { to: now, limit: mostATurn });
  let done = 0;
  for (const { key } of page.items)
    if (await enforceOne(ports, key.slice(key.indexOf('/') + 1), now)) done += 1;
  return done;
};

/** The index started it; what stands under the key decides. */
async function enforceOne(ports: Ports, code: string, now: string): Promise<boolean> {
  const standing = await readStanding(ports.records, code);
  const entry = entryOf(code, standing);
  const approval = entry?.approval;
  if (!entry || !approval || approval.effective > now) return false;
  try {
    if ((standing.definition?.value.resource.version ?? 0) !== approval.base)
      return await lapse(ports, code, standing);
    await putInForce(ports, standing, entry, { actor: approval.by, reason: approval.reason });
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    if (error instanceof Refused && error.code === 'view-unfit') return lapse(ports, code, standing, error);
    throw error;
  }
}

/** Another version came in force meanwhile, here or of what a view is over: what was told need not be true any more. */
async function lapse(
  ports: Ports,
  code: string,
  { entry: held }: Awaited<ReturnType<typeof readStanding>>,
  why?: Refused,
): Promise<false> {
  const entry = held.value;
  if (!entry) return false;
  const department = entry.departments[0] ?? 'platform';
  await new Transaction(ports, { step: 'catalog-entry', department, actor: 'system' })
    .put(catalogEntries, held, { ...entry, approval: undefined }, { action: 'catalog approval lapsed' })
    .tell({
      id: `${held.key}@${held.version + 1}/operator`,
      to: 'operator',
      severity: 'warning',
      subject: `目录 ${code} 的发布批准已失效：期间另有版本生效，请重新审核 / the approval of ${code} lapsed: another version came in force meanwhile, decide again`,
      body: [why?.zh, why?.message, `shuiyuan catalog diff ${code}`].filter(Boolean).join('\n'),
    })
    .commit();
  return false;
}
