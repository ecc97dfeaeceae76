/**
 * The lake as one principal sees it during one statement: tables by name, read at generations pinned once. Nothing of
 * what the principal may not read is in what the engine is given.
 */
import type { ReadSource, WorkspaceEntry } from '../../../schemas/workbench.ts';
import { quoteName } from '../cleaning/sql-text.ts';
import type { Principal } from '../identity/principal.ts';
import { libraryCode } from '../libraries/library-resource.ts';
import { offeredTo } from '../libraries/offered-to.ts';
import { openFor } from '../libraries/open-for.ts';
import type { Library } from '../libraries/read-library.ts';
import type { Ports } from '../ports/index.ts';
import type { RunTable } from '../ports/sql-runner.ts';
import { find } from '../records.ts';
import type { Name, Query } from '../sql/ast.ts';
import { parseStatement } from '../sql/parse/index.ts';
import { QueryRefused } from '../sql/refused.ts';
import { type SourceTable, type TableSource, translate } from '../sql/translate/index.ts';
import { carrierOf } from '../sql/types.ts';
import { closedSource } from './access.ts';
import { informationTable } from './information-schema.ts';
import { workspaceEntries } from './kinds.ts';
import { informationSchema, nameKey, ownWorkspace, placeOfTable, type TablePlace } from './places.ts';
import { type FoundTable, openAccepted, openState, resourceAt, seenResource } from './resource-tables.ts';
import { tableNames } from './table-names.ts';
import { typeFromText } from './type-from-text.ts';
import { visibleDatabases, visibleTables } from './visible.ts';

export interface Asker {
  readonly principal: Principal;
  readonly database: string;
  /** In milliseconds since 1970. */
  readonly now: number;
}

interface Reason {
  readonly en: string;
  readonly zh: string;
}

/** A view of a workspace or of the libraries. */
interface ReadView {
  readonly name: string;
  /** Characters. */
  readonly length: number;
  readonly query: Query;
}

type Loaded =
  | { readonly is: 'table'; readonly found: FoundTable; readonly name: string }
  | { readonly is: 'relation'; readonly source: SourceTable }
  | { readonly is: 'view'; readonly view: ReadView; readonly below: Scope }
  | { readonly is: 'closed'; readonly reason: Reason };

/** By the key of a name as it is written. */
interface Placed {
  readonly at: number;
  readonly place: TablePlace;
  readonly loaded: Loaded;
}

type Scope = ReadonlyMap<string, Placed>;

/** Views over views, and tables in all. */
const deepest = 8;
const mostTables = 200;
/** A view is translated wherever it is named: views of views would otherwise grow without end. */
const mostExpanded = { views: 200, characters: 500_000 };

export class Lake {
  readonly #ports: Ports;
  readonly #asker: Asker;
  readonly #pinned = new Map<string, number>();
  readonly #places = new Map<string, Loaded>();
  readonly #used = new Map<string, FoundTable>();
  /** Places of the tables and views that were named, however deep. */
  readonly #named = new Set<string>();
  #last = 0;
  readonly #expanded = { views: 0, characters: 0 };

  constructor(ports: Ports, asker: Asker) {
    this.#ports = ports;
    this.#asker = asker;
  }

  /** The tables that a query names, ready to be translated. @throws QueryRefused for a circle of views */
  async source(query: Query): Promise<TableSource> {
    return this.#sourceIn(await this.#scope(query, this.#asker.database, []));
  }

  /** Relations that the translated text names. */
  get tables(): readonly RunTable[] {
    return [...this.#used].map(([name, found]) => found.run(name));
  }

  get sources(): readonly ReadSource[] {
    const all = [...this.#used.values()].flatMap(({ sources }) => sources);
    return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  }

  /** Whether the query, or a view it reads, names this table. */
  names(place: TablePlace): boolean {
    return this.#named.has(keyOf(place));
  }

  get bytes(): number {
    return [...this.#used.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get #libraries(): readonly Library[] {
    return this.#ports.libraries ?? [];
  }

  async #scope(query: Query, database: string, path: readonly string[]): Promise<Scope> {
    const scope = new Map<string, Placed>();
    for (const name of tableNames(query)) {
      const parts = name.map(({ text }) => text);
      const place = placeOfTable(parts, database);
      if (!place || scope.has(nameKey(parts))) continue;
      const loaded = await this.#load(place, name, path);
      if (loaded) scope.set(nameKey(parts), { at: name[0]?.at ?? 0, place, loaded });
    }
    return scope;
  }

  async #load(
    place: TablePlace,
    name: readonly Name[],
    path: readonly string[],
  ): Promise<Loaded | undefined> {
    const key = keyOf(place);
    if (path.includes(key) || path.length > deepest) throw circle(name, [...path, key]);
    const known = this.#places.get(key);
    if (known) return known;
    if (this.#places.size >= mostTables) throw tooMany(name);
    const loaded = await this.#find(place, name, [...path, key]);
    if (loaded) this.#places.set(key, loaded);
    return loaded;
  }

  #find(place: TablePlace, name: readonly Name[], path: readonly string[]): Promise<Loaded | undefined> {
    if (place.database === informationSchema) return this.#information(place.table);
    if (place.database.startsWith('ws_')) return this.#ofWorkspace(place, name, path);
    const library = this.#libraries.find(({ id }) => id === keyOf(place));
    return library ? this.#ofLibrary(library, place, name, path) : this.#ofResource(place);
  }

  async #information(table: string): Promise<Loaded | undefined> {
    const { principal } = this.#asker;
    const tables = await visibleTables(this.#ports, principal);
    const databases = await visibleDatabases(this.#ports, principal);
    const source = informationTable(table, { tables, databases });
    return source && { is: 'relation', source };
  }

  async #ofResource(place: TablePlace): Promise<Loaded | undefined> {
    const resource = await resourceAt(this.#ports, place);
    if (!resource) return undefined;
    const seen = await seenResource(this.#ports, this.#asker.principal, resource);
    if (seen.access.denial) return { is: 'closed', reason: seen.access.denial };
    if (place.database !== 'raw') return this.#asTable(await openState(this.#ports, seen, this.#pinned));
    if (!seen.accepted) return { is: 'closed', reason: rawIsClosed(resource.code) };
    return this.#asTable(await openAccepted(this.#ports, seen, this.#pinned));
  }

  /** A table is there for whoever may read all beneath, whole; a view reads what is beneath with the asker's rights. */
  async #ofLibrary(
    library: Library,
    { database }: TablePlace,
    name: readonly Name[],
    path: readonly string[],
  ): Promise<Loaded> {
    const { id, query, text } = library;
    if (library.materialised === 'view')
      return this.#view({ name: id, length: text.length, query }, database, name, path);
    const { found, closed } = await openFor(this.#ports, this.#asker.principal, library, this.#libraries);
    if (found) return this.#asTable(found);
    const offered = await offeredTo(this.#ports, this.#asker.principal, library);
    if (offered) return this.#asTable(await openState(this.#ports, offered, this.#pinned));
    return { is: 'closed', reason: libraryIsClosed(id, closed) };
  }

  /** Other departments' workspaces are not there at all. */
  async #ofWorkspace(
    { database, table }: TablePlace,
    name: readonly Name[],
    path: readonly string[],
  ): Promise<Loaded | undefined> {
    if (database !== ownWorkspace(this.#asker.principal)) return undefined;
    const entry = (await find(this.#ports.records, workspaceEntries, database, table))?.value;
    if (entry?.kind === 'view') return this.#view(readView(entry.name, entry.text), entry.within, name, path);
    return entry?.kind === 'table' ? this.#derived(entry) : undefined;
  }

  async #derived(entry: WorkspaceEntry & { kind: 'table' }): Promise<Loaded> {
    const closed = await closedSource(this.#ports, this.#asker.principal, entry.sources);
    if (closed !== undefined) return { is: 'closed', reason: sourceIsClosed(entry.name, closed) };
    const columns = entry.columns.map((one) => ({ name: one.name, type: typeFromText(one.type) }));
    const carried = columns.map((one) => ({ name: one.name, carrier: carrierOf(one.type) }));
    const keys = entry.objects.map((one) => one.key);
    return this.#asTable({
      columns,
      guarded: false,
      sources: entry.sources,
      bytes: entry.objects.reduce((sum, one) => sum + one.bytes, 0),
      run: (name) => ({ name, of: 'objects', keys, columns: carried }),
    });
  }

  /**
   * Whoever reads it reads the tables beneath with his own rights.
   * @param within the database that bare names in it mean
   */
  async #view(
    view: ReadView,
    within: string,
    name: readonly Name[],
    path: readonly string[],
  ): Promise<Loaded> {
    try {
      return { is: 'view', view, below: await this.#scope(view.query, within, path) };
    } catch (error) {
      throw error instanceof QueryRefused ? placedAt(error, name) : error;
    }
  }

  #asTable(found: FoundTable): Loaded {
    this.#last += 1;
    return { is: 'table', found, name: `lake_${this.#last}` };
  }

  #sourceIn(scope: Scope): TableSource {
    return {
      table: (parts) => {
        const entry = scope.get(nameKey(parts));
        if (entry) this.#named.add(keyOf(entry.place));
        return entry && this.#sourceOf(entry.loaded, entry.at);
      },
    };
  }

  #sourceOf(loaded: Loaded, at: number): SourceTable {
    switch (loaded.is) {
      case 'closed':
        throw new QueryRefused('PERMISSION_DENIED', { at, ...loaded.reason });
      case 'relation':
        return loaded.source;
      case 'view':
        return this.#viewSource(loaded, at);
      case 'table': {
        const { found, name } = loaded;
        this.#used.set(name, found);
        return { columns: found.columns, sql: name, guarded: found.guarded };
      }
    }
  }

  #viewSource({ view, below }: Loaded & { is: 'view' }, at: number): SourceTable {
    this.#expanded.views += 1;
    this.#expanded.characters += view.length;
    const { views, characters } = this.#expanded;
    if (views > mostExpanded.views || characters > mostExpanded.characters) throw tooMuchOfViews(at);
    try {
      const { sql, columns } = translate(view.query, {
        catalog: this.#sourceIn(below),
        now: this.#asker.now,
      });
      const picked = columns.map(({ name }, index) => `v.c${index + 1} AS ${quoteName(name)}`);
      return { columns, sql: `(SELECT ${picked.join(', ')} FROM (${sql}) AS v)` };
    } catch (error) {
      // The view's own text is the owner's: what is wrong in it is told where it is used.
      if (error instanceof QueryRefused) throw placedAt(error, [{ text: view.name, at }]);
      throw error;
    }
  }
}

const keyOf = ({ database, table }: TablePlace): string => `${database}.${table}`;

function readView(name: string, text: string): ReadView {
  const query = parseStatement(text);
  if (query.kind !== 'query') throw new Error(`the text of view ${name} is no query`);
  return { name, length: text.length, query };
}

const placedAt = ({ code, message, zh }: QueryRefused, name: readonly Name[]): QueryRefused =>
  new QueryRefused(code, {
    at: name[0]?.at ?? 0,
    en: `in the view ${name.at(-1)?.text}: ${message}`,
    zh: `视图 ${name.at(-1)?.text} 中：${zh}`,
  });

const circle = (name: readonly Name[], path: readonly string[]): QueryRefused =>
  new QueryRefused('NOT_SUPPORTED', {
    at: name[0]?.at ?? 0,
    en: `views lead back to themselves or stand too deep: ${path.join(' → ')}`,
    zh: `视图循环引用或层数过多：${path.join(' → ')}`,
  });

const tooMany = (name: readonly Name[]): QueryRefused =>
  new QueryRefused('NOT_SUPPORTED', {
    at: name[0]?.at ?? 0,
    en: `a query names at most ${mostTables} tables`,
    zh: `一次查询至多引用 ${mostTables} 张表`,
  });

const tooMuchOfViews = (at: number): QueryRefused =>
  new QueryRefused('NOT_SUPPORTED', {
    at,
    en: `a query names views at most ${mostExpanded.views} times, those within views included; write a table in between`,
    zh: `一次查询至多引用视图 ${mostExpanded.views} 次（含视图中的视图），请先写入中间表`,
  });

const rawIsClosed = (code: string): Reason => ({
  en: `raw.${code.toLowerCase()} is read by its department and the exchange centre; read shared.${code.toLowerCase()}`,
  zh: `raw.${code.toLowerCase()} 仅提供部门与交换中心可读，请查询 shared.${code.toLowerCase()}`,
});

const sourceIsClosed = (table: string, code: string): Reason => ({
  en: `${table} was made from ${code}, which may no longer be read as far as then; ask for a grant on ${code}, or drop the table`,
  zh: `${table} 由 ${code} 加工而成，本部门现已无权按当时范围读取 ${code}；请申请授权，或删除该表`,
});

const libraryIsClosed = (id: string, code: string): Reason => ({
  en: `${id} sums up every row of ${code}, which may not be read whole; ask for a grant on the table: shuiyuan grant request ${libraryCode({ id })}, or on all of ${code}`,
  zh: `${id} 由 ${code} 的全部数据汇总而成，本部门无权完整读取 ${code}；请申请该表的授权：shuiyuan grant request ${libraryCode({ id })}，或 ${code} 全部信息项的授权`,
});
