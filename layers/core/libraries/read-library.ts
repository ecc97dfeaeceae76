/**
 * Reads the file of a library: a head of YAML in a comment, so that the whole file can be pasted into Athena's console,
 * and one query under it.
 */
import { type LibraryHead, librarySchema } from '../../../schemas/library.ts';
import { readYaml } from '../catalog/read-yaml.ts';
import { InvalidInput } from '../errors.ts';
import type { Query } from '../sql/ast.ts';
import { parseStatement } from '../sql/parse/index.ts';
import { placeOf, QueryRefused } from '../sql/refused.ts';

export interface Library extends LibraryHead {
  /** Of the file: `mart_tax/revenue_cube.sql`. */
  readonly file: string;
  /** As it stands in the file, the head included: places in it are places in the file. */
  readonly text: string;
  readonly query: Query;
}

const opening = '/*---\n';
const closing = '\n---*/\n';

/**
 * @param file its path from queries/libraries/
 * @throws InvalidInput with file and line of what is wrong
 */
export function readLibrary(text: string, file: string): Library {
  const end = text.indexOf(closing);
  if (!text.startsWith(opening) || end < 0)
    throw wrong(file, 1, 'a library begins with a head: /*--- YAML ---*/', '文件须以 /*--- YAML ---*/ 开头');
  // The comment's first line stands for the head's: lines of YAML are lines of the file.
  const head = readYaml(`\n${text.slice(opening.length, end)}`, file, librarySchema);
  checkHead(head, file);
  return { ...head, file, text, query: readQuery(text, file) };
}

function readQuery(text: string, file: string): Query {
  try {
    const statement = parseStatement(text);
    if (statement.kind === 'query') return statement;
  } catch (cause) {
    if (!(cause instanceof QueryRefused)) throw cause;
    throw wrong(file, placeOf(text, cause.at).line, cause.message, cause.zh);
  }
  throw wrong(file, 1, 'a library is one query', '库表须是一条查询语句');
}

function checkHead(head: LibraryHead, file: string): void {
  if (file !== `${head.id.replace('.', '/')}.sql`)
    throw wrong(
      file,
      1,
      `its id is ${head.id}: call it ${head.id.replace('.', '/')}.sql`,
      `文件名须与标识 ${head.id} 一致`,
    );
  const codes = head.items.map(({ code }) => code);
  const twice = codes.find((code, index) => codes.indexOf(code) < index);
  if (twice !== undefined) throw wrong(file, 1, `item ${twice} stands twice`, `信息项 ${twice} 重复`);
  const { over = [], within = [], sums = [], grouping } = head.cube ?? {};
  const named = [
    ...head.keys,
    ...(head.persons ? [head.persons.count] : []),
    ...over,
    ...within.flat(),
    ...sums,
  ];
  for (const name of [...named, ...(grouping === undefined ? [] : [grouping])])
    if (!codes.includes(name)) throw wrong(file, 1, `there is no item ${name}`, `没有信息项 ${name}`);
}

const wrong = (file: string, line: number, en: string, zh: string): InvalidInput =>
  new InvalidInput(`${file}:${line}: ${en}`, `${file}:${line}：${zh}`, { place: { file, line } });
