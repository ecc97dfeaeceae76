/** A value as Athena writes it into its CSV. */
import { quoteText } from '../cleaning/sql-text.ts';
import { convert } from '../sql/translate/convert.ts';
import { type SqlType, varchar } from '../sql/types.ts';

/** DuckDB's SQL of the text; NULL stays NULL. `sql` is a name or a path of names: it may be used more than once. */
export function shownText(sql: string, type: SqlType, depth = 0): string {
  switch (type.name) {
    case 'varchar':
    case 'json':
      return sql;
    case 'char':
      return `rpad(${sql}, ${type.length}, ' ')`;
    case 'varbinary':
      return `rtrim(regexp_replace(lower(hex(${sql})), '(..)', '\\1 ', 'g'))`;
    case 'array':
      return `'[' || ${joined(sql, type.element, depth)} || ']'`;
    case 'map': {
      const entry = `e${depth}`;
      const key = inner(`${entry}.key`, type.key, depth + 1);
      const value = inner(`${entry}.value`, type.value, depth + 1);
      const pairs = `list_transform(map_entries(${sql}), lambda ${entry}: ${key} || '=' || ${value})`;
      return `CASE WHEN ${sql} IS NULL THEN NULL ELSE '{' || array_to_string(${pairs}, ', ') || '}' END`;
    }
    case 'row':
      return rowText(sql, type, depth);
    case 'unknown':
      return 'CAST(NULL AS VARCHAR)';
    case 'real':
    case 'double':
      return `tr_shown_${type.name}(${sql})`;
    default:
      return convert({ sql, type }, varchar, { tried: false, explicit: true, at: 0 }).sql;
  }
}

const inner = (sql: string, type: SqlType, depth: number): string =>
  `coalesce(${shownText(sql, type, depth)}, 'null')`;

function joined(sql: string, element: SqlType, depth: number): string {
  const one = `e${depth}`;
  return `array_to_string(list_transform(${sql}, lambda ${one}: ${inner(one, element, depth + 1)}), ', ')`;
}

function rowText(sql: string, { fields }: SqlType & { name: 'row' }, depth: number): string {
  const parts = fields.map(
    ({ name, type }, index) =>
      `${quoteText(`${name ?? `field${index}`}=`)} || ${inner(`${sql}.f${index + 1}`, type, depth + 1)}`,
  );
  return `CASE WHEN ${sql} IS NULL THEN NULL ELSE '{' || ${parts.join(" || ', ' || ")} || '}' END`;
}
