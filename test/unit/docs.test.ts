/** What the documents say is true of the code: links, commands, alarms, words, fields and figures. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { commands } from '../../cli/commands/index.ts';
import { cleaningRules } from '../../layers/core/cleaning/rules.ts';
import { listLibraries } from '../../layers/core/libraries/list-libraries.ts';
import { settingsSchema } from '../../layers/core/ports/settings.ts';
import { checkSchema, itemSchema, resourceModes, resourceSchema } from '../../schemas/resource.ts';
import { allPoints, protocol } from '../faults/kills/points.ts';
import { shippedLibraries } from './libraries/shipped.ts';

const project = resolve(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(project, path), 'utf8');

function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(project, join(entry.parentPath, entry.name)));
}

const documents = ['README.md', ...filesUnder('docs', '.md')];
const clerk = read('docs/clerk.md');
const engineer = read('docs/data-engineer.md');
const operator = read('docs/operator.md');

/** As GitHub makes anchors of headings. */
function anchorsOf(text: string): string[] {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').match(/^#+ .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks(path: string): string[] {
  const links = [...read(path).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] as string);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : relative(project, resolve(project, dirname(path), file));
      if (!existsSync(join(project, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(decodeURIComponent(anchor));
    });
}

const everywhere = new Set(['as', 'json', 'url', 'token']);

/** Command lines a document shows, each with what stands behind the name up to the end of its code. */
function commandLines(path: string): string[] {
  return [...read(path).matchAll(/(?:npx )?\bshuiyuan ([a-z][^\n`|#]*)/g)].map((match) => match[1] as string);
}

function wrongCommand(line: string): string | undefined {
  if (/^help\b/.test(line)) return undefined;
  const command = commands
    .toSorted((a, b) => b.name.length - a.name.length)
    .find(({ name }) => line === name || line.startsWith(`${name} `));
  if (!command) return line;
  const options = [...line.matchAll(/ --([a-z-]+)/g)].map((match) => match[1] as string);
  const known = new Set([...everywhere, ...Object.keys(command.options ?? {})]);
  return options.every((option) => known.has(option)) ? undefined : line;
}

test('the README has at most 120 lines', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(120);
});

test.each(documents)('every link of %s leads somewhere', (path) => {
  expect(brokenLinks(path)).toEqual([]);
});

test('every command that is shown is one, with its options', () => {
  const lines = documents.flatMap((path) => commandLines(path));
  expect(lines.length).toBeGreaterThan(30);
  expect(lines.map(wrongCommand).filter((line) => line !== undefined)).toEqual([]);
});

test('every npm script that is shown exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const shown = documents.flatMap((path) => [...read(path).matchAll(/npm run ([a-z:]+)/g)]);
  expect(shown.map((match) => match[1] as string).filter((name) => !(name in scripts))).toEqual([]);
});

test('every alarm leads to a section of the runbook', () => {
  const sources = filesUnder('infra', '.ts').map(read).join('\n');
  const pages = [...sources.matchAll(/this\.alarm\(\s*[^;]*?, '([a-z-]+)', /g)].map((match) => match[1]);
  expect(pages).toHaveLength(sources.match(/this\.alarm\(/g)?.length ?? 0);
  expect(pages.length).toBeGreaterThan(0);
  expect(anchorsOf(read('docs/runbook.md'))).toEqual(expect.arrayContaining(pages));
});

test('the clerk finds every reason a row or a file may be refused for', () => {
  const refusals = [...read('layers/refinery/decode/refusals.ts').matchAll(/^ {2}'?([a-z-]+)'?: \[/gm)];
  const poison = filesUnder('layers', '.ts').flatMap((path) => [
    ...read(path).matchAll(/new PoisonError\(\s*'([a-z-]+)'/g),
  ]);
  // Told as type-mismatch.
  const files = [...refusals, ...poison]
    .map((match) => match[1] as string)
    .filter((word) => word !== 'html-table');
  expect(refusals.length).toBeGreaterThan(20);
  expect(poison.length).toBeGreaterThan(5);
  const words = [...Object.keys(cleaningRules), ...files];
  expect(words.filter((word) => !clerk.includes(`\`${word}\``))).toEqual([]);
});

test('the data engineer finds every field and mode of a resource', () => {
  const shapes = [resourceSchema, itemSchema, checkSchema].flatMap((schema) => Object.keys(schema.shape));
  const described = (word: string) => new RegExp(`\`${word}\`|\\b${word}:`).test(engineer);
  expect([...shapes, ...resourceModes].filter((word) => !described(word))).toEqual([]);
});

test('the operator finds every setting', () => {
  const variables = [...read('host/host-settings.ts').matchAll(/^ {2}([A-Z_]+): /gm)].map(
    (match) => match[1],
  );
  expect(variables.length).toBeGreaterThan(3);
  const names = [...variables, 'SHUIYUAN_CLAMD', ...Object.keys(settingsSchema.shape)];
  expect(names.filter((name) => !operator.includes(`\`${name}\``))).toEqual([]);
});

test('the protocol names every step that can be killed, and every point', () => {
  const text = read('docs/protocol.md');
  const points = allPoints.map((point) => point.slice(point.indexOf(': ') + 2));
  const missing = [...Object.keys(protocol), ...points].filter((word) => !text.includes(word));
  expect(missing).toEqual([]);
});

test('the list of libraries is as their files say: node scripts/write-marts.ts writes it', () => {
  expect(read('docs/marts.md')).toContain(listLibraries(shippedLibraries()).trimEnd());
});
