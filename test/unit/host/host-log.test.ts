import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeError, openHostLog } from '../../../host/host-log.ts';
import { Refused } from '../../../layers/core/errors.ts';
import { makeFolder } from '../../acceptance/files.ts';

const read = (folder: string): string => readFileSync(join(folder, 'logs', 'host.log'), 'utf8');

test('a line is JSON, with numbers that name a person masked', async () => {
  const folder = await makeFolder();
  openHostLog(folder)('seen', { id: '520102199001019987', phone: 13800138000, card: '6222000000000000004' });
  const line = JSON.parse(read(folder));
  expect(line).toMatchObject({ event: 'seen', id: '***87', phone: '***00', card: '***04' });
});

test('the log is rotated by size and keeps a few files', async () => {
  const folder = await makeFolder();
  const log = openHostLog(folder, 200);
  for (let line = 0; line < 100; line += 1) log('line', { line });
  const names = readdirSync(join(folder, 'logs')).sort();
  expect(names).toEqual(['host.1.log', 'host.2.log', 'host.3.log', 'host.4.log', 'host.5.log', 'host.log']);
  expect(read(folder)).toContain('"line":99');
});

test('of an error that is not ours only kind and place are told', () => {
  const told = JSON.stringify(describeError(new Error('张三 520102199001019987')));
  expect(told).not.toContain('张三');
  expect(told).toContain('host-log.test');
});

test('an error of ours is told by its code', () => {
  expect(describeError(new Refused('late', 'too late', '太晚'))).toMatchObject({
    code: 'late',
    message: 'too late',
  });
});
