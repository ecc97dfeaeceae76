/** Whether two expressions say the same, whatever their letters' case and the qualifiers of their columns. */
import type { Column, Expression } from '../ast.ts';
import { lookUp, type Scope, type ScopeColumn, sameName } from './scope.ts';

export function sameExpression(a: Expression, b: Expression, scopeA?: Scope, scopeB?: Scope): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'column' && b.kind === 'column') return sameColumn(a, b, scopeA, scopeB);
  return sameParts(a, b, (x, y) => sameExpression(x, y, scopeA, scopeB));
}

function sameColumn(a: Column, b: Column, scopeA?: Scope, scopeB?: Scope): boolean {
  const [x, y] = [resolved(a, scopeA), resolved(b, scopeB)];
  return (
    x !== undefined &&
    x.column === y?.column &&
    x.fields.length === y.fields.length &&
    x.fields.every((field, index) => sameName(field, y.fields[index] as string))
  );
}

function resolved(
  { parts }: Column,
  scope?: Scope,
): { readonly column: ScopeColumn; readonly fields: readonly string[] } | undefined {
  try {
    const { column, fields } = lookUp(parts, scope);
    return { column, fields: fields.map(({ text }) => text) };
  } catch {
    return undefined;
  }
}

type Same = (a: Expression, b: Expression) => boolean;

/** Everything but their places. Of queries within nothing is known: they are never the same. */
function sameParts(a: object, b: object, same: Same): boolean {
  const keys = Object.keys(a).filter((key) => key !== 'at');
  if (keys.length !== Object.keys(b).filter((key) => key !== 'at').length) return false;
  return keys.every((key) => sameValue(a[key as never], b[key as never], key, same));
}

function sameValue(a: unknown, b: unknown, key: string, same: Same): boolean {
  if (key === 'query') return false;
  if (typeof a !== 'object' || a === null) return a === b;
  if (typeof b !== 'object' || b === null) return false;
  if (Array.isArray(a))
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => sameValue(item, b[index], '', same))
    );
  if ('text' in a && !('kind' in a) && 'text' in b) return sameName(String(a.text), String(b.text));
  return 'kind' in a && typeof a.kind === 'string' && !bounds.has(a.kind)
    ? same(a as Expression, b as Expression)
    : sameParts(a, b, same);
}

/** Bounds of window frames have kinds as well. */
const bounds: ReadonlySet<string> = new Set([
  'unbounded-preceding',
  'preceding',
  'current-row',
  'following',
  'unbounded-following',
]);
