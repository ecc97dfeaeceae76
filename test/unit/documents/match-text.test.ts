import { makeSnippet } from '../../../layers/core/documents/make-snippet.ts';
import { fold, marksIn, matchText, wordsOf } from '../../../layers/core/documents/match-text.ts';

const score = (text: string, question: string) => matchText(fold(text), wordsOf(question)).score;

describe('words are found', () => {
  test('in Chinese without blanks, and more often counts for more', () => {
    expect(score('建设用地规划许可证', '规划')).toBe(1);
    expect(score('规划与规划', '规划')).toBeGreaterThan(1);
    expect(score('建设用地', '规划')).toBe(0);
  });

  test('whatever the width and the case of their letters', () => {
    expect(score('Permit No. ABC', 'ＡＢＣ permit')).toBe(1);
  });

  test('only if all of them are there', () => {
    expect(score('建设用地规划', '规划 图纸')).toBe(0);
  });

  test('by most of their pairs, for less than word by word', () => {
    expect(score('规划建设许可', '规划许可')).toBeGreaterThan(0);
    expect(score('规划建设许可', '规划许可')).toBeLessThan(1);
    expect(score('abcd', 'abxcd')).toBe(0);
  });
});

describe('a snippet', () => {
  const long = `${'前'.repeat(500)}建设用地规划许可证${'后'.repeat(500)}`;

  test('stands around what was found, and says where that is', () => {
    const { snippet, marks } = makeSnippet(long, long.indexOf('规划'), ['规划']);
    expect(snippet.length).toBeLessThanOrEqual(160);
    expect(marks.map(([from, to]) => snippet.slice(from, to))).toEqual(['规划']);
  });

  test('shows no identifier, wherever it is cut', () => {
    const person = '11010519491231002X';
    for (let room = 0; room < 260; room += 1) {
      const text = `${'字'.repeat(300)}规划${'字'.repeat(room)}，${person}，${'字'.repeat(300)}`;
      const { snippet } = makeSnippet(text, text.indexOf('规划'), ['规划']);
      expect(snippet).not.toMatch(/\d{7}/);
      const behind = `${'字'.repeat(300)}，${person}，${'字'.repeat(room)}规划${'字'.repeat(300)}`;
      expect(makeSnippet(behind, behind.indexOf('规划'), ['规划']).snippet).not.toMatch(/\d{7}/);
    }
  });

  test('of a number that is looked for shows it masked', () => {
    const text = `${'字'.repeat(90)}电话 13800138000 ${'字'.repeat(90)}`;
    expect(makeSnippet(text, text.indexOf('138'), ['13800138000']).snippet).not.toContain('13800138000');
  });
});

test('marks that touch or overlap are one', () => {
  expect(marksIn('规划划规划许可，规划', ['规划', '划规'])).toEqual([
    [0, 5],
    [8, 10],
  ]);
});
