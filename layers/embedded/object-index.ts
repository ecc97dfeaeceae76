/** Which objects there are: one row each, its bytes inline or the name of its file. A row is what makes it exist. */
import type { DatabaseSync } from 'node:sqlite';
import { ObjectExists } from '../core/errors.ts';
import type { ObjectHead, ObjectPage } from '../core/ports/object-store.ts';
import { endOfPrefix, keyBytes, keyText } from './utf8-key.ts';

export type Body = { readonly inline: Uint8Array } | { readonly file: string };
export type IndexedObject = ObjectHead & { readonly body: Body };

interface HeadRow {
  key: Uint8Array;
  size: number;
  sha256: string;
  put_at: number;
}
type Row = HeadRow & { file: string | null; inline: Uint8Array | null };

/** S3's limit. */
export const objectKeyBytes = (key: string): Uint8Array => keyBytes(key, 1024, 'object key', '对象键');

const toHead = (row: HeadRow): ObjectHead => ({
  key: keyText(row.key),
  size: row.size,
  sha256: row.sha256,
  putAt: new Date(row.put_at),
});

const toBody = ({ file, inline }: Row): Body =>
  file === null ? { inline: inline ?? new Uint8Array() } : { file };

function prepare(database: DatabaseSync) {
  return {
    insert: database.prepare(
      `insert into objects(key, size, sha256, put_at, file, inline) values (?, ?, ?, ?, ?, ?)
       on conflict(key) do nothing`,
    ),
    find: database.prepare('select key, size, sha256, put_at, file, inline from objects where key = ?'),
    head: database.prepare('select key, size, sha256, put_at from objects where key = ?'),
    remove: database.prepare('delete from objects where key = ? returning file'),
    list: database.prepare(
      `select key, size, sha256, put_at from objects
       where key >= ? and key > ? and key < ? order by key limit ?`,
    ),
    knows: database.prepare(
      `select exists(select 1 from objects where file = ?1)
        or exists(select 1 from upload_parts where file = ?1) as known`,
    ),
  };
}

/** All but the reads run inside a group commit. */
export function objectIndex(database: DatabaseSync) {
  const statements = prepare(database);
  return {
    /** @throws ObjectExists */
    insert({ key, size, sha256, putAt, body }: IndexedObject): void {
      const file = 'file' in body ? body.file : null;
      const inline = 'inline' in body ? body.inline : null;
      const bytes = objectKeyBytes(key);
      const { changes } = statements.insert.run(bytes, size, sha256, putAt.getTime(), file, inline);
      if (Number(changes) === 0) throw new ObjectExists(key);
    },
    find(key: string): IndexedObject | undefined {
      const row = statements.find.get(objectKeyBytes(key)) as Row | undefined;
      return row && { ...toHead(row), body: toBody(row) };
    },
    head(key: string): ObjectHead | undefined {
      const row = statements.head.get(objectKeyBytes(key)) as HeadRow | undefined;
      return row && toHead(row);
    },
    /** @returns the file that is no longer needed */
    remove(key: string): string | undefined {
      const row = statements.remove.get(objectKeyBytes(key)) as { file: string | null } | undefined;
      return row?.file ?? undefined;
    },
    list(prefix: string, after: string | undefined, limit: number): ObjectPage {
      const start = Buffer.from(prefix);
      const rows = statements.list.all(
        start,
        Buffer.from(after ?? ''),
        endOfPrefix(start),
        limit + 1,
      ) as unknown as HeadRow[];
      const objects = rows.slice(0, limit).map(toHead);
      return rows.length > limit ? { objects, next: objects.at(-1)?.key } : { objects };
    },
    /** Does any object or part lie in this file? */
    knowsFile: (file: string): boolean => (statements.knows.get(file) as { known: number }).known === 1,
  };
}

export type ObjectIndex = ReturnType<typeof objectIndex>;
