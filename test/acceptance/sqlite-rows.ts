/** What lies in a home's databases, row by row: an object spread over pages cannot be read from the file's bytes. */
import { DatabaseSync } from 'node:sqlite';

const asBytes = (value: unknown): Buffer =>
  value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value ?? ''));

/** Each value of each row of each table, under the file, the table and the column. */
export function sqliteRows(path: string, name: string): Map<string, Buffer> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const found = new Map<string, Buffer>();
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
    for (const table of tables.map((one) => String(one.name)))
      for (const [index, row] of database.prepare(`select * from "${table}"`).all().entries())
        for (const [column, value] of Object.entries(row))
          found.set(`${name} ${table} ${index} ${column}`, asBytes(value));
    return found;
  } finally {
    database.close();
  }
}

/** Keys of objects by the file they lie in, below the folder of objects. */
export function objectKeys(path: string): Map<string, string> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare('select file, key from objects where file is not null').all();
    return new Map(rows.map(({ file, key }) => [String(file), asBytes(key).toString()]));
  } finally {
    database.close();
  }
}
