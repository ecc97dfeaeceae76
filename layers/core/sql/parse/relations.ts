/** What stands after FROM: tables, subqueries, UNNEST, joins. */
import type { Aliased, Expression, Join, Query, QueryRelation, Relation, TableFunction } from '../ast.ts';
import { notSupported } from '../refused.ts';
import { beginsWithQuery } from './primary.ts';
import { queryFrom, queryGoesOn } from './queries.ts';
import type { Reader } from './reader.ts';
import { aliasOf } from './select.ts';
import { queryWords } from './tokens.ts';

/** @param seed a relation that was read already */
export const relation = (reader: Reader, seed?: Relation): Relation =>
  reader.nested(() => {
    let left = seed ? behind(reader, seed) : sampled(reader);
    for (;;) {
      const joined = join(reader, left);
      if (!joined) return left;
      reader.links += 1;
      left = joined;
    }
  });

function join(reader: Reader, left: Relation): Join | undefined {
  const { at } = left;
  if (reader.take('cross', 'join'))
    return { kind: 'join', type: 'cross', left, right: sampled(reader), using: [], natural: false, at };
  const natural = reader.take('natural');
  const type = joinType(reader, natural);
  if (!type) return undefined;
  if (natural) return { kind: 'join', type, left, right: sampled(reader), using: [], natural, at };
  const right = relation(reader);
  if (reader.take('using')) {
    const using = reader.enclosed(() => reader.name());
    return { kind: 'join', type, left, right, using, natural, at };
  }
  if (!reader.take('on')) reader.mismatch("'ON', 'USING'");
  return { kind: 'join', type, left, right, on: reader.grammar.expression(reader), using: [], natural, at };
}

/** JOIN alone is INNER JOIN. */
function joinType(reader: Reader, must: boolean): 'inner' | 'left' | 'right' | 'full' | undefined {
  if (reader.take('join')) return 'inner';
  const type = (['inner', 'left', 'right', 'full'] as const).find((one) => reader.take(one));
  if (!type) return must ? reader.mismatch("'FULL', 'INNER', 'JOIN', 'LEFT', 'RIGHT'") : undefined;
  if (type !== 'inner') reader.take('outer');
  reader.expect('join');
  return type;
}

const sampled = (reader: Reader): Relation => behind(reader, relationPrimary(reader));

/** Its alias, MATCH_RECOGNIZE and TABLESAMPLE. */
function behind(reader: Reader, of: Relation): Relation {
  if (reader.is('for')) throw notSupported(reader.at, 'FOR TIMESTAMP AS OF and FOR VERSION AS OF');
  const aliased = withAlias(reader, of);
  if (reader.is('match_recognize', '(')) throw notSupported(reader.at, 'MATCH_RECOGNIZE');
  if (!reader.is('tablesample')) return aliased;
  const { at } = reader.next();
  const method = reader.oneOf('bernoulli', 'system');
  reader.expect('(');
  const percent = reader.grammar.expression(reader);
  reader.expect(')');
  if (aliased.kind !== 'table') throw notSupported(at, 'TABLESAMPLE of anything but a table');
  return { ...aliased, sample: { method, percent } };
}

function withAlias(reader: Reader, of: Relation): Relation {
  const alias = aliasOf(reader);
  if (!alias) return of;
  const columnAliases = reader.is('(') ? reader.enclosed(() => reader.name()) : [];
  if (of.kind === 'join') return subquery(everythingOf(of), of.at, { alias, columnAliases });
  return { ...of, alias, columnAliases: columnAliases.length > 0 ? columnAliases : of.columnAliases };
}

/** `(a CROSS JOIN b) AS c` is `(SELECT * FROM a CROSS JOIN b) AS c`. */
const everythingOf = (join: Join): Query => ({
  kind: 'query',
  recursive: false,
  with: [],
  body: {
    kind: 'select',
    distinct: false,
    items: [{ kind: 'star', aliases: [], at: join.at }],
    from: [join],
    windows: [],
    at: join.at,
  },
  orderBy: [],
  at: join.at,
});

const bare: Aliased = { columnAliases: [] };

const subquery = (query: Query, at: number, aliased = bare): QueryRelation => ({
  kind: 'subquery',
  lateral: false,
  query,
  ...aliased,
  at,
});

function relationPrimary(reader: Reader): Relation {
  const { at } = reader;
  if (reader.is('(')) return parenthesisedRelation(reader);
  if (reader.is('unnest')) return unnest(reader);
  if (reader.take('lateral', '(')) {
    const query = reader.grammar.query(reader);
    reader.expect(')');
    return { ...subquery(query, at), lateral: true };
  }
  if (reader.take('table', '(')) return tableFunction(reader, at);
  if (reader.is('json_table')) throw notSupported(at, 'JSON_TABLE', 'UNNEST(CAST(json AS ARRAY(JSON)))');
  if (!reader.isName() && reader.token.kind !== 'unknown' && reader.token.kind !== 'backquoted')
    reader.mismatch("'(', 'JSON_TABLE', 'LATERAL', 'TABLE', 'UNNEST', <identifier>");
  return { kind: 'table', name: reader.path(), ...bare, at };
}

/** `(query)`, or a relation in parentheses, which may begin with a query in parentheses. */
function parenthesisedRelation(reader: Reader): Relation {
  const { at } = reader;
  reader.expect('(');
  const inner =
    queryWords.has(reader.token.key) && !reader.is('table', '(')
      ? reader.grammar.query(reader)
      : beginsWithQuery(reader)
        ? queryOrRelation(reader)
        : relation(reader);
  reader.expect(')');
  return inner.kind === 'query' ? subquery(inner, at) : inner;
}

function queryOrRelation(reader: Reader): Query | Relation {
  return reader.nested(() => {
    if (reader.is('table')) return relation(reader);
    const first = parenthesisedRelation(reader);
    if (first.kind === 'subquery' && !first.alias && queryGoesOn(reader))
      return queryFrom(reader, first.query);
    return relation(reader, first);
  });
}

function unnest(reader: Reader): Relation {
  const { at } = reader.next();
  const of = reader.enclosed(() => reader.grammar.expression(reader));
  return { kind: 'unnest', of, ordinality: reader.take('with', 'ordinality'), ...bare, at };
}

function tableFunction(reader: Reader, at: number): TableFunction {
  const path = reader.path();
  const name = path[0];
  if (!name || path.length > 1)
    throw notSupported(at, `the table function ${path.map(({ text }) => text).join('.')}`);
  reader.expect('(');
  const args = reader.is(')') ? [] : reader.list(() => tableArgument(reader));
  if (reader.is('copartition')) throw notSupported(reader.at, 'COPARTITION');
  reader.expect(')', ')');
  return { kind: 'table-function', name, arguments: args, ...bare, at };
}

/** A table is a query in its place, a descriptor a row of names. */
function tableOrDescriptor(reader: Reader): Expression | undefined {
  const { at } = reader;
  if (reader.take('descriptor', '(')) {
    const elements = reader.list(
      (): Expression => ({ kind: 'column', at: reader.at, parts: [reader.name()] }),
    );
    reader.expect(')');
    return { kind: 'row', elements, at };
  }
  if (!reader.take('table', '(')) return undefined;
  const query = queryWords.has(reader.token.key) ? reader.grammar.query(reader) : wholeTable(reader);
  reader.expect(')');
  if (reader.isName() && reader.token.key !== 'copartition')
    throw notSupported(reader.at, 'PARTITION BY, ORDER BY, PRUNE or an alias of a table argument');
  return { kind: 'scalar', query, at };
}

const wholeTable = (reader: Reader): Query => ({
  kind: 'query',
  recursive: false,
  with: [],
  body: { kind: 'table-body', name: reader.path(), at: reader.at },
  orderBy: [],
  at: reader.at,
});

function tableArgument(reader: Reader): TableFunction['arguments'][number] {
  const name = reader.isName() && reader.ahead(1).key === '=>' ? reader.name() : undefined;
  if (name) reader.expect('=>');
  return { ...(name ? { name } : {}), value: tableOrDescriptor(reader) ?? reader.grammar.expression(reader) };
}
