/** From all that stands to what is wanted: what goes, what comes, and which seats read less afterwards. Pure. */
import type { StandingLeave } from '../ports/lake-leave.ts';
import { changeLeave } from './change-leave.ts';
import { seatName } from './seats.ts';
import type { ConsoleLeave } from './wanted-leave.ts';

export interface DueChanges {
  readonly revoke: readonly StandingLeave[];
  readonly grant: readonly ConsoleLeave[];
  /** Names of seats that are to read less than they did. */
  readonly lessened: readonly string[];
}

export function dueChanges(standing: readonly StandingLeave[], wanted: readonly ConsoleLeave[]): DueChanges {
  const given = new Map(standing.flatMap((one) => (one.leave ? [[one.leave, one] as const] : [])));
  const changes = changeLeave([...given.keys()], wanted);
  const gone = changes.flatMap(({ act, leave }) => (act === 'revoke' ? [given.get(leave) ?? []] : [])).flat();
  const strange = standing.filter((one) => !one.leave && !isNeeded(one, wanted));
  const less = [...gone, ...strange].filter((one) => !one.isNamesOnly && !isCovered(one, wanted));
  return {
    revoke: [...strange, ...gone],
    grant: changes.filter(({ act }) => act === 'grant').map(({ leave }) => leave),
    lessened: [...new Set(less.map(({ seat }) => seatName(seat)))],
  };
}

/** Names of what is read may be seen: Lake Formation shows them beside the rows. */
const isNeeded = ({ seat, database, table, isNamesOnly }: StandingLeave, wanted: readonly ConsoleLeave[]) =>
  isNamesOnly &&
  wanted.some(
    (one) =>
      seatName(one.seat) === seatName(seat) &&
      one.database === database &&
      (table === undefined || one.table === table),
  );

/** All that it gave is given otherwise. */
function isCovered({ leave }: StandingLeave, wanted: readonly ConsoleLeave[]): boolean {
  return wanted.some(
    (one) =>
      leave !== undefined &&
      seatName(one.seat) === seatName(leave.seat) &&
      one.database === leave.database &&
      one.table === leave.table &&
      leave.columns.every((name) => one.columns.includes(name)) &&
      (one.rows === undefined || one.rows === leave.rows),
  );
}
