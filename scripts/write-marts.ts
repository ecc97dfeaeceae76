/** Writes the list of libraries into docs/marts.md, from the files under queries/libraries: `node scripts/write-marts.ts`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listLibraries } from '../layers/core/libraries/list-libraries.ts';
import { readLibrary } from '../layers/core/libraries/read-library.ts';

const project = join(import.meta.dirname, '..');
const folder = join(project, 'queries', 'libraries');
const page = join(project, 'docs', 'marts.md');
const mark = '<!-- 以下由 scripts/write-marts.ts 生成 generated from here on -->';

const libraries = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.sql'))
  .map((file) => readLibrary(readFileSync(join(folder, file), 'utf8'), file));
const [before = ''] = readFileSync(page, 'utf8').split(mark);
writeFileSync(page, `${before}${mark}\n\n${listLibraries(libraries).trimEnd()}\n`);
