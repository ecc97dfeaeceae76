/**
 * The files that one's own CREATE TABLE AS wrote. Clients read them in place of the table, and may drop it before they are
 * done: the files lie there until the eraser takes them, and are closed as the table would be.
 */
import type { Principal } from '../../../layers/core/identity/principal.ts';
import { objectsUnder } from '../../../layers/core/walk.ts';
import { closedSource } from '../../../layers/core/workbench/access.ts';
import { tableFolder } from '../../../layers/core/workbench/create-table.ts';
import { placeToWrite } from '../../../layers/core/workbench/places.ts';
import type { AthenaHome } from '../home.ts';
import { tableMadeBy } from './locations.ts';
import { noSuchKey, S3Error } from './s3-error.ts';

export interface MadeTable {
  /** Key of the folder in the home's own store. */
  readonly folder: string;
  /** Names behind it. */
  readonly files: readonly string[];
}

/**
 * @param id of the query that made it
 * @throws NotFound for another's query; S3Error `NoSuchKey`, `AccessDenied` when its rows may no longer be read
 */
export async function madeTable(
  { ports, queries }: AthenaHome,
  principal: Principal,
  id: string,
): Promise<MadeTable> {
  const execution = await queries.execution(id, principal);
  const name = execution.state === 'SUCCEEDED' ? tableMadeBy(execution) : undefined;
  if (name === undefined) throw noSuchKey();
  const closed = await closedSource(ports, principal, execution.sources);
  if (closed !== undefined) throw closedTable(closed);
  const folder = tableFolder(placeToWrite(name, principal, execution.database), id);
  const files: string[] = [];
  for await (const { key } of objectsUnder(ports.objects, folder)) files.push(key.slice(folder.length));
  return { folder, files };
}

const closedTable = (resource: string): S3Error =>
  new S3Error(
    'AccessDenied',
    `该表由 ${resource} 生成，现已无权按当时范围读取；请申请授权 / the table was made of ${resource}, which you may no longer read as far as then; ask for a grant`,
    403,
  );
