/** Tells people something, and keeps what they were told where they find it. */
import { ConditionFailed } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { Notice } from '../ports/surroundings.ts';
import { notices } from '../records.ts';

/**
 * Kept first, then sent: a death between the two is made up for by whoever tells the same again. The same notice is
 * kept once and sent once. It decides nothing about the bus, so it stands outside the ledger.
 */
export async function tellPeople(ports: Ports, notice: Notice): Promise<void> {
  const key = notices.key(notice.to, notice.id);
  if (!(await ports.records.get(key))) await keep(ports, key, notice);
  await ports.probe.at('tell-people: notice kept');
  await ports.notifier.notify(notice);
}

async function keep({ records, clock }: Ports, key: string, notice: Notice): Promise<void> {
  const value = notices.schema.parse({ ...notice, at: clock.now().toISOString() });
  try {
    await records.commit([{ put: key, value, expect: 0, indexes: notices.indexes?.(value) ?? {} }]);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}
