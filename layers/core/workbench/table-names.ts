/** The tables that a statement names. */
import type { Name, Query } from '../sql/ast.ts';

/** Each as it is written; a table of WITH is among them, and is found to be one where it stands. */
export function tableNames(node: Query): readonly (readonly Name[])[] {
  const found: (readonly Name[])[] = [];
  collect(node, found);
  return found;
}

function collect(node: unknown, found: (readonly Name[])[]): void {
  if (Array.isArray(node)) for (const one of node) collect(one, found);
  else if (typeof node === 'object' && node !== null) {
    const { kind, name } = node as { kind?: unknown; name?: unknown };
    if ((kind === 'table' || kind === 'table-body') && Array.isArray(name)) found.push(name);
    for (const value of Object.values(node)) collect(value, found);
  }
}
