/** Which seat somebody queries from: his own department's, in a role he has, or the city's. */
import { type Seat, seatName } from '../core/console-leave/seats.ts';
import { Forbidden } from '../core/errors.ts';
import type { Principal } from '../core/identity/principal.ts';

/** @throws Forbidden when none is his, or the one that is asked for is not */
export function seatFor(seats: readonly Seat[], principal: Principal, name?: string): Seat {
  const own = seats.filter((seat) => isOwn(seat, principal));
  const seat = name === undefined ? own[0] : own.find((one) => seatName(one) === name);
  if (seat) return seat;
  const roles = principal.roles.join(', ');
  throw new Forbidden(
    `${principal.department ?? 'the city'} has no such seat for ${roles}; the operator names it in the stage's workbench.analysts`,
    `${principal.department ?? '全市'} 没有该角色（${roles}）的查询席位，请平台运维人员在 workbench.analysts 中设置`,
  );
}

/** A seat of the city sees all of it: who is bound to a district has none. */
const isOwn = (seat: Seat, { roles, department, district }: Principal): boolean =>
  roles.includes(seat.role) && seat.department === department && district === undefined;
