/**
 * The way from the leave that stands to the leave that is wanted. Lake Formation adds up what a seat is given on a
 * table, so what changed is taken away before anything is given: in between nobody reads more than either says.
 */
import { seatName } from './seats.ts';
import type { ConsoleLeave } from './wanted-leave.ts';

export interface LeaveChange {
  readonly act: 'revoke' | 'grant';
  readonly leave: ConsoleLeave;
}

/** All that is to be revoked, then all that is to be granted. What stands as it is wanted is left alone. */
export function changeLeave(
  standing: readonly ConsoleLeave[],
  wanted: readonly ConsoleLeave[],
): readonly LeaveChange[] {
  const isIn = (list: readonly ConsoleLeave[]) => {
    const known = new Set(list.map(textOf));
    return (leave: ConsoleLeave): boolean => known.has(textOf(leave));
  };
  const [isWanted, isStanding] = [isIn(wanted), isIn(standing)];
  return [
    ...standing.filter((one) => !isWanted(one)).map((leave) => ({ act: 'revoke' as const, leave })),
    ...wanted.filter((one) => !isStanding(one)).map((leave) => ({ act: 'grant' as const, leave })),
  ];
}

/** The order of columns says nothing. */
const textOf = ({ seat, database, table, columns, rows }: ConsoleLeave): string =>
  JSON.stringify([seatName(seat), database, table, columns.toSorted(), rows ?? null]);
