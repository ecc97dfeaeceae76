/** Counts what lies in the lake of a folder whose host has ended, row by row, past everything the platform says. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { deriveList } from '../layers/core/exchange/live-list.ts';
import { loadParts } from '../layers/core/exchange/parts-ref.ts';
import type { Ports } from '../layers/core/ports/index.ts';
import { generations } from '../layers/core/records.ts';
import { type EmbeddedHome, openEmbeddedHome } from '../layers/embedded/index.ts';

/** Objects of the newest live list of every resource. */
async function liveObjects(home: EmbeddedHome): Promise<string[]> {
  const ports = home as unknown as Ports;
  const page = await home.records.query('topic', 'resources', { limit: 1000 });
  const keys: string[] = [];
  for (const item of page.items) {
    const { resource, generation } = generations.schema.parse(item.value);
    for (const entry of (await deriveList(ports, resource, generation)).entries)
      for (const part of await loadParts(home.objects, entry.objects)) keys.push(part.key);
  }
  return keys;
}

export interface LakeCount {
  readonly rows: number;
  /** Different values of `serial`. */
  readonly serials: number;
}

/** @throws FolderInUse while a host runs over it */
export async function countRowsInLake(folder: string): Promise<LakeCount> {
  const home = await openEmbeddedHome(folder, { log: () => {} });
  const place = mkdtempSync(join(tmpdir(), 'shuiyuan-count-'));
  const instance = await DuckDBInstance.create(join(place, 'count.duckdb'));
  const connection = await instance.connect();
  try {
    await connection.run('create table lake(serial varchar)');
    const keys = await liveObjects(home);
    for (let from = 0; from < keys.length; from += 500) {
      const files = await Promise.all(keys.slice(from, from + 500).map((key) => home.bodies.fileOf(key)));
      const names = files.map(({ path }) => `'${path}'`).join(', ');
      await connection.run(`insert into lake select serial from read_parquet([${names}])`);
      await Promise.all(files.map((file) => file.release()));
    }
    const counted = await connection.runAndReadAll('select count(*), count(distinct serial) from lake');
    const [rows, serials] = counted.getRowsJson()[0] as [string, string];
    return { rows: Number(rows), serials: Number(serials) };
  } finally {
    connection.closeSync();
    instance.closeSync();
    await home.close();
    rmSync(place, { recursive: true, force: true });
  }
}
