/** Opens the place a job reads from. */
import { resolve } from 'node:path';
import type { Place } from '../config.ts';
import { type LoadedConfig, readSecret } from '../read-config.ts';
import type { FileSource } from './file-source.ts';
import { openFolder } from './folder.ts';
import { openHttp } from './http.ts';
import { openMysql } from './mysql.ts';
import { openOracle } from './oracle.ts';
import { openPostgres } from './postgresql.ts';
import { openSftp } from './sftp.ts';
import { openSqlite } from './sqlite.ts';
import { openSqlserver } from './sqlserver.ts';
import type { TableSource } from './table-source.ts';

export async function openTableSource(
  place: Exclude<Place, { kind: 'folder' | 'sftp' | 'http' }>,
  { config, folder }: LoadedConfig,
): Promise<TableSource> {
  if (place.kind === 'sqlite') return openSqlite(resolve(folder, place.path));
  const { kind, ...rest } = place;
  const server = { ...rest, password: readSecret(place.password, folder) };
  switch (kind) {
    case 'postgresql':
      return openPostgres(server, config.timeZone);
    case 'mysql':
      return openMysql(server, config.timeZone);
    case 'sqlserver':
      return openSqlserver(server);
    case 'oracle':
      return openOracle(server, config.timeZone);
  }
}

export async function openFileSource(
  place: Extract<Place, { kind: 'folder' | 'sftp' | 'http' }>,
  { folder }: LoadedConfig,
): Promise<FileSource> {
  if (place.kind === 'folder') return openFolder(resolve(folder, place.path));
  if (place.kind === 'sftp') {
    const { kind: _kind, ...server } = place;
    const password = readSecret(place.password, folder);
    return openSftp({ ...server, password, privateKey: readSecret(place.privateKey, folder) });
  }
  const headers = Object.entries(place.headers).map(([name, secret]) => [
    name,
    readSecret(secret, folder) ?? '',
  ]);
  return openHttp({ url: place.url, fileName: place.fileName, headers: Object.fromEntries(headers) });
}
