/** The functions that Trino itself lists, as far as the generator can give them arguments. */
import { isFailure } from '../answer.ts';
import { askTrino, type TrinoSession } from '../ask-trino.ts';
import { type Kind, readKinds } from './kinds.ts';
import { literals } from './leaves.ts';

export interface Listed {
  readonly name: string;
  readonly result: Kind;
  readonly parameters: readonly Kind[];
}

export interface Functions {
  readonly scalar: readonly Listed[];
  readonly aggregate: readonly Listed[];
}

/** Their answers depend on chance, on the clock, or on which of several equal rows comes first. */
const unsteady = new Set([
  ...[
    'random',
    'rand',
    'shuffle',
    'uuid',
    'now',
    'current_date',
    'current_timezone',
    'current_groups',
    'pi',
    'e',
  ],
  ...['any_value', 'arbitrary', 'max_by', 'min_by', 'checksum', 'map_union', 'reduce_agg'],
  // Its text is as long as a number says.
  'bar',
  ...['listagg', 'numeric_histogram', 'approx_most_frequent'],
]);

export async function listFunctions(session: TrinoSession): Promise<Functions> {
  const answer = await askTrino(session, 'SHOW FUNCTIONS');
  if (isFailure(answer)) throw new Error(answer.message);
  const all = answer.rows.map((row) => row.map(String));
  const of = (wanted: string): readonly Listed[] =>
    all
      .filter(([name = '', , , type, steady]) => type === wanted && steady === 'true' && !unsteady.has(name))
      .map(([name = '', result = '', parameters = '']) => ({
        name,
        result: readKinds(result)[0] ?? { name: '', of: [] },
        parameters: readKinds(parameters),
      }))
      .filter(({ result, parameters }) => [result, ...parameters].every(isKnown));
  return { scalar: of('scalar'), aggregate: of('aggregate') };
}

/** Whether something of the kind can be made. */
const isKnown = ({ name, of }: Kind): boolean =>
  (name in literals || /^[A-Za-z]\d?$/.test(name) || ['array', 'map', 'row', 'function'].includes(name)) &&
  of.every(isKnown);
