/**
 * A few words around what was found, with identifiers masked whatever the grade: a list of hits is read by more eyes
 * than a file. More than is shown is masked, so that no number is cut in two and slips through.
 */
import { maskFreeText } from '../desensitise/free-text.ts';
import { marksIn } from './match-text.ts';

export interface Snippet {
  readonly snippet: string;
  readonly marks: [number, number][];
}

const before = 40;
const shown = 160;
/** Longer than any identifier with the word that announces it. */
const margin = 80;

/** @param at UTF-16 unit of `text` at which what was found begins */
export function makeSnippet(text: string, at: number, words: readonly string[]): Snippet {
  const from = Math.max(0, at - before - margin);
  const window = text.slice(from, at + shown + margin).replaceAll(/\s/gu, ' ');
  const masked = maskFreeText(window).text;
  // Masking may shorten: what was found is looked for anew, near where it stood.
  const near = Math.max(0, at - from - margin);
  const marks = marksIn(masked, words);
  const first = (marks.find(([start]) => start >= near) ?? marks[0])?.[0] ?? at - from;
  const head = whole(masked, Math.max(from === 0 ? 0 : margin / 2, first - before));
  const tail = whole(masked, Math.min(masked.length, head + shown));
  const snippet = masked.slice(head, tail);
  return { snippet, marks: marksIn(snippet, words) };
}

/** Never between the two halves of a character. */
const whole = (text: string, at: number): number =>
  at > 0 && /[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at;
