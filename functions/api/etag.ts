/** Entity tags from record versions. */
import type { ApiContext } from './home.ts';

/** The tag of an answer made from records at these versions. */
export const tagOf = (...versions: readonly (number | undefined)[]): string =>
  `"${versions.map((version) => `v${version ?? 0}`).join('.')}"`;

/** Does the caller hold this already? `*` asks for anything new at all and never matches. */
export function holdsTag(c: ApiContext, tag: string): boolean {
  const given = heldTags(c);
  return given.includes(tag);
}

export const heldTags = (c: ApiContext): readonly string[] =>
  (c.req.header('if-none-match') ?? '')
    .slice(0, 1000)
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .filter((one) => one !== '');

/** 304 for a caller who holds the tag; the language is part of the view, so it varies by it. */
export function notModified(c: ApiContext, tag: string): Response {
  return c.body(null, 304, { etag: tag });
}
