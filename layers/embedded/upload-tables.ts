/** Rows of open multipart uploads and their parts. All but the reads run inside a group commit. */
import type { DatabaseSync } from 'node:sqlite';
import { keyText } from './utf8-key.ts';

export interface PartRow {
  readonly number: number;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  readonly file: string;
}

export function uploadTables(database: DatabaseSync) {
  const statements = {
    begin: database.prepare('insert into uploads(id, key, begun_at) values (?, ?, ?)'),
    find: database.prepare('select key, done from uploads where id = ?'),
    finish: database.prepare('update uploads set done = 1 where id = ?'),
    abort: database.prepare('delete from uploads where id = ?'),
    before: database.prepare('select id from uploads where begun_at < ?'),
    parts: database.prepare(
      'select number, size, sha256, file from upload_parts where upload = ? order by number',
    ),
    part: database.prepare('select file from upload_parts where upload = ? and number = ?'),
    putPart: database.prepare(
      'insert or replace into upload_parts(upload, number, size, sha256, file) values (?, ?, ?, ?, ?)',
    ),
    dropParts: database.prepare('delete from upload_parts where upload = ?'),
  };
  const parts = (upload: string) => statements.parts.all(upload) as unknown as PartRow[];

  /** @returns files that are no longer needed */
  function drop(upload: string): string[] {
    const files = parts(upload).map(({ file }) => file);
    statements.dropParts.run(upload);
    statements.abort.run(upload);
    return files;
  }

  return {
    begin: (upload: string, key: string, at: Date) =>
      void statements.begin.run(upload, Buffer.from(key), at.getTime()),
    find(upload: string): { key: string; done: boolean } | undefined {
      const row = statements.find.get(upload) as { key: Uint8Array; done: number } | undefined;
      return row && { key: keyText(row.key), done: row.done === 1 };
    },
    parts,
    /** @returns the file of the part that stood there before */
    putPart(upload: string, part: PartRow): string | undefined {
      const before = statements.part.get(upload, part.number) as { file: string } | undefined;
      statements.putPart.run(upload, part.number, part.size, part.sha256, part.file);
      return before?.file;
    },
    /** The upload stays known, so that completing it again is answered. */
    finish(upload: string): void {
      statements.dropParts.run(upload);
      statements.finish.run(upload);
    },
    abort: drop,
    /** Everything begun before a time. @returns files that are no longer needed */
    dropBefore(time: Date): string[] {
      const rows = statements.before.all(time.getTime()) as { id: string }[];
      return rows.flatMap(({ id }) => drop(id));
    },
  };
}
