/** A clone installs with `npm ci` on every platform. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completePackages, missingPackages } from '../../scripts/complete-lock.ts';

const read = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', name), 'utf8'));

test('the lock file has an entry for every package that is named (else: node scripts/run.mjs scripts/complete-lock.ts)', () => {
  expect(missingPackages(read('package-lock.json').packages)).toEqual([]);
});

test('the lock file is of this package.json', () => {
  const { dependencies, devDependencies } = read('package.json');
  expect(read('package-lock.json').packages['']).toMatchObject({ dependencies, devDependencies });
});

test('a platform that is missing is added with its system and processor', () => {
  const parent = { version: '1.0.0', dev: true, optionalDependencies: { '@a/b-linux-arm64-musl': '1.0.0' } };
  expect(completePackages({ 'node_modules/@a/b': parent })).toMatchObject({
    'node_modules/@a/b-linux-arm64-musl': {
      version: '1.0.0',
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
      dev: true,
    },
  });
});
