/** Types as they are written in a query. */
import type { TypeName } from '../ast.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import type { RowField, SqlType } from '../types.ts';

/** @throws QueryRefused TYPE_MISMATCH when there is no such type */
export function typeOf(written: TypeName): SqlType {
  const { parameters, at } = written;
  const name = written.name === 'int' ? 'integer' : written.name;
  switch (name) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'real':
    case 'double':
    case 'varbinary':
    case 'json':
    case 'date':
    case 'uuid':
    case 'interval year to month':
    case 'interval day to second':
    case 'unknown':
      return parameters.length === 0 ? { name } : unknownType(written);
    case 'decimal':
      return decimalOf(written);
    case 'varchar':
    case 'char':
      return textOf(name, written);
    case 'time':
    case 'timestamp':
    case 'timestamp with time zone':
      return { name, precision: precisionOf(written) };
    case 'time with time zone':
      throw notSupported(at, 'time with time zone', 'time');
    case 'array':
      return { name: 'array', element: typeOf(onlyTypes(written, 1)[0] as TypeName) };
    case 'map': {
      const [key, value] = onlyTypes(written, 2);
      return { name: 'map', key: typeOf(key as TypeName), value: typeOf(value as TypeName) };
    }
    case 'row':
      return { name: 'row', fields: fieldsOf(written) };
    default:
      return unknownType(written);
  }
}

const fieldsOf = ({ fields = [] }: TypeName): readonly RowField[] =>
  fields.map(({ name, type }) => ({
    ...(name ? { name: name.text } : {}),
    type: typeOf(type),
  }));

function decimalOf(written: TypeName): SqlType {
  const [precision = 38, scale = 0] = numbersOf(written, 2);
  if (precision < 1 || precision > 38 || scale > precision)
    throw wrong(written, `DECIMAL precision must be in range [1, 38], its scale at most the precision`);
  return { name: 'decimal', precision, scale };
}

function textOf(name: 'varchar' | 'char', written: TypeName): SqlType {
  const [length] = numbersOf(written, 1);
  if (name === 'char') {
    if ((length ?? 1) > 65_536) throw wrong(written, 'CHAR length must be in range [0, 65536]');
    return { name, length: length ?? 1 };
  }
  return length === undefined || length === 2_147_483_647 ? { name } : { name, length };
}

function precisionOf(written: TypeName): number {
  const [precision = 3] = numbersOf(written, 1);
  if (precision > 12) throw wrong(written, 'the precision must be in range [0, 12]');
  if (precision > 6) throw notSupported(written.at, `${written.name}(${precision})`, `${written.name}(6)`);
  return precision;
}

function numbersOf(written: TypeName, most: number): readonly number[] {
  const numbers = written.parameters.filter((parameter) => typeof parameter === 'number');
  if (numbers.length < written.parameters.length || numbers.length > most) unknownType(written);
  return numbers;
}

function onlyTypes(written: TypeName, count: number): readonly TypeName[] {
  const types = written.parameters.filter((parameter) => typeof parameter !== 'number');
  if (types.length !== count || written.parameters.length !== count) unknownType(written);
  return types;
}

function unknownType({ name, at }: TypeName): never {
  throw new QueryRefused('TYPE_MISMATCH', { at, en: `Unknown type: ${name}`, zh: `没有类型 ${name}` });
}

const wrong = ({ at }: TypeName, en: string): QueryRefused =>
  new QueryRefused('TYPE_MISMATCH', { at, en, zh: `类型的参数有误：${en}` });
