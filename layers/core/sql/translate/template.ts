/** Templates of the libraries: `CAST({sum}($1) AS BIGINT)`. */

/** @param aggregate writes an aggregate of DuckDB's, with its DISTINCT, ORDER BY, FILTER and OVER */
export function filled(
  template: string,
  args: readonly string[],
  aggregate: (name: string, ...args: readonly string[]) => string,
): string {
  const opening = /\{(\w+)\}\(/.exec(template);
  if (!opening) return withArguments(template, args);
  const begin = opening.index + opening[0].length;
  const { pieces, end } = argumentsFrom(template, begin);
  const inner = pieces.map((piece) => filled(piece, args, aggregate));
  return (
    withArguments(template.slice(0, opening.index), args) +
    aggregate(opening[1] as string, ...inner) +
    filled(template.slice(end), args, aggregate)
  );
}

const withArguments = (template: string, args: readonly string[]): string =>
  template.replace(/\$(\d+|\*)/g, (_, which: string) =>
    which === '*' ? args.join(', ') : (args[Number(which) - 1] ?? 'NULL'),
  );

/** What stands between the commas up to the parenthesis that closes, and where that ends. */
function argumentsFrom(
  template: string,
  begin: number,
): { readonly pieces: readonly string[]; readonly end: number } {
  const pieces: string[] = [];
  let depth = 0;
  let from = begin;
  for (let index = begin; index < template.length; index += 1) {
    const sign = template[index];
    if (sign === "'") index = template.indexOf("'", index + 1);
    else if (sign === '(' || sign === '[' || sign === '{') depth += 1;
    else if (depth > 0 && (sign === ')' || sign === ']' || sign === '}')) depth -= 1;
    else if (depth === 0 && (sign === ',' || sign === ')')) {
      const piece = template.slice(from, index).trim();
      if (piece !== '') pieces.push(piece);
      from = index + 1;
      if (sign === ')') return { pieces, end: from };
    }
  }
  throw new Error(`a template without its end: ${template}`);
}
