import fc from 'fast-check';
import { fold, matchText, mayMatch, wordsOf } from '../../../layers/core/documents/match-text.ts';
import { TextIndex } from '../../../layers/core/documents/text-index.ts';
import { mayHold, signText } from '../../../layers/core/documents/text-signature.ts';
import type { Document } from '../../../schemas/document.ts';

describe('a signature', () => {
  /** Few letters, so that words are often found; one of two UTF-16 units among them. */
  const text = (most: number) =>
    fc.array(fc.constantFrom('规', '划', '图', '纸', 'a', '1', ' ', '𠮷'), { maxLength: most });
  const joined = (most: number) => text(most).map((letters) => fold(letters.join('')));

  test('never hides what stands in its text', () => {
    let found = 0;
    fc.assert(
      fc.property(joined(60), joined(8), (folded, question) => {
        const words = wordsOf(question);
        if (words.length === 0 || matchText(folded, words).score === 0) return;
        found += 1;
        const signature = signText(folded);
        expect(mayMatch(words, (part) => mayHold(signature, part))).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(found).toBeGreaterThan(100);
  });

  test('hides nearly all that does not', () => {
    const letters = Array.from({ length: 2000 }, (_, at) => String.fromCharCode(0x4e00 + at * 7));
    const signature = signText(letters.slice(0, 1200).join(''));
    const others = letters.slice(1200).filter((letter) => mayHold(signature, letter));
    expect(others.length).toBeLessThan(80);
    const turned = letters.slice(1, 1200).filter((letter, at) => mayHold(signature, letter + letters[at]));
    expect(turned.length).toBeLessThan(120);
  });
});

describe('the index of texts', () => {
  const known = (resource: string, batch: string) => ({
    document: { resource, batch } as Document,
    signature: new Uint8Array(1024),
  });
  const batchesOf = (index: TextIndex, resource: string, live: readonly string[]) => [
    ...index.of(resource, new Set(live)).keys(),
  ];

  test('forgets what no longer counts', () => {
    const index = new TextIndex();
    index.of('A', new Set());
    index.keep(known('A', 'a1'));
    index.keep(known('A', 'a2'));
    expect(batchesOf(index, 'A', ['a2', 'a3'])).toEqual(['a2']);
    expect(batchesOf(index, 'A', ['a1', 'a2'])).toEqual(['a2']);
  });

  test('holds no more than its bytes: what was used longest ago goes first', () => {
    const index = new TextIndex(3 * 2048);
    for (const code of ['A', 'B']) index.of(code, new Set());
    for (const batch of ['a1', 'a2']) index.keep(known('A', batch));
    index.keep(known('B', 'b1'));
    index.of('A', new Set(['a1', 'a2']));
    index.keep(known('A', 'a3'));
    expect(batchesOf(index, 'B', ['b1'])).toEqual([]);
    expect(batchesOf(index, 'A', ['a1', 'a2', 'a3'])).toEqual(['a1', 'a2', 'a3']);
    index.keep(known('A', 'a4'));
    expect(batchesOf(index, 'A', ['a1', 'a2', 'a3', 'a4'])).toHaveLength(3);
  });
});
