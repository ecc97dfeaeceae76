/** What every list that comes in pages is asked with. */
import { z } from 'zod';

export const cursor = z
  .string()
  .max(4000)
  .optional()
  .meta({ description: '上一页的 next，原样传回 / `next` of the page before, as it came' });

/** Items a page, 1 to `most`. */
export const limit = (most: number, usual: number) =>
  z.coerce.number().int().min(1).max(most).default(usual).meta({ description: '每页条数 / items a page' });
