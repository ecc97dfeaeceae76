/** Lists that come in pages, as a whole. */
import { type ApiClient, encode } from './api-client.ts';

/** All pages of a list. */
export async function allPages<T>(client: ApiClient, path: string): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const mark = path.includes('?') ? '&' : '?';
    const where: string = cursor === undefined ? path : `${path}${mark}cursor=${encode(cursor)}`;
    const page = await client.get<{ items: T[]; next?: string }>(where);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}
