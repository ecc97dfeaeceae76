/**
 * A file is surveyed when it is accepted, and again, a moment later, when it is transformed. Objects are written once,
 * so the first survey is the second one; it is kept until it is asked for again, as long as there is room.
 */
import type { Refinery } from '../core/ports/refinery.ts';

/** Characters of all surveys kept; one of a plain table has some thousands. */
const mostCharacters = 16 * 1024 ** 2;

/** @returns a survey that answers the second time without work; a failure is not kept */
export function rememberSurveys(survey: Refinery['survey'], most = mostCharacters): Refinery['survey'] {
  const kept = new Map<string, string>();
  let characters = 0;

  function forget(name: string): string | undefined {
    const text = kept.get(name);
    kept.delete(name);
    characters -= text?.length ?? 0;
    return text;
  }

  function keep(name: string, text: string): void {
    forget(name);
    kept.set(name, text);
    characters += text.length;
    for (const oldest of kept.keys()) {
      if (characters <= most) return;
      forget(oldest);
    }
  }

  return async (source, resource) => {
    const name = JSON.stringify([source, resource.code, resource.version]);
    const known = forget(name);
    if (known !== undefined) return JSON.parse(known);
    const found = await survey(source, resource);
    keep(name, JSON.stringify(found));
    return found;
  };
}
