/** Functions over values of any type: the greatest, the least, the type's name. */
import { isAtom, once, quoted } from '../emit.ts';
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { carrierOf, isOrderable, type SqlType, typeText, unknown } from '../types.ts';

const ordinary = ['array', 'map', 'row', 'char', 'function'];

/** NULL where one is NULL; a NaN gives way to every other number. */
function extreme(which: 'greatest' | 'least', call: BoundCall): string {
  const { result, args, at } = call;
  if (!isOrderable(result))
    throw new QueryRefused('FUNCTION_NOT_FOUND', {
      at,
      en: `values of type ${typeText(result)} have no order for ${which}`,
      zh: `${typeText(result)} 没有大小之分，不能用于 ${which}`,
    });
  if (ordinary.includes(result.name))
    throw notSupported(at, `${which} of values of type ${typeText(result)}`);
  const isNull = (values: readonly string[]): string =>
    values.map((value) => `${value} IS NULL`).join(' OR ');
  if (result.name === 'timestamp with time zone')
    return once(args, (...values) => extremeMoment(which, values));
  if (result.name !== 'double' && result.name !== 'real')
    return once(
      args,
      (...values) => `CASE WHEN ${isNull(values)} THEN NULL ELSE ${which}(${values.join(', ')}) END`,
    );
  const numbers = (values: readonly string[]): string =>
    `list_filter([${values.join(', ')}], lambda tr_x: NOT isnan(tr_x))`;
  const best = which === 'greatest' ? 'list_max' : 'list_min';
  return once(
    args,
    (...values) =>
      `CASE WHEN ${isNull(values)} THEN NULL ELSE coalesce(${best}(${numbers(values)}), 'NaN'::${carrierOf(result)}) END`,
  );
}

/** The first of the moments that no other surpasses. */
function extremeMoment(which: 'greatest' | 'least', values: readonly string[]): string {
  const moments = values.map((value) => `CAST(${value}.u AS TIMESTAMP)`);
  const branches = values.map((value, index) => {
    const rest = moments.filter((_, other) => other !== index);
    const wins = rest.map((moment) => `${moments[index]} ${which === 'greatest' ? '>=' : '<='} ${moment}`);
    return `WHEN ${wins.length === 0 ? 'true' : wins.join(' AND ')} THEN ${value}`;
  });
  return `CASE WHEN ${values.map((value) => `${value} IS NULL`).join(' OR ')} THEN NULL ${branches.join(' ')} END`;
}

/** Trino has the argument as well, and raises what it raises. */
const named = (sql: string, type: SqlType): string => {
  const name = quoted(typeText(type));
  return isAtom(sql) ? name : `CASE WHEN (${sql}) IS NULL THEN ${name} ELSE ${name} END`;
};

export const conditional: FunctionLibrary = {
  entries: [
    scalar('greatest(E, E...): E', (call) => extreme('greatest', call)),
    scalar('least(E, E...): E', (call) => extreme('least', call)),
    scalar('typeof(T): varchar', ({ args, arguments: [value] }) =>
      named(args[0] ?? '', value?.type ?? unknown),
    ),
  ],
  refused: [],
  macros: [],
};
