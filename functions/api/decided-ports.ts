/**
 * The second lock behind the first: within a request, ports do nothing but read records until the decision on it has
 * been made and was a yes. A route that forgot to ask can neither change anything nor hand out an object, a query or a
 * signature, whatever it does with what it read. Work outside a request (steps, schedules) is not touched.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Ports } from '../../layers/core/ports/index.ts';
import { Undecided } from './api-errors.ts';

interface UnderWay {
  /** As it is described. */
  readonly route: () => string;
  decided: boolean;
}

const underWay = new AsyncLocalStorage<UnderWay>();

/** Runs a request's handlers: none of it is decided yet. */
export const undecided = <T>(route: () => string, work: () => Promise<T>): Promise<T> =>
  underWay.run({ route, decided: false }, work);

/** What the decision was. Each new question takes the leave of the one before away. */
export function noteDecision(decided: boolean): void {
  const request = underWay.getStore();
  if (request) request.decided = decided;
}

/** Ports that give nothing away and change nothing. */
const harmless = new Set(['clock', 'ids', 'probe', 'settings']);
/** What a decision is made from. */
const reading: Readonly<Record<string, ReadonlySet<string | symbol>>> = {
  records: new Set(['get', 'getMany', 'query']),
};

/** The same ports, which ask whether the request they are used in was decided. */
export function decidedPorts<P extends Ports>(ports: P): P {
  const guarded = Object.entries(ports).map(([name, port]) => [
    name,
    harmless.has(name) || port === null || typeof port !== 'object' ? port : guard(port, reading[name]),
  ]);
  return Object.fromEntries(guarded) as P;
}

function guard(port: object, free: ReadonlySet<string | symbol> = new Set()): object {
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (!free.has(name)) mustBeDecided();
        return value.apply(target, given);
      };
    },
  });
}

/** @throws Undecided within a request that has no yes */
function mustBeDecided(): void {
  const request = underWay.getStore();
  if (request && !request.decided) throw new Undecided(request.route());
}
