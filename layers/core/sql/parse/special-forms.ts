/** What is written with words of its own: CASE, CAST, EXTRACT, TRIM, … Some come as calls. */
import type { Call, Case, Expression, Name } from '../ast.ts';
import { notSupported } from '../refused.ts';
import { arrayOf } from './arrays.ts';
import { listAggregate } from './calls.ts';
import { jsonArray, jsonExists, jsonObject, jsonQuery, jsonValue } from './json-forms.ts';
import { type Reader, syntaxError } from './reader.ts';
import { typeName } from './type-names.ts';

/** At a word; undefined: it begins nothing of the kind. */
export function specialForm(reader: Reader): Expression | undefined {
  const form = forms.get(reader.token.key);
  return form?.(reader, reader.at);
}

type Form = (reader: Reader, at: number) => Expression | undefined;

const constant =
  (of: 'null' | 'boolean', text: string): Form =>
  (reader, at) => {
    reader.next();
    return { kind: 'literal', of, text, at };
  };

/** A call that Trino writes with words between its arguments. */
const plainCall = (name: Name, args: readonly Expression[]): Call => ({
  kind: 'call',
  name,
  arguments: args,
  star: false,
  distinct: false,
  orderBy: [],
  withinGroup: [],
  at: name.at,
});

function cast(reader: Reader, at: number): Expression | undefined {
  if (reader.ahead(1).key !== '(') return undefined;
  const tried = reader.next().key === 'try_cast';
  reader.expect('(');
  const of = reader.grammar.expression(reader);
  reader.expect('as');
  const type = typeName(reader);
  reader.expect(')');
  return { kind: 'cast', tried, of, type, at };
}

function caseOf(reader: Reader, at: number): Case {
  const { grammar } = reader;
  reader.expect('case');
  const of = reader.is('when') ? undefined : grammar.expression(reader);
  if (!reader.is('when')) reader.mismatch("'WHEN'");
  const branches: { when: Expression; then: Expression }[] = [];
  while (reader.take('when')) {
    const when = grammar.expression(reader);
    reader.expect('then');
    // biome-ignore lint/suspicious/noThenProperty: SQL's own word; nobody awaits it
    branches.push({ when, then: grammar.expression(reader) });
  }
  const otherwise = reader.take('else') ? grammar.expression(reader) : undefined;
  if (!reader.take('end')) reader.mismatch(otherwise ? "'END'" : "'ELSE', 'END', 'WHEN'");
  return { kind: 'case', ...(of ? { of } : {}), branches, ...(otherwise ? { otherwise } : {}), at };
}

function exists(reader: Reader, at: number): Expression {
  reader.expect('exists', '(');
  const query = reader.grammar.query(reader);
  reader.expect(')');
  return { kind: 'exists', query, at };
}

function extract(reader: Reader, at: number): Expression {
  reader.expect('extract', '(');
  const field = reader.name().text.toLowerCase();
  reader.expect('from');
  const of = reader.grammar.value(reader);
  reader.expect(')');
  return { kind: 'extract', field, of, at };
}

/** `TRIM(x)`, `TRIM(x, 'y')`, `TRIM(LEADING 'y' FROM x)`. */
function trim(reader: Reader, at: number): Expression {
  const { grammar } = reader;
  reader.expect('trim', '(');
  const side = (['both', 'leading', 'trailing'] as const).find((one) => sideAhead(reader, one));
  if (side) reader.next();
  if (!side && reader.is('from'))
    throw syntaxError(
      at,
      "The 'trim' function must have specification, char or both arguments when it takes FROM",
      'TRIM 的 FROM 之前须有方向或字符',
    );
  const first = reader.is('from') ? undefined : grammar.value(reader);
  let trimmed: Expression;
  if (side || reader.is('from')) {
    reader.expect('from');
    const of = grammar.value(reader);
    trimmed = { kind: 'trim', side: side ?? 'both', ...(first ? { characters: first } : {}), of, at };
  } else {
    const of = first as Expression;
    const characters = reader.take(',') ? grammar.value(reader) : undefined;
    trimmed = { kind: 'trim', side: 'both', ...(characters ? { characters } : {}), of, at };
  }
  reader.expect(')');
  return trimmed;
}

/** They are names as well: `trim(leading)` trims a column. */
const sideAhead = (reader: Reader, side: string): boolean =>
  reader.is(side) && ![')', ',', '.', '[', '('].includes(reader.ahead(1).key);

function position(reader: Reader, at: number): Expression | undefined {
  if (reader.ahead(1).key !== '(') return undefined;
  reader.expect('position', '(');
  const of = reader.grammar.value(reader);
  reader.expect('in');
  const within = reader.grammar.value(reader);
  reader.expect(')');
  return plainCall({ text: 'position', at }, [of, within]);
}

/** `SUBSTRING(x FROM 1 FOR 2)`; with commas it is a call like any other. */
function substring(reader: Reader, at: number): Expression | undefined {
  if (reader.ahead(1).key !== '(') return undefined;
  const { grammar } = reader;
  if ([')', 'distinct', '*'].includes(reader.ahead(2).key)) return undefined;
  reader.expect('substring', '(');
  const args = [grammar.expression(reader)];
  if (reader.take('from')) {
    args.push(grammar.value(reader));
    if (reader.take('for')) args.push(grammar.value(reader));
  } else while (reader.take(',')) args.push(grammar.expression(reader));
  reader.expect(')');
  return plainCall({ text: 'substring', at }, args);
}

function normalize(reader: Reader, at: number): Expression {
  reader.expect('normalize', '(');
  const args = [reader.grammar.value(reader)];
  if (reader.take(',')) {
    const form = { kind: 'literal', of: 'string', at: reader.at } as const;
    args.push({ ...form, text: reader.oneOf('nfd', 'nfc', 'nfkd', 'nfkc').toUpperCase() });
  }
  reader.expect(')');
  return plainCall({ text: 'normalize', at }, args);
}

function grouping(reader: Reader, at: number): Expression {
  reader.expect('grouping', '(');
  const column = (): Expression => ({ kind: 'column', at: reader.at, parts: reader.path() });
  const args = reader.is(')') ? [] : reader.list(column);
  reader.expect(')');
  return plainCall({ text: 'grouping', at }, args);
}

function rowOf(reader: Reader, at: number): Expression | undefined {
  if (!reader.take('row', '(')) return undefined;
  const elements = reader.list(() => reader.grammar.expression(reader));
  reader.expect(')');
  return { kind: 'row', elements, at };
}

type Moment = 'current_time' | 'current_timestamp' | 'localtime' | 'localtimestamp';

const current =
  (which: 'current_date' | 'current_user' | 'current_catalog' | 'current_schema'): Form =>
  (reader, at) => {
    reader.next();
    return { kind: 'current', which, at };
  };

const moment =
  (which: Moment): Form =>
  (reader, at) => {
    reader.next();
    if (!reader.take('(')) return { kind: 'current', which, at };
    if (reader.token.kind !== 'integer') reader.mismatch('<integer>');
    const precision = Number(reader.next().text.replaceAll('_', ''));
    reader.expect(')');
    return { kind: 'current', which, precision, at };
  };

const refused: Form = (reader, at) => {
  throw notSupported(at, reader.token.text.toUpperCase());
};

const forms: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['null', constant('null', '')],
  ['true', constant('boolean', 'true')],
  ['false', constant('boolean', 'false')],
  ['array', (reader, at) => (reader.ahead(1).key === '[' ? arrayOf(reader, at) : undefined)],
  ['row', rowOf],
  ['case', caseOf],
  ['cast', cast],
  ['try_cast', cast],
  ['exists', exists],
  ['extract', extract],
  ['trim', trim],
  ['position', position],
  ['substring', substring],
  ['normalize', normalize],
  ['grouping', grouping],
  ['listagg', listAggregate],
  ['current_date', current('current_date')],
  ['current_user', current('current_user')],
  ['current_catalog', current('current_catalog')],
  ['current_schema', current('current_schema')],
  ['current_time', moment('current_time')],
  ['current_timestamp', moment('current_timestamp')],
  ['localtime', moment('localtime')],
  ['localtimestamp', moment('localtimestamp')],
  ['current_path', refused],
  ['json_value', jsonValue],
  ['json_query', jsonQuery],
  ['json_exists', jsonExists],
  ['json_object', jsonObject],
  ['json_array', jsonArray],
]);
