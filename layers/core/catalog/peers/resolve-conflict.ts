/** The operator's word on an entry that came and stood here already: keep ours, or take theirs as registered. */
import type { Conflict } from '../../../../schemas/catalog-exchange.ts';
import { Refused } from '../../errors.ts';
import { repeatOnConflict } from '../../exchange/repeat.ts';
import type { Ports } from '../../ports/index.ts';
import { must } from '../../records.ts';
import { Transaction } from '../../transaction.ts';
import { entryOf, readStanding } from '../entry-record.ts';
import { catalogEntries } from '../kinds.ts';
import { conflicts } from './kinds.ts';
import { registeredFrom } from './receive-parcel.ts';

/** @throws NotFound; Refused `resolved` when it was decided before */
export const resolveConflict =
  (ports: Ports) =>
  async (peer: string, code: string, choice: 'keep' | 'take', actor: string): Promise<Conflict> => {
    let resolved: Conflict | undefined;
    await repeatOnConflict(async () => {
      const held = await must(ports.records, conflicts, peer, code);
      if (held.value.resolved !== undefined)
        throw new Refused('resolved', `this was decided before: ${held.value.resolved}`, '该冲突已处理');
      const transaction = new Transaction(ports, { step: 'catalog-exchange', department: 'operator', actor });
      resolved = { ...held.value, resolved: choice };
      transaction.put(conflicts, held, resolved, { action: 'catalog conflict resolved', detail: { choice } });
      if (choice === 'take') {
        const { resource, order } = held.value;
        const standing = await readStanding(ports.records, code);
        const entry = registeredFrom(entryOf(code, standing), resource, { peer, order }, transaction.at);
        transaction.put(catalogEntries, standing.entry, entry, { action: 'catalog entry received' });
      }
      await transaction.commit();
    });
    return resolved as Conflict;
  };
