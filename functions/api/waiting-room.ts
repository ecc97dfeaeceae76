/** How many requests of one principal may wait at once: each wait reads records again and again. */
import { TooMany } from '../../layers/core/errors.ts';
import type { ApiHome } from './home.ts';

const mostWaiting = 500;
const rooms = new WeakMap<ApiHome, Map<string, number>>();

/**
 * Takes a place.
 * @returns gives it back; to be called once
 * @throws TooMany when the principal has taken all of its places
 */
export function enterWaitingRoom(home: ApiHome, principal: string): () => void {
  const room = rooms.get(home) ?? new Map<string, number>();
  rooms.set(home, room);
  const waiting = room.get(principal) ?? 0;
  if (waiting >= mostWaiting) throw tooManyWaits();
  room.set(principal, waiting + 1);
  return () => leave(room, principal);
}

function leave(room: Map<string, number>, principal: string): void {
  const waiting = (room.get(principal) ?? 1) - 1;
  if (waiting > 0) room.set(principal, waiting);
  else room.delete(principal);
}

const tooManyWaits = (): TooMany =>
  new TooMany(
    `${mostWaiting} requests of this account are waiting already; wait for fewer at once`,
    `该账号已有 ${mostWaiting} 个请求在等待，请减少同时等待的数量`,
    5,
  );
