/** What a query service says of queries that are not there, have no rows to show, or were ended. */
import type { Execution } from '../../../schemas/workbench.ts';
import { ConditionFailed, NotFound, Refused, TooMany } from '../errors.ts';
import { QueryFailed } from './query-failed.ts';

export const stopped = (): QueryFailed =>
  new QueryFailed('USER_CANCELED', 'the query was stopped', '查询已被停止');

export const homeClosed = (): QueryFailed =>
  new QueryFailed(
    'SERVER_SHUTTING_DOWN',
    'the platform was closed while the query ran; ask it again',
    '查询运行时平台被关闭，请重新提交',
  );

/** Somebody else changed the same table first: nothing of this statement counts. */
export const moved = (error: unknown): unknown =>
  error instanceof ConditionFailed
    ? new QueryFailed(
        'TRANSACTION_CONFLICT',
        'somebody else changed the table meanwhile; nothing was written, ask again',
        '该表同时被他人修改，本次未写入，请重新提交',
      )
    : error;

export const noSuchQuery = (id: string): NotFound =>
  new NotFound(`there is no query ${id} of yours; check the number`, `没有查询 ${id}，请核对编号`);

export const unfinished = ({ id, state }: Execution): Refused =>
  new Refused(
    'query-unfinished',
    `query ${id} has no rows to show: ${state}`,
    `查询 ${id} 没有可显示的结果：${state}`,
  );

export const expired = (id: string): Refused =>
  new Refused(
    'query-expired',
    `the rows of query ${id} are no longer kept; ask it again`,
    `查询 ${id} 的结果已过保存期，请重新查询`,
  );

export const closedRows = (code: string): Refused =>
  new Refused(
    'query-closed',
    `these rows come from ${code}, which you may no longer read as far as then; ask for a grant and query again`,
    `结果来自 ${code}，现已无权按当时范围读取；请申请授权后重新查询`,
  );

export const tooMany = (most: number): TooMany =>
  new TooMany(
    `an account has at most ${most} queries that have not ended; wait, or stop one`,
    `每个账号至多有 ${most} 个未结束的查询，请等待或停止其中之一`,
    5,
  );
