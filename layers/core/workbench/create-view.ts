/** CREATE VIEW: the text is kept, checked by translating it as its owner reads it. */

import { QueryRefused } from '../sql/refused.ts';
import type { CreateView } from '../sql/statement-nodes.ts';
import { type Act, nothing, type Performed, planQuery, toldColumns } from './act.ts';
import { entryAt, isThere, takenName } from './entries.ts';
import { workspaceEntries } from './kinds.ts';
import { placeToWrite } from './places.ts';
import { keptColumns } from './table-columns.ts';

export async function createView(act: Act, statement: CreateView): Promise<Performed> {
  const place = placeToWrite(statement.name, act.principal, act.database);
  const planned = await planQuery(act, statement.query);
  // Put in place of one that it reads, it would lead back to itself.
  if (planned.lake.names(place)) throw leadsBack(statement);
  const columns = keptNames(planned.columns, statement.query.at);
  act.planned();
  const held = await entryAt(act.ports, place);
  if (isThere(held) && (!statement.replace || held.value?.kind !== 'view')) throw takenName(place);
  return {
    ...nothing,
    sources: planned.lake.sources,
    change: (transaction) =>
      transaction.put(
        workspaceEntries,
        held,
        {
          kind: 'view',
          database: place.database,
          name: place.table,
          text: statement.text,
          within: act.database,
          columns: toldColumns(columns),
          owner: act.principal.name,
          at: transaction.at,
        },
        { action: 'view made', detail: { query: act.id } },
      ),
  };
}

/** A view keeps no values: any type will do. */
function keptNames(
  columns: Parameters<typeof keptColumns>[0],
  at: number,
): Parameters<typeof keptColumns>[0] {
  const named = columns.map(({ name }) => ({ name, type: { name: 'bigint' } as const }));
  keptColumns(named, at);
  return columns;
}

const leadsBack = ({ name }: CreateView): QueryRefused =>
  new QueryRefused('NOT_SUPPORTED', {
    at: name[0]?.at ?? 0,
    en: `the view ${name.at(-1)?.text} would lead back to itself`,
    zh: `视图 ${name.at(-1)?.text} 将循环引用自身`,
  });
