/** Checks libraries against each other and against the resources that they read: names, columns, types, leave. */
import type { Resource } from '../../../schemas/resource.ts';
import { InvalidInput } from '../errors.ts';
import { placeOf, QueryRefused } from '../sql/refused.ts';
import { translate } from '../sql/translate/index.ts';
import { typeText } from '../sql/types.ts';
import { inOrder } from './in-order.ts';
import { librarySource } from './library-source.ts';
import type { Library } from './read-library.ts';

/**
 * @returns the libraries, each after those that it reads
 * @throws InvalidInput with the file, and the line where there is one
 */
export function checkLibraries(
  libraries: readonly Library[],
  resources: readonly Resource[],
): readonly Library[] {
  const ordered = inOrder(libraries);
  for (const library of ordered) {
    checkName(library, libraries, resources);
    checkInputs(library, libraries, resources);
    checkColumns(library, libraries, resources);
  }
  return ordered;
}

/** Names of tables are told apart without their databases: a code of the catalog has none. */
function checkName(
  { file, id }: Library,
  libraries: readonly Library[],
  resources: readonly Resource[],
): void {
  const name = id.slice(id.indexOf('.') + 1);
  const others = [
    ...libraries.filter((one) => one.id !== id).map((one) => one.id.slice(one.id.indexOf('.') + 1)),
    ...resources.filter(({ library }) => library?.id !== id).map(({ code }) => code.toLowerCase()),
  ];
  if (others.includes(name)) throw wrong(file, 1, `there is another table ${name}`, `已有名为 ${name} 的表`);
}

function checkInputs(
  { file, inputs }: Library,
  libraries: readonly Library[],
  resources: readonly Resource[],
): void {
  for (const input of inputs) {
    const resource = resources.find(({ code }) => code === input);
    if (resource?.grade === 3)
      throw wrong(
        file,
        1,
        `${input} is of grade 3: no library reads it`,
        `${input} 为不予共享（3 级），库表不得读取`,
      );
    if (!resource && !libraries.some(({ id }) => id === input))
      throw wrong(file, 1, `there is no ${input}`, `没有 ${input}`);
  }
}

function checkColumns(library: Library, libraries: readonly Library[], resources: readonly Resource[]): void {
  const { file, items, inputs } = library;
  const { columns, tables } = translated(library, libraries, resources);
  const given = columns.map(({ name, type }) => `${name} ${typeText(type)}`);
  const told = items.map(({ code, type }) => `${code} ${type}`);
  const index = told.findIndex((one, position) => one !== given[position]);
  if (index >= 0 || given.length > told.length) {
    const position = index < 0 ? told.length : index;
    const [said, is] = [told[position] ?? '—', given[position] ?? '—'];
    throw wrong(
      file,
      1,
      `item ${position + 1} is said to be ${said}, the query gives ${is}`,
      `第 ${position + 1} 项写作 ${said}，查询给出 ${is}`,
    );
  }
  const read = [...new Set(tables.map((parts) => inputOf(parts)))].sort().join(', ');
  const said = [...inputs].sort().join(', ');
  if (read !== said)
    throw wrong(file, 1, `it reads ${read}, its inputs say ${said}`, `实际读取 ${read}，inputs 写作 ${said}`);
}

/** The input that a name in the text means. */
const inputOf = ([database = '', table = '']: readonly string[]): string =>
  database.toLowerCase() === 'shared' ? table.toUpperCase() : `${database}.${table}`.toLowerCase();

function translated(library: Library, libraries: readonly Library[], resources: readonly Resource[]) {
  try {
    return translate(library.query, { catalog: librarySource(libraries, resources), now: 0 });
  } catch (cause) {
    if (!(cause instanceof QueryRefused)) throw cause;
    throw wrong(library.file, placeOf(library.text, cause.at).line, cause.message, cause.zh);
  }
}

const wrong = (file: string, line: number, en: string, zh: string): InvalidInput =>
  new InvalidInput(`${file}:${line}: ${en}`, `${file}:${line}：${zh}`, { place: { file, line } });
