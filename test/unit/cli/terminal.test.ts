import { alignTable, inBoth, printable, readerLanguage, widthOf } from '../../../cli/terminal.ts';

test('Chinese comes first unless the reader says otherwise', () => {
  expect(readerLanguage({})).toBe('zh');
  expect(readerLanguage({ LANG: 'C.UTF-8' })).toBe('zh');
  expect(readerLanguage({ LANG: 'en_GB.UTF-8' })).toBe('en');
  expect(readerLanguage({ LANG: 'en_GB.UTF-8', LC_ALL: 'zh_CN.UTF-8' })).toBe('zh');
  expect(inBoth('好', 'good', 'en')).toBe('good / 好');
});

test('columns line up with Chinese in them', () => {
  const lines = alignTable([
    ['部门', 'x'],
    ['a', 'y'],
  ]).split('\n');
  expect(lines).toEqual(['部门  x', 'a     y']);
  expect(widthOf('税a')).toBe(3);
});

test('text from outside cannot steer the terminal', () => {
  expect(printable('a\u001b[2Jb\u202ec\nd')).toBe('a\ufffd[2Jb\ufffdc d');
});
