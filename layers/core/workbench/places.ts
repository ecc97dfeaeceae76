/** Names of databases and tables: where a name leads, and whose workspace is which. */
import type { Resource } from '../../../schemas/resource.ts';
import type { Principal } from '../identity/principal.ts';
import type { Name } from '../sql/ast.ts';
import { QueryRefused } from '../sql/refused.ts';

export interface TablePlace {
  readonly database: string;
  readonly table: string;
}

/** Athena's name of its own catalog. */
export const catalogName = 'awsdatacatalog';
export const informationSchema = 'information_schema';

/** The database of a department's own tables and views. */
export const workspaceOf = (department: string): string => `ws_${department.replaceAll('-', '_')}`;

export const ownWorkspace = ({ department }: Principal): string | undefined =>
  department === undefined ? undefined : workspaceOf(department);

/** Databases that every home has. */
export const lakeDatabases = [
  'raw',
  'base',
  'shared',
  'subject',
  'subject_finance',
  'subject_state_tax',
  'subject_local_tax',
  'results',
] as const;

/** Those that a resource's rows stand in, beside `raw`. */
export const databasesOf = ({ database }: Resource): readonly string[] => {
  const own = database?.replaceAll('-', '_');
  return own === undefined || own === 'raw' || own === 'shared' ? ['shared'] : ['shared', own];
};

export const tableOf = ({ code }: Pick<Resource, 'code'>): string => code.toLowerCase();

/** @returns undefined when it names another catalog than this one, or has too many parts */
export function placeOfTable(parts: readonly string[], database: string): TablePlace | undefined {
  const names = parts.map((part) => part.toLowerCase());
  const [table, schema = database, catalog = catalogName] = names.toReversed();
  if (table === undefined || names.length > 3 || catalog !== catalogName) return undefined;
  return { database: schema, table };
}

export const nameKey = (parts: readonly string[]): string =>
  JSON.stringify(parts.map((part) => part.toLowerCase()));

/** Where something is written: a name in the principal's own workspace. @throws QueryRefused PERMISSION_DENIED */
export function placeToWrite(name: readonly Name[], principal: Principal, database: string): TablePlace {
  const at = name[0]?.at ?? 0;
  const own = ownWorkspace(principal);
  if (own === undefined)
    throw new QueryRefused('PERMISSION_DENIED', {
      at,
      en: 'who acts for no department has no workspace to write to; ask with SELECT',
      zh: '该账号未绑定部门，没有可写入的工作区；请使用 SELECT',
    });
  const parts = name.map(({ text }) => text);
  const place = placeOfTable(parts, parts.length === 1 && !database.startsWith('ws_') ? own : database);
  if (place?.database !== own)
    throw new QueryRefused('PERMISSION_DENIED', {
      at,
      en: `tables and views are made, changed and dropped in the workspace of your department only: ${own}`,
      zh: `只能在本部门工作区 ${own} 中建立、修改与删除表和视图`,
      instead: `${own}.${parts.at(-1) ?? 'name'}`,
    });
  if (/^[a-z0-9_一-鿿][a-z0-9_一-鿿-]{0,126}$/.test(place.table)) return place;
  throw new QueryRefused('INVALID_ARGUMENTS', {
    at: name.at(-1)?.at ?? at,
    en: 'a name of a table has letters, digits and underscores, at most 127',
    zh: '表名由字母、数字、下划线与汉字组成，至多 127 个字符',
  });
}
