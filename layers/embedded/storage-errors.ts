/** Faults of the disk and of SQLite, named, with what to do about them. Paths and values stay in the cause. */
import { ShuiyuanError, TransientError } from '../core/errors.ts';

/** The data folder's disk has no room. Nothing half written is left behind. */
export class DiskFull extends TransientError {
  constructor(cause?: unknown) {
    super(
      'the disk of the data folder is full; free some space or move the folder to a larger disk, the work is then taken up again by itself',
      '数据目录所在磁盘已满；请清理空间或将目录迁至更大的磁盘，之后工作会自动继续',
      { cause },
    );
  }
}

/** The data folder may not be written to. */
export class FolderReadOnly extends TransientError {
  constructor(cause?: unknown) {
    super(
      'the data folder cannot be written; give the service account write permission, or mount the disk read-write',
      '数据目录不可写；请为服务账户授予写权限，或以读写方式挂载磁盘',
      { cause },
    );
  }
}

/** Another program holds the database file. */
export class DatabaseBusy extends TransientError {
  constructor(cause?: unknown) {
    super(
      'another program holds the database of the data folder; close backup or inspection tools that have it open',
      '数据目录中的数据库被其他程序占用；请关闭正在打开它的备份或查看工具',
      { cause },
    );
  }
}

/** The disk answers with an input/output error. */
export class DiskFault extends TransientError {
  constructor(cause?: unknown) {
    super(
      'the disk of the data folder reports an input/output error; check the disk and its log before going on',
      '数据目录所在磁盘报告读写错误；请先检查磁盘及其日志',
      { cause },
    );
  }
}

/** A second host on one data folder. */
export class FolderInUse extends ShuiyuanError {
  override readonly code = 'folder-in-use';
  override readonly status = 409;
  readonly pid: number | undefined;
  readonly host: string | undefined;
  readonly startedAt: string | undefined;

  constructor(first: { pid?: number; host?: string; startedAt?: string }) {
    const pid = first.pid ?? '?';
    const host = first.host ?? '?';
    const since = first.startedAt ?? '?';
    super(
      `the data folder is in use by process ${pid} on ${host} since ${since}; stop that one first, or start on another folder`,
      `数据目录正被主机 ${host} 上的进程 ${pid} 使用（自 ${since} 起）；请先停止该进程，或改用其他目录`,
    );
    this.pid = first.pid;
    this.host = first.host;
    this.startedAt = first.startedAt;
  }
}

/** Result codes of SQLite, the low byte of an extended code. */
const sqliteCodes: Record<number, new (cause: unknown) => TransientError> = {
  5: DatabaseBusy,
  6: DatabaseBusy,
  8: FolderReadOnly,
  10: DiskFault,
  13: DiskFull,
  14: FolderReadOnly,
};

const systemCodes: Record<string, new (cause: unknown) => TransientError> = {
  ENOSPC: DiskFull,
  EDQUOT: DiskFull,
  EROFS: FolderReadOnly,
  EACCES: FolderReadOnly,
  EPERM: FolderReadOnly,
  EIO: DiskFault,
};

/** The named error for a fault of the disk or of SQLite; anything else comes back as it is. */
export function nameStorageFault(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || error instanceof ShuiyuanError) return error;
  const { code, errcode } = error as { code?: string; errcode?: number };
  const named = code === 'ERR_SQLITE_ERROR' ? sqliteCodes[(errcode ?? 0) & 0xff] : systemCodes[code ?? ''];
  return named ? new named(error) : error;
}

/** Runs `work`, its faults of storage named. */
export async function withNamedFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw nameStorageFault(error);
  }
}
