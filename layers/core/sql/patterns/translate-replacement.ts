/** Replacements as Trino reads them, `$1`, `${name}`, `\$`, written for RE2: `\1`, `$`. */
import { notSupported, QueryRefused } from '../refused.ts';
import type { TranslatedPattern } from './translated-pattern.ts';

export function translateReplacement(text: string, { found }: TranslatedPattern, at: number): string {
  let written = '';
  const parts = /\\([\s\S]?)|\$\{([^}]*)\}|\$(\d*)|([^\\$]+)/gu;
  for (const [, escaped, name, digits, plain] of text.matchAll(parts)) {
    if (plain !== undefined) written += plain;
    else if (name !== undefined) written += reference(found.names.get(name), text, at);
    else if (digits !== undefined) written += numbered(digits, found.groups, text, at);
    else if (escaped === '' || escaped === undefined) throw illegal(text, at);
    else written += escaped === '\\' ? '\\\\' : escaped;
  }
  return written;
}

/** As many digits as there are groups for: of one group, `$11` is it and a 1. */
function numbered(digits: string, groups: number, text: string, at: number): string {
  let length = 1;
  while (length < digits.length && Number(digits.slice(0, length + 1)) <= groups) length += 1;
  const group = digits === '' ? undefined : Number(digits.slice(0, length));
  return (
    reference(group !== undefined && group <= groups ? group : undefined, text, at) + digits.slice(length)
  );
}

function reference(group: number | undefined, text: string, at: number): string {
  if (group === undefined) throw illegal(text, at);
  if (group > 9) throw notSupported(at, `group ${group} in a replacement`);
  return `\\${group}`;
}

const illegal = (text: string, at: number): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: `Illegal replacement sequence: ${text}`,
    zh: `替换文本有误：${text}`,
  });
