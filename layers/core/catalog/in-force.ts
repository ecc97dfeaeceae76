/** Whether a resource may still be asked for, and whether files are taken for it. */

import type { Resource } from '../../../schemas/resource.ts';
import { Refused } from '../errors.ts';
import type { Records } from '../ports/records.ts';
import { absent, definitions, find, type Held, must } from '../records.ts';
import { isLogical } from './elements.ts';
import { catalogEntries } from './kinds.ts';

/** An entry that was withdrawn: its data stay, what was planned still goes, nothing new begins. */
export const isWithdrawn = async (records: Records, code: string): Promise<boolean> =>
  (await readWithdrawal(records, code)).isWithdrawn;

/** As `isWithdrawn`, with the entry, for a transaction that holds only while it stays so. */
export async function readWithdrawal(
  records: Records,
  code: string,
): Promise<{ readonly isWithdrawn: boolean; readonly entry: Held<unknown> }> {
  const entry = await find(records, catalogEntries, code);
  const isWithdrawn = entry !== undefined && entry.value.published === undefined;
  return { isWithdrawn, entry: entry ?? absent(catalogEntries.key(code)) };
}

/** The description in force. @throws NotFound; Refused `withdrawn` */
export async function mustBeInForce(records: Records, code: string): Promise<Resource> {
  const definition = (await must(records, definitions, code)).value.resource;
  if (!(await isWithdrawn(records, code))) return definition;
  throw new Refused(
    'withdrawn',
    `${code} was withdrawn from the catalog: what is there stays, nothing new is asked for or sent; ask its department (catalog show ${code} says why)`,
    `${code} 已从目录撤销：已有数据保留，不再受理新的上传、订阅与申请；原因见 catalog show ${code}，请联系提供部门`,
    { place: { resource: code } },
  );
}

/** As `mustBeInForce`, for uploads. @throws Refused `no-files` for a view, a library's table and what stays with its department */
export async function mustTakeFiles(records: Records, code: string): Promise<Resource> {
  const definition = await mustBeInForce(records, code);
  if (!isLogical(definition)) return definition;
  const over = (definition.view ?? definition.library)?.over;
  throw new Refused(
    'no-files',
    `${code} is a logical resource and takes no files: ${over ? `upload to ${over.join(', ')}` : 'its table stays with its department'}`,
    `${code} 为逻辑资源，不接收文件：${over ? `请上传到 ${over.join('、')}` : '其数据留在部门'}`,
    { place: { resource: code } },
  );
}

/** @throws Refused `stays-with-department` for rows that only the department's bridge can read */
export function mustLieInLake({ code, location, departments }: Resource): void {
  if (location !== 'department') return;
  throw new Refused(
    'stays-with-department',
    `the rows of ${code} stay in the database of ${departments.join(', ')} and are read through its bridge, not here; put a question to the department instead`,
    `${code} 的数据留在 ${departments.join('、')} 的数据库中，须经部门桥接读取，本平台不存放；可向该部门提出就地计算的查询`,
    { place: { resource: code } },
  );
}
