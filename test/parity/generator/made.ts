/** An expression that was made, as the tree it was made of. */
import type { Kind } from './kinds.ts';

export interface Made {
  readonly kind: Kind;
  readonly parts: readonly (string | Made)[];
}

export const render = ({ parts }: Made): string =>
  parts.map((part) => (typeof part === 'string' ? part : render(part))).join('');

export const leaf = (kind: Kind, text: string): Made => ({ kind, parts: [text] });

/** `made(kind)\`(${a} + ${b})\``. */
export const made =
  (kind: Kind) =>
  (texts: TemplateStringsArray, ...inner: readonly (Made | string)[]): Made => ({
    kind,
    parts: texts.flatMap((text, index) => {
      const part = inner[index];
      return part === undefined ? [text] : [text, part];
    }),
  });

/** With commas between. */
export const listed = (kind: Kind, all: readonly Made[]): Made => ({
  kind,
  parts: all.flatMap((one, index) => (index === 0 ? [one] : [', ', one])),
});

/** Simpler expressions, of which one may show the same fault: parts of it alone, and it with a part made plain. */
export function* simpler(whole: Made, plain: (kind: Kind) => Made): Generator<Made> {
  for (const part of whole.parts) if (typeof part !== 'string') yield part;
  yield* replaced(whole, plain);
}

function* replaced(whole: Made, plain: (kind: Kind) => Made): Generator<Made> {
  for (const [index, part] of whole.parts.entries()) {
    if (typeof part === 'string') continue;
    const simple = plain(part.kind);
    const put = (one: Made): Made => ({ ...whole, parts: whole.parts.with(index, one) });
    if (part.parts.length > 1) yield put(simple);
    for (const inner of part.parts)
      if (typeof inner !== 'string' && inner.kind.name === part.kind.name) yield put(inner);
    for (const less of replaced(part, plain)) yield put(less);
  }
}
