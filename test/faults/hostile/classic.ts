/** A named hostile file and how it must end. */
import type { HostileFile } from './hostile-home.ts';

export interface Classic extends HostileFile {
  readonly name: string;
  readonly ends:
    | { readonly refused: string }
    | { readonly asked: true }
    | {
        readonly accepted: number;
        readonly refused?: number;
        readonly ignored?: number;
        /** What the first stored row must hold. */
        readonly first?: Record<string, unknown>;
      };
}

export const header = '记录号,姓名,死亡日期\n';

/** A CSV of the deaths resource with these lines under its header. */
export const deaths = (...lines: string[]) => Buffer.from(`${header}${lines.join('\n')}\n`);

export const refused = (reason: string) => ({ refused: reason });

/** A file of one piece repeated, written piece by piece: nothing large is held. */
export function repeated(piece: string | Uint8Array, times: number, first = '', last = '') {
  const block = Buffer.from(piece);
  return async (path: string): Promise<void> => {
    const { open } = await import('node:fs/promises');
    const file = await open(path, 'w');
    try {
      await file.write(Buffer.from(first));
      const many = Math.max(1, Math.floor((1 << 20) / block.length));
      const large = Buffer.concat(Array.from({ length: many }, () => block));
      let left = times;
      for (; left >= many; left -= many) await file.write(large);
      await file.write(large.subarray(0, left * block.length));
      await file.write(Buffer.from(last));
    } finally {
      await file.close();
    }
  };
}
