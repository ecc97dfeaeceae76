/** The query's own moment, AT TIME ZONE, EXTRACT. */
import type { AtTimeZone, CurrentMoment, Extract } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { momentLiteral } from '../functions/moments-literals.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { varchar } from '../types.ts';
import { callNamed } from './calls.ts';
import { convert } from './convert.ts';
import { type Env, typed } from './env.ts';
import { textLiteral } from './pieces.ts';

/** One moment for the whole query, in UTC. */
export function currentMoment({ which, precision = 3, at }: CurrentMoment, { all }: Env): Typed {
  const [day = '', time = ''] = new Date(all.now).toISOString().replace('Z', '').split('T');
  if (precision > 6) throw notSupported(at, `${which}(${precision})`, `${which}(6)`);
  const fraction = precision === 0 ? time.slice(0, 8) : time.padEnd(15, '0').slice(0, 9 + precision);
  switch (which) {
    case 'current_date':
      return momentLiteral('date', day, at);
    case 'localtime':
      return momentLiteral('time', fraction, at);
    case 'localtimestamp':
      return momentLiteral('timestamp', `${day} ${fraction}`, at);
    case 'current_timestamp':
      return momentLiteral('timestamp', `${day} ${fraction} UTC`, at);
    case 'current_time':
      throw notSupported(at, 'current_time', 'localtime');
    case 'current_catalog':
      return textOf('awsdatacatalog', which, at);
    case 'current_schema':
      return textOf(all.session.database, which, at);
    case 'current_user':
      return textOf(all.session.user, which, at);
  }
}

function textOf(text: string | undefined, which: string, at: number): Typed {
  if (text === undefined) throw notSupported(at, `${which} in this place`);
  return { ...textLiteral(text), type: varchar };
}

export function atTimeZone({ of, zone, at }: AtTimeZone, env: Env): Typed {
  const value = typed(of, env);
  const type = value.type;
  const moment =
    type.name === 'timestamp'
      ? convert(
          value,
          { ...type, name: 'timestamp with time zone' },
          { tried: false, explicit: true, at: of.at },
        )
      : value;
  return callNamed('at_timezone', [moment, typed(zone, env)], at);
}

const fields: ReadonlySet<string> = new Set(
  `year quarter month week day day_of_month day_of_week dow day_of_year doy year_of_week yow hour minute second
  timezone_hour timezone_minute`.split(/\s+/),
);

export function extract({ field, of, at }: Extract, env: Env): Typed {
  if (!fields.has(field))
    throw new QueryRefused('SYNTAX_ERROR', {
      at,
      en: `Invalid EXTRACT field: ${field}`,
      zh: `EXTRACT 没有字段 ${field}`,
    });
  return callNamed(field, [typed(of, env)], at);
}
