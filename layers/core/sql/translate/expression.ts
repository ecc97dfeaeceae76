/** An expression with its type: which file knows what kind. */
import type { Binary, Call, Column, Expression, Parameter } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { aggregateCall } from './aggregates.ts';
import { arithmetic, compare, negate } from './arithmetic.ts';
import { callNamed, entriesOf, scalarCall } from './calls.ts';
import { caseOf, specialCall } from './cases.ts';
import { between, inList, isNull, like, logical, negated } from './conditions.ts';
import { convert } from './convert.ts';
import { type Env, typed } from './env.ts';
import { noteReference } from './frames.ts';
import { groupingCall } from './grouping-call.ts';
import { loneLambda } from './lambdas.ts';
import { intervalLiteral, literal, typedLiteral } from './literals.ts';
import { atTimeZone, currentMoment, extract } from './moments.ts';
import { arrayOf, rowOf, subscript } from './rows.ts';
import { sameExpression } from './same-expression.ts';
import { lookUp, readColumn, readField } from './scope.ts';
import { exists, inQuery, quantified, scalar } from './subqueries.ts';
import { typeOf } from './type-names.ts';

export function expression(node: Expression, env: Env): Typed {
  const key = env.keys?.find((one) => sameExpression(one.node, node, env.rows?.scope, env.scope));
  if (key) return key.value;
  switch (node.kind) {
    case 'literal':
      return literal(node);
    case 'typed-literal':
      return typedLiteral(node);
    case 'interval':
      return intervalLiteral(node);
    case 'column':
      return columnValue(node, env);
    case 'parameter':
      return parameter(node, env);
    case 'unary':
      return node.operator === 'not' ? negated(node, env) : signed(node.operator, node.of, node.at, env);
    case 'binary':
      return binary(node, env);
    case 'between':
      return between(node, env);
    case 'in-list':
      return inList(node, env);
    case 'in-query':
      return inQuery(node, env);
    case 'like':
      return like(node, env);
    case 'is-null':
      return isNull(node, env);
    case 'quantified':
      return quantified(node, env);
    case 'exists':
      return exists(node, env);
    case 'case':
      return caseOf(node, env);
    case 'cast':
      return convert(typed(node.of, env), typeOf(node.type), {
        tried: node.tried,
        explicit: true,
        at: node.at,
      });
    case 'call':
      return call(node, env);
    case 'lambda':
      return loneLambda(node);
    case 'scalar':
      return scalar(node, env);
    case 'row':
      return rowOf(node, env);
    case 'array':
      return arrayOf(node, env);
    case 'subscript':
      return subscript(node, env);
    case 'field':
      return readField(typed(node.of, env), node.name);
    case 'current':
      return currentMoment(node, env);
    case 'at-time-zone':
      return atTimeZone(node, env);
    case 'extract':
      return extract(node, env);
    case 'trim':
      return trim(node, env);
  }
}

/** Noted, if it is of a query around. */
function columnValue({ parts, at }: Column, { scope, frame, clause }: Env): Typed {
  const found = lookUp(parts, scope);
  if (found.scope.frame !== frame) noteReference(frame, found.scope.frame, clause, at);
  return readColumn(parts, found);
}

function binary(node: NodeOf<'binary'>, env: Env): Typed {
  const { operator, at } = node;
  if (operator === 'and' || operator === 'or') return logical(node, env);
  const [left, right] = [typed(node.left, env), typed(node.right, env)];
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '||':
      return arithmetic(operator, left, right, at);
    default:
      refuseRowsOfTables(left, right, node, env);
      return compare(operator, left, right, at);
  }
}

/** Trino joins by rows and arrays only as long as none of them holds a NULL. */
function refuseRowsOfTables(left: Typed, right: Typed, { left: node, at }: Binary, { clause }: Env): void {
  if (!nested.has(left.type.name) || !nested.has(right.type.name) || !/JOIN|WHERE/.test(clause)) return;
  const [a, b] = [relationsIn(left.sql), relationsIn(right.sql)];
  if (a.length > 0 && b.some((alias) => !a.includes(alias)))
    throw notSupported(
      at,
      `joining by ${left.type.name}s`,
      node.kind === 'row' ? 'a = c AND b = d' : 'their parts',
    );
}

const nested: ReadonlySet<string> = new Set(['row', 'array', 'map']);
const relationsIn = (sql: string): readonly string[] => sql.match(/\br\d+(?=\.)/g) ?? [];

/** What stands behind a second minus sign. */
function negatedBy(node: Expression): Expression | undefined {
  if (node.kind !== 'unary') return undefined;
  if (node.operator === '+') return negatedBy(node.of);
  return node.operator === '-' ? node.of : undefined;
}

type NodeOf<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>;

function signed(operator: '+' | '-', of: Expression, at: number, env: Env): Typed {
  // Trino takes two minus signs away, even from a number that has no opposite.
  const inner = operator === '-' ? negatedBy(of) : undefined;
  if (inner) {
    const value = typed(inner, env);
    negate(value, at);
    return value;
  }
  const value = typed(of, env);
  return operator === '-' ? negate(value, at) : value;
}

function parameter({ index, at }: Parameter, env: Env): Typed {
  const given = env.all.parameters[index];
  if (given) return typed(given, { ...env, keys: [] });
  throw new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: `Incorrect number of parameters: no value for parameter ${index + 1}`,
    zh: `第 ${index + 1} 个参数没有值`,
  });
}

const sides = { both: 'trim', leading: 'ltrim', trailing: 'rtrim' } as const;

function trim({ side, characters, of, at }: NodeOf<'trim'>, env: Env): Typed {
  const args = [typed(of, env), ...(characters ? [typed(characters, env)] : [])];
  return callNamed(sides[side], args, at);
}

function call(node: Call, env: Env): Typed {
  const name = node.name.text.toLowerCase();
  if (name === 'grouping') return groupingCall(node, env);
  if (name === 'position') return position(node, env);
  if (name === 'now' && node.arguments.length === 0)
    return currentMoment({ kind: 'current', which: 'current_timestamp', at: node.at }, env);
  const special = specialCall(node, env);
  if (special) return special;
  const kind = entriesOf(name, node.at)[0]?.kind ?? 'scalar';
  return kind === 'scalar' ? scalarCall(node, env) : aggregateCall(node, kind, env);
}

/** `POSITION(a IN b)` is `strpos(b, a)`. */
function position({ arguments: args, at }: Call, env: Env): Typed {
  return callNamed('strpos', args.map((one) => typed(one, env)).reverse(), at);
}
