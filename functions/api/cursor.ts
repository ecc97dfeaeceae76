/** Cursors are opaque to clients: what they were made for, and where to go on. */
import type { z } from 'zod';
import { InvalidInput } from '../../layers/core/errors.ts';

export const writeCursor = (scope: string, place: unknown): string =>
  Buffer.from(JSON.stringify([scope, place])).toString('base64url');

/** @throws InvalidInput when it was not made for this list */
export function readCursor<T>(
  scope: string,
  cursor: string | undefined,
  schema: z.ZodType<T>,
): T | undefined {
  if (cursor === undefined || cursor === '') return undefined;
  const [given, place] = parse(cursor);
  const read = schema.safeParse(place);
  if (given === scope && read.success) return read.data;
  throw new InvalidInput(
    'this cursor is not of this list; give back `next` as it came, or begin without one',
    '游标不属于该列表，请原样传回 next，或不带游标重新开始',
  );
}

function parse(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
