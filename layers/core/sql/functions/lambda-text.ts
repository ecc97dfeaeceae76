/** A lambda's text, `lambda p1, p2: p1 + p2`, put to other uses than DuckDB's. */

const written = /^lambda ([\w, ]+): ([\s\S]*)$/;

/**
 * The lambda's value for these arguments. Each becomes a parameter of a lambda of its own, so that it is had once
 * whatever the body does with it.
 */
export function applied(lambda: string, values: readonly string[]): string {
  const [, names = '', body = 'NULL'] = written.exec(lambda) ?? [];
  const parameters = names.split(', ');
  return values.reduceRight(
    (inner, value, index) => `list_transform([${value}], lambda ${parameters[index]}: ${inner})[1]`,
    `(${body})`,
  );
}
