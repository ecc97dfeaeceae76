/** What a name was meant for that leads nowhere: a table of the workspace, written without its database. */
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import { find } from '../records.ts';
import type { Query } from '../sql/ast.ts';
import { QueryRefused } from '../sql/refused.ts';
import { workspaceEntries } from './kinds.ts';
import { ownWorkspace } from './places.ts';
import { tableNames } from './table-names.ts';

/** @returns the error, with what to write instead where the workspace has a table of that name */
export async function withMeantTable(
  error: unknown,
  { records }: Pick<Ports, 'records'>,
  { principal, query }: { readonly principal: Principal; readonly query: Query },
): Promise<unknown> {
  const own = ownWorkspace(principal);
  if (!(error instanceof QueryRefused) || error.code !== 'TABLE_NOT_FOUND' || own === undefined) return error;
  const { at, message, zh } = error;
  const [table, ...others] = tableNames(query).find(([first]) => first?.at === at) ?? [];
  if (!table || others.length > 0) return error;
  const entry = (await find(records, workspaceEntries, own, table.text.toLowerCase()))?.value;
  if (entry === undefined || entry.kind === 'dropped') return error;
  return new QueryRefused('TABLE_NOT_FOUND', { at, en: message, zh, instead: `${own}.${table.text}` });
}
