/** A clone installs with `npm ci` on every platform, and verifies what it installs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hollowPackages, missingPackages, withoutHollow } from '../../scripts/complete-lock.ts';

const read = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', name), 'utf8'));
const advice = 'else: node scripts/run.mjs scripts/complete-lock.ts';

test(`the lock file has an entry for every package that is named (${advice})`, () => {
  expect(missingPackages(read('package-lock.json').packages)).toEqual([]);
});

test(`the lock file has a digest for every package that is fetched (${advice})`, () => {
  expect(hollowPackages(read('package-lock.json').packages)).toEqual([]);
});

test('the lock file is of this package.json', () => {
  const { dependencies, devDependencies } = read('package.json');
  expect(read('package-lock.json').packages['']).toMatchObject({ dependencies, devDependencies });
});

test('an entry without a digest is taken out, so that npm puts it back whole', () => {
  const packages = {
    '': {},
    'node_modules/whole': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/hollow': { version: '1.0.0', optional: true },
    'node_modules/whole/node_modules/carried': { version: '1.0.0', inBundle: true },
    'node_modules/ours': { link: true },
  };
  expect(hollowPackages(packages)).toEqual(['node_modules/hollow']);
  expect(Object.keys(withoutHollow(packages))).toEqual(
    Object.keys(packages).filter((path) => !/hollow/.test(path)),
  );
});

test('a platform that is named and has no entry is told with its version', () => {
  const parent = { version: '1.0.0', optionalDependencies: { '@a/b-linux-arm64-musl': '1.0.0' } };
  expect(missingPackages({ 'node_modules/@a/b': parent })).toEqual(['@a/b-linux-arm64-musl@1.0.0']);
});
