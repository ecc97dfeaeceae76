/**
 * Headers and names of sheets as a batch's record keeps them. They are whatever the file has: a form filled in per
 * person names its sheets after people, and a row of data may stand where a header should be.
 */
import type { Resource } from '../../../schemas/resource.ts';
import { isDesensitised } from '../desensitise/desensitised-form.ts';
import { maskFreeText } from '../desensitise/free-text.ts';

/** Headers without what names a person, in a resource that is desensitised; others as they are. */
export function shownHeaders(resource: Resource, headers: readonly string[]): string[] {
  if (!isDesensitised(resource)) return [...headers];
  return headers.map((header) => maskFreeText(header).text);
}

/** The same of tables. No two become one: each still says which table it is, see `tableShownAs`. */
export function shownTables(names: readonly string[]): string[] {
  const shown: string[] = [];
  for (const name of names) {
    const masked = maskFreeText(name).text;
    shown.push(masked !== name && shown.includes(masked) ? `${masked}#${shown.length + 1}` : masked);
  }
  return shown;
}

/** The name in the file of the table that is shown so; the name itself where no table is. */
export function tableShownAs(names: readonly string[], shown: string): string {
  if (names.includes(shown)) return shown;
  return names[shownTables(names).indexOf(shown)] ?? shown;
}
