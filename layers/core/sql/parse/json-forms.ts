/** JSON_EXISTS, JSON_VALUE, JSON_QUERY, JSON_OBJECT and JSON_ARRAY: calls whose arguments are said in words. */
import type { Call, Expression, TypeName } from '../ast.ts';
import { notSupported } from '../refused.ts';
import { stringText } from './literals.ts';
import { type Reader, syntaxError } from './reader.ts';
import { typeName } from './type-names.ts';

type Literal = Expression & { kind: 'literal' };

const text = (of: string, at: number): Literal => ({ kind: 'literal', of: 'string', text: of, at });
const nothing = (at: number): Literal => ({ kind: 'literal', of: 'null', text: '', at });

const callOf = (name: string, args: readonly Expression[], at: number): Call => ({
  kind: 'call',
  name: { text: name, at },
  arguments: args,
  star: false,
  distinct: false,
  orderBy: [],
  withinGroup: [],
  at,
});

/** The JSON and the path in it. */
function invocation(reader: Reader): readonly Expression[] {
  const json = reader.grammar.expression(reader);
  if (reader.is('format')) throw notSupported(reader.at, 'FORMAT JSON of what is read');
  reader.expect(',');
  const { at } = reader;
  const path = text(stringText(reader), at);
  if (reader.is('passing')) throw notSupported(reader.at, 'PASSING');
  return [json, path];
}

export function jsonExists(reader: Reader, at: number): Expression {
  reader.expect('json_exists', '(');
  const args = invocation(reader);
  const word = reader.is(')') ? 'false' : reader.oneOf('true', 'false', 'unknown', 'error');
  if (word === 'error') throw notSupported(reader.at, 'ERROR ON ERROR');
  if (!reader.is(')')) reader.expect('on', 'error');
  reader.expect(')');
  const otherwise: Literal =
    word === 'unknown' ? nothing(at) : { kind: 'literal', of: 'boolean', text: word, at };
  return callOf('json_exists', [...args, otherwise], at);
}

/** What stands for a value that is not there, and for one that cannot be had. */
function behaviours(reader: Reader, one: () => Expression): readonly [Expression, Expression] {
  const { at } = reader;
  let [empty, error]: [Expression, Expression] = [nothing(at), nothing(at)];
  while (!reader.is(')')) {
    const behaviour = one();
    reader.expect('on');
    if (reader.oneOf('empty', 'error') === 'empty') empty = behaviour;
    else error = behaviour;
  }
  return [empty, error];
}

export function jsonValue(reader: Reader, at: number): Expression {
  reader.expect('json_value', '(');
  const args = invocation(reader);
  const type = reader.take('returning') ? typeName(reader) : undefined;
  const otherwise = behaviours(reader, () => {
    const { at: from } = reader;
    if (reader.is('error')) throw notSupported(from, 'ERROR ON EMPTY or ON ERROR');
    if (reader.take('null')) return nothing(from);
    reader.expect('default');
    return reader.grammar.expression(reader);
  });
  reader.expect(')');
  if (!type || (type.name === 'varchar' && type.parameters.length === 0))
    return callOf('json_value', [...args, ...otherwise], at);
  return returning(type, args, otherwise, at);
}

export function jsonQuery(reader: Reader, at: number): Expression {
  reader.expect('json_query', '(');
  const args = invocation(reader);
  if (reader.is('returning')) throw notSupported(reader.at, 'RETURNING');
  const wrapper = wrapperOf(reader);
  const given = reader.is('keep') || reader.is('omit');
  if (given && wrapper !== 'none')
    throw syntaxError(
      reader.at,
      'KEEP or OMIT QUOTES cannot stand beside a wrapper',
      'KEEP QUOTES、OMIT QUOTES 不能与 WRAPPER 同用',
    );
  const quotes = given ? reader.oneOf('keep', 'omit') : 'keep';
  if (reader.take('quotes') && reader.take('on')) reader.expect('scalar', 'string');
  const otherwise = behaviours(reader, () => {
    const { at: from } = reader;
    if (reader.is('error')) throw notSupported(from, 'ERROR ON EMPTY or ON ERROR');
    if (reader.take('null')) return nothing(from);
    reader.expect('empty');
    return text(reader.oneOf('array', 'object') === 'array' ? '[]' : '{}', from);
  });
  reader.expect(')');
  return callOf('json_query', [...args, text(wrapper, at), text(quotes, at), ...otherwise], at);
}

/** What an item is of, in Trino, before it becomes what is asked for. */
const kinds = { s: 'varchar', i: 'bigint', d: 'double', b: 'boolean' } as const;

/** The value is found as a text with its kind before it, and cast from that. */
function returning(
  type: TypeName,
  args: readonly Expression[],
  [empty, error]: readonly [Expression, Expression],
  at: number,
): Expression {
  if (empty.kind !== 'literal' || empty.of !== 'null' || error.kind !== 'literal' || error.of !== 'null')
    throw notSupported(at, 'DEFAULT beside RETURNING', 'coalesce(json_value(…), …)');
  const found = callOf('json_value', args, at);
  const value = callOf('json_value', [...args, nothing(at), nothing(at)], at);
  const plain = (name: string): TypeName => ({ name, parameters: [], at });
  const moment = /^(?:date|time)/.test(type.name);
  const castable = Object.entries(kinds).filter(([kind]) => !moment || kind === 's');
  const branches = castable.map(([kind, from]) => {
    const read: Expression = { kind: 'cast', tried: true, of: value, type: plain(from), at };
    // biome-ignore lint/suspicious/noThenProperty: SQL's own word; nobody awaits it
    return { when: text(kind, at), then: { kind: 'cast', tried: true, of: read, type, at } as const };
  });
  return { kind: 'case', of: found, branches, at };
}

function wrapperOf(reader: Reader): 'none' | 'always' | 'several' {
  if (reader.take('without')) {
    reader.take('array');
    reader.expect('wrapper');
    return 'none';
  }
  if (!reader.take('with')) return 'none';
  const several = reader.take('conditional');
  if (!several) reader.take('unconditional');
  reader.take('array');
  reader.expect('wrapper');
  return several ? 'several' : 'always';
}

/** How a value is written, and the value. What a JSON function gives is JSON already. */
function member(reader: Reader): readonly Expression[] {
  const value = reader.grammar.expression(reader);
  if (reader.is('format')) throw notSupported(reader.at, 'FORMAT JSON of a member');
  const isJson =
    value.kind === 'call' && ['json_object', 'json_array', 'json_query'].includes(value.name.text);
  return [text(isJson ? 'json' : 'value', value.at), value];
}

function nullsOf(reader: Reader, usual: 'null' | 'absent'): 'null' | 'absent' {
  if (!reader.is('null', 'on') && !reader.is('absent', 'on')) return usual;
  const word = reader.oneOf('null', 'absent');
  reader.expect('on', 'null');
  return word;
}

function ended(reader: Reader): void {
  if (reader.is('returning')) throw notSupported(reader.at, 'RETURNING');
  if (reader.is('with')) throw notSupported(reader.at, 'WITH UNIQUE KEYS');
  reader.expect(')');
}

export function jsonObject(reader: Reader, at: number): Expression {
  reader.expect('json_object', '(');
  const members: Expression[] = [];
  while (!reader.is(')') && !reader.is('returning') && !atNulls(reader)) {
    reader.take('key');
    members.push(reader.grammar.value(reader));
    if (!reader.take('value')) reader.expect(':');
    members.push(...member(reader));
    if (!reader.take(',')) break;
  }
  const nulls = nullsOf(reader, 'null');
  ended(reader);
  return callOf('json_object', [text(nulls, at), ...members], at);
}

export function jsonArray(reader: Reader, at: number): Expression {
  reader.expect('json_array', '(');
  const members: Expression[] = [];
  while (!reader.is(')') && !reader.is('returning') && !atNulls(reader)) {
    members.push(...member(reader));
    if (!reader.take(',')) break;
  }
  const nulls = nullsOf(reader, 'absent');
  ended(reader);
  return callOf('json_array', [text(nulls, at), ...members], at);
}

const atNulls = (reader: Reader): boolean => reader.is('null', 'on') || reader.is('absent', 'on');
