/** Types as they are written: Trino's, and in Hive's DDL `array<string>` and `struct<a:int>`. */
import type { Name, TypeName } from '../ast.ts';
import { notSupported } from '../refused.ts';
import { intervalUnits, isIntervalUnit } from './literals.ts';
import { type Reader, syntaxError } from './reader.ts';

export function typeName(reader: Reader): TypeName {
  return reader.nested(() => {
    let type = plainType(reader);
    while (reader.take('array')) {
      if (reader.is('[')) throw notSupported(reader.at, 'an array of a fixed size', 'array(…)');
      reader.links += 1;
      type = { name: 'array', parameters: [type], at: type.at };
    }
    return type;
  });
}

function plainType(reader: Reader): TypeName {
  const { at } = reader;
  const { key } = reader.token;
  if (key === 'row' && reader.ahead(1).key === '(') return rowType(reader);
  if (key === 'interval' && isIntervalUnit(reader.ahead(1).key)) {
    reader.next();
    return { name: `interval ${intervalUnits(reader)}`, parameters: [], at };
  }
  if (reader.take('double', 'precision')) return { name: 'double', parameters: [], at };
  const angled = reader.ahead(1).key === '<';
  if (angled && key === 'array') return angledType(reader, 1);
  if (angled && key === 'map') return angledType(reader, 2);
  if (angled && key === 'struct' && reader.hive) return structType(reader);
  if (key === 'time' || key === 'timestamp') return momentType(reader, key);
  const name = reader.name().text.toLowerCase();
  return { name, parameters: parameters(reader), at };
}

function parameters(reader: Reader): (number | TypeName)[] {
  return reader.is('(')
    ? reader.enclosed(() => (isInteger(reader) ? integer(reader) : typeName(reader)))
    : [];
}

const isInteger = (reader: Reader): boolean => reader.token.kind === 'integer';

function integer(reader: Reader): number {
  if (!isInteger(reader)) reader.mismatch('<integer>');
  const { text, at } = reader.next();
  const number = Number(text.replaceAll('_', ''));
  if (number > 2_147_483_647)
    throw syntaxError(at, `Invalid numeric literal: ${text}`, `类型参数 ${text} 过大`);
  return number;
}

/** `timestamp(3) with time zone`; WITHOUT TIME ZONE is what it is anyway. */
function momentType(reader: Reader, base: 'time' | 'timestamp'): TypeName {
  const { at } = reader.next();
  const precision = parameters(reader);
  if (reader.take('with', 'time', 'zone'))
    return { name: `${base} with time zone`, parameters: precision, at };
  reader.take('without', 'time', 'zone');
  return { name: base, parameters: precision, at };
}

function rowType(reader: Reader): TypeName {
  const { at } = reader.next();
  return { name: 'row', parameters: [], fields: reader.enclosed(() => rowField(reader)), at };
}

/** Read as a type first, as Trino does: `x array` is an array of x, and `x array(int)` a field called x. */
function rowField(reader: Reader): { readonly name?: Name; readonly type: TypeName } {
  const { mark } = reader;
  const type = typeName(reader);
  if (reader.is(',') || reader.is(')')) return { type };
  reader.back(mark);
  const name = reader.name();
  return { name, type: typeName(reader) };
}

function angledType(reader: Reader, count: 1 | 2): TypeName {
  const { key: name, at } = reader.next();
  reader.expect('<');
  const first = typeName(reader);
  if (count === 2) reader.expect(',');
  const types = count === 2 ? [first, typeName(reader)] : [first];
  reader.expect('>');
  return { name, parameters: types, at };
}

function structType(reader: Reader): TypeName {
  const { at } = reader.next();
  reader.expect('<');
  const fields = reader.list(() => {
    const name = reader.name();
    reader.expect(':');
    return { name, type: typeName(reader) };
  });
  reader.expect('>');
  return { name: 'row', parameters: [], fields, at };
}
