/** Which seat somebody queries from: his own department's, in a role he has, or the city's. */
import { type Seat, seatName } from '../core/console-leave/seats.ts';
import { Forbidden } from '../core/errors.ts';
import type { Principal } from '../core/identity/principal.ts';

/** The group that every home has: in the cloud the first seat of whoever asks. */
const usual = 'primary';

/**
 * @param group `primary`, or the name of a seat
 * @throws Forbidden when none is his, or the one that is asked for is not
 */
export function seatFor(seats: readonly Seat[], principal: Principal, group = usual): Seat {
  const own = seats.filter((seat) => isOwn(seat, principal));
  const seat = group === usual ? own[0] : own.find((one) => seatName(one) === group);
  if (seat) return seat;
  throw own.length === 0 ? noSeat(principal) : notYours(group, [usual, ...own.map(seatName)]);
}

/** A seat of the city sees all of it: who is bound to a district has none. */
const isOwn = (seat: Seat, { roles, department, district }: Principal): boolean =>
  roles.includes(seat.role) && seat.department === department && district === undefined;

function noSeat({ department, roles }: Principal): Forbidden {
  const named = roles.join(', ');
  return new Forbidden(
    `${department ?? 'the city'} has no seat for ${named}; the operator names it in the stage's workbench.analysts`,
    `${department ?? '全市'} 没有该角色（${named}）的查询席位，请平台运维人员在 workbench.analysts 中设置`,
  );
}

const notYours = (group: string, names: readonly string[]): Forbidden =>
  new Forbidden(
    `${group} is no work group of yours; ask in one of these: ${names.join(', ')}`,
    `${group} 不是您的工作组，可用：${names.join('、')}`,
  );
