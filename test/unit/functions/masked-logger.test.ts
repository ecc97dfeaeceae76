import { spawnSync } from 'node:child_process';
import { maskValue } from '../../../functions/masked-logger.ts';
import { maskPersonal } from '../../../layers/core/mask-personal.ts';

describe('a log line', () => {
  test.each([
    ['resident number 520102199003078518 here', 'resident number ***18 here'],
    ['520102199003070xX is none, 52010219900307051X is', '520102199003070xX is none, ***1X is'],
    ['old number 520102900307851', 'old number ***51'],
    ['card 6222021234567890123', 'card ***23'],
    ['call 13985012345 or +86 139-8501-2345', 'call ***45 or ***45'],
    ['call 0851-85812345', 'call ***45'],
  ])('masks %j', (text, masked) => {
    expect(maskPersonal(text)).toBe(masked);
  });

  test.each([
    'batch 01JA2B3C4D5E6F7G8H9J0K1M2N',
    '2026-11-24T08:20:15.123Z',
    '91520100MA6DL2XX3B',
    'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'arn:aws:lambda:eu-west-1:000000000000:function:x',
  ])('leaves %j as it is', (text) => {
    expect(maskPersonal(text)).toBe(text);
  });

  test('masks numbers that are personal numbers', () => {
    expect(maskValue('phone', 13985012345)).toBe('***45');
    expect(maskValue('at', 1764000000000)).toBe(1764000000000);
    expect(maskValue('rows', 12)).toBe(12);
  });

  test('has no personal number in it, however deep it stood', () => {
    const { href } = new URL('../../../functions/masked-logger.ts', import.meta.url);
    const program = `
      import { makeLogger } from '${href}';
      const cause = new Error('value 520102199003078518 does not fit');
      const error = new Error('outer', { cause });
      makeLogger().error('failed for 13985012345', { error, deep: { list: ['6222021234567890123', 13985012345] } });
    `;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    const said = run.stdout + run.stderr;
    expect(said).toContain('does not fit');
    expect(said).not.toMatch(/520102199003078518|13985012345|6222021234567890123/);
  });
});
