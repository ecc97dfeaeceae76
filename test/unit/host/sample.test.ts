/** The shipped sample is what its script makes. */
import { readdirSync, readFileSync } from 'node:fs';
import { sampleFiles } from '../../../host/sample/make-sample.ts';
import { sampleFile } from '../../acceptance/files.ts';

test.each([...sampleFiles()])('%s is the file that was committed', (name, bytes) => {
  expect(Buffer.compare(readFileSync(sampleFile(name)), Buffer.from(bytes))).toBe(0);
});

test('nothing else is shipped', () => {
  const shipped = readdirSync(sampleFile('')).filter((name) => !name.endsWith('.ts'));
  expect(shipped.sort()).toEqual([...sampleFiles().keys()].sort());
});
