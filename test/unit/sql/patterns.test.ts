/** Patterns as Trino reads them, written for RE2. */
import { translatePattern } from '../../../layers/core/sql/patterns/translate-pattern.ts';
import { translateReplacement } from '../../../layers/core/sql/patterns/translate-replacement.ts';

const re2 = (pattern: string): string => translatePattern(pattern, 0).re2;

describe('patterns', () => {
  it.each([
    ['a.b', 'a[^\\n]b'],
    ['(?s)a.b', 'a(?s:.)b'],
    ['^\\d+$', '\\A[0-9]+\\z'],
    ['(?i)ab', '(?i:ab)'],
    ['[\\w.-]', '[0-9A-Za-z_\\x{2e}\\x{2d}]'],
    ['[\\u4e00-\\u9fa5]', '[一-龥]'],
    ['(?<year>\\d{4})年', '([0-9]{4})年'],
    ['a{2}?', 'a{2}'],
    ['[]a]', '[\\x{5d}a]'],
    ["it's", 'it\\x{27}s'],
  ])('%s is written %s', (pattern, written) => {
    expect(re2(pattern)).toBe(written);
  });

  it.each([
    'a(?=b)',
    '(?<!a)b',
    '(a)\\1',
    'a++',
    '(?>a)',
    '[a-z&&[^b]]',
    '\\p{L}',
    '(a*)*',
    'a(?i)b',
    '\\G',
    '(?i)é',
    'a{,3}',
  ])('refuses %s, which RE2 has not or reads otherwise', (pattern) => {
    expect(() => re2(pattern)).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }));
  });

  it.each(['(', 'a)', '[a', '[]', '*a', '[z-a]', '[a-\\d]'])(
    'refuses %s, which Trino does not take',
    (pattern) => {
      expect(() => re2(pattern)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENTS' }));
    },
  );

  it('knows what matches nothing, what looks at the end, and how many groups there are', () => {
    expect(translatePattern('a*|(b)', 0)).toMatchObject({ empty: true, found: { groups: 1 } });
    expect(translatePattern('a$', 0).found.ends).toBe('last');
    expect(translatePattern('(a$|b)c', 0).found.ends).toBe('anywhere');
    expect(translatePattern('\\ba', 0).found.boundary).toBe(true);
  });
});

describe('replacements', () => {
  const written = (pattern: string, text: string): string =>
    translateReplacement(text, translatePattern(pattern, 0), 0);

  it('reads as many digits as there are groups for', () => {
    expect(written('(a)', '$11')).toBe('\\11');
    expect(written('(?<n>a)', `<\${n}$0>`)).toBe('<\\1\\0>');
    expect(written('a', '\\$\\\\x')).toBe('$\\\\x');
  });

  it.each(['$', '$2', `\${m}`, 'x\\'])('refuses %s', (text) => {
    expect(() => written('(a)', text)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENTS' }));
  });
});
