import { readAnswer } from '../../../cli/commands/batch-mapping.ts';
import { commands } from '../../../cli/commands/index.ts';
import { helpText } from '../../../cli/help.ts';
import { readCommandLine } from '../../../cli/read-command-line.ts';

test('a command is found wherever the options stand', () => {
  const line = ['--json', 'upload', '--resource', 'POWER', 'a.xlsx', '--wait'];
  const { command, words, values } = readCommandLine(line);
  expect(command?.name).toBe('upload');
  expect(words).toEqual(['a.xlsx']);
  expect(values).toMatchObject({ json: true, resource: 'POWER', wait: true });
});

test('every command is in the help, with its usage', () => {
  const text = helpText();
  for (const { name, usage } of commands) expect(text).toContain(`${name} ${usage}`.trim());
});

test('no two commands begin alike', () => {
  const names = commands.map(({ name }) => name);
  for (const name of names)
    expect(names.filter((other) => other !== name && `${other} `.startsWith(`${name} `))).toEqual([]);
});

test.each([
  [['batch', 'shew']],
  [['upload']],
  [['upload', 'a', 'b', '--resource', 'X']],
  [['queue', 'list', '--reason', 'x']],
  [['batch', 'show', 'B', '--nonsense']],
])('%j is wrong usage', (args) => {
  expect(() => readCommandLine(args)).toThrow(expect.objectContaining({ status: 2 }));
});

test.each([
  [['upload', 'a.csv', '--perod', '201503'], '没有选项 --perod'],
  [['upload', 'a.csv', '--period'], '选项 --period 缺少取值；取值以“-”开头时写作 --period=取值'],
  [['batch', 'rejects', 'B', '-o'], '选项 --output 缺少取值；取值以“-”开头时写作 --output=取值'],
  [['batch', 'mapping', 'B', '--answer', '-x'], '选项 --answer 缺少取值；取值以“-”开头时写作 --answer=取值'],
  [['upload', 'a.csv', '--wait=yes'], '选项 --wait 不带取值'],
])('an option that is wrong is named in Chinese too: %j', (args, zh) => {
  expect(() => readCommandLine(args)).toThrow(expect.objectContaining({ zh, status: 2 }));
});

test('help of one command shows that one', () => {
  const shown = (...words: string[]) =>
    helpText(words)
      .match(/^ {2}\S.*$/gm)
      ?.map((line) => line.trim());
  expect(shown('upload', 'a.csv')).toEqual([expect.stringMatching(/^upload FILE/)]);
  expect(shown('batch', 'show')).toEqual(['batch show BATCH']);
  expect(shown('batch')?.length).toBeGreaterThan(4);
  expect(helpText(['nothing'])).toBe(helpText());
});

test('help and version need no command', () => {
  expect(readCommandLine([]).command).toBeUndefined();
  expect(readCommandLine(['--version']).values.version).toBe(true);
  expect(readCommandLine(['upload', '--help']).command).toBeUndefined();
});

test('an answer names its column by number or by header', () => {
  const headers = ['序号', '税号', '数量=1'];
  expect(readAnswer('2=uscc', headers)).toEqual({ column: 1, item: 'uscc' });
  expect(readAnswer('税号=-', headers)).toEqual({ column: 1, item: null });
  expect(readAnswer('数量=1=kwh', headers)).toEqual({ column: 2, item: 'kwh' });
  expect(readAnswer('2=area*666.67', headers)).toEqual({ column: 1, item: 'area', factor: '666.67' });
  expect(() => readAnswer('2=area*FACTOR', headers)).toThrow(expect.objectContaining({ status: 2 }));
  expect(() => readAnswer('名称=name', headers)).toThrow(expect.objectContaining({ status: 2 }));
  expect(() => readAnswer('0=uscc', headers)).toThrow(expect.objectContaining({ status: 2 }));
  expect(() => readAnswer('uscc', headers)).toThrow(expect.objectContaining({ status: 2 }));
});
