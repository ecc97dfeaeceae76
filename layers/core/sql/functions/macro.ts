/** How DuckDB's macros are written. A macro is text put in the place of a call, so that each argument is as well. */

/** @param head its name and parameters: `tr_name(a, b)` */
export const macro = (head: string, body: string): string => `CREATE OR REPLACE MACRO ${head} AS ${body}`;

/**
 * A macro that needs its argument more than once: it is had once, as the parameter of a lambda. That has the macro's
 * own name, or a macro within a macro would take the outer one's value for its own.
 *
 * @param argument an expression over the macro's parameters
 * @param body given the name under which the argument is had
 */
export function bindingMacro(head: string, argument: string, body: (bound: string) => string): string {
  const bound = `${head.slice(0, head.indexOf('('))}_v`;
  return macro(head, `list_transform([${argument}], lambda ${bound}: ${body(bound)})[1]`);
}
