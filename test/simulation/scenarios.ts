/** What a run does: the shapes the protocol was checked with, filled in at random. */

import type { TinyFile } from './fake-refinery.ts';
import type { Action, Plan } from './plan.ts';
import { Random } from './random.ts';

export const file = (name: string, more: Partial<TinyFile> = {}): TinyFile => ({
  header: ['用电户号', '备注'],
  rows: [`${name}1`, `${name}2`],
  ...more,
});

const A = file('a');
const B = file('b');
const C = file('c');
/** A header that resembles an item and must be asked. */
const asked = file('q', { header: ['用电户好', '备注'] });
const chunked = file('k', { rows: ['k1', 'k2', 'k3', 'k4', 'k5', 'k6'], pieces: 3 });
const poison = file('p', { poison: 'at-refine' });

export const upload = (
  what: TinyFile,
  more: { lost?: boolean; replaces?: number; period?: string } = {},
): Action => ({
  do: 'upload',
  file: what,
  ...more,
});
const later = (
  ...kinds: Extract<Action['do'], 'compact' | 'erase' | 'sweep' | 'seal' | 'read' | 'acknowledge'>[]
): Action[] => kinds.map((kind) => ({ do: kind }));
const redefine: Action = { do: 'redefine' };
const withdraw = (nth: number): Action => ({ do: 'withdraw', nth });

const move = (what: 'suspend' | 'resume' | 'revoke' | 'give-up' | 'renew', nth = 0): Action => ({
  do: what,
  nth,
});
const fetch: Action = { do: 'fetch' };
const pass = (hours: number): Action => ({ do: 'pass', hours });

/** Grants that are suspended, let go on, ended and renewed while parcels are on their way. */
export const grantShapes: readonly (readonly Action[])[] = [
  [upload(A), move('revoke'), fetch, upload(B), fetch],
  [upload(A), fetch, move('suspend'), fetch, upload(B), move('resume'), fetch, upload(C), fetch],
  [upload(A), move('suspend'), move('resume'), move('suspend', 1), fetch, ...later('sweep'), fetch],
  [upload(A), fetch, move('give-up'), withdraw(0), fetch, ...later('sweep')],
  [upload(A), move('suspend'), upload(B, { replaces: 0 }), move('revoke', 1), fetch, ...later('erase')],
  [upload(A), move('renew'), fetch, pass(5), upload(B), fetch, ...later('sweep'), fetch],
  [upload(A), pass(5), fetch, upload(B), ...later('acknowledge', 'sweep'), fetch],
  [upload(chunked), move('suspend'), fetch, move('revoke'), move('resume'), ...later('erase')],
];

/** The table of bounds of the protocol, as scripts. */
export const shapes: readonly (readonly Action[])[] = [
  [upload(A), withdraw(0), ...later('seal', 'acknowledge')],
  [upload(A), upload(A), upload(A, { lost: true }), ...later('sweep')],
  [upload(A), upload(B, { lost: true }), upload(A), ...later('sweep')],
  [upload(A), upload(B), upload(A), withdraw(0)],
  [upload(A), redefine, upload(A), upload(A), withdraw(0)],
  [upload(A), redefine, upload(A, { replaces: 0 }), redefine, upload(A), ...later('sweep')],
  [upload(poison), upload(poison), withdraw(0), upload(A)],
  [upload(A, { lost: true }), { do: 'expire' }, ...later('sweep'), upload(B)],
  [upload(asked), upload(asked), { do: 'answer' }, { do: 'answer' }, withdraw(0)],
  [upload(A), upload(B), withdraw(0), withdraw(1)],
  [upload(A), upload(B, { replaces: 0 }), withdraw(0)],
  [upload(A), upload(B, { replaces: 0 }), withdraw(1), ...later('read', 'erase')],
  [upload(A), upload(B, { replaces: 0 }), upload(C, { replaces: 0 }), withdraw(0)],
  [upload(A), upload(B), ...later('compact', 'compact'), withdraw(0)],
  [
    upload(A),
    upload(B),
    ...later('read', 'compact'),
    withdraw(1),
    ...later('erase', 'compact', 'read', 'erase'),
  ],
  [upload(A), upload(B), upload(C, { replaces: 0 }), ...later('compact', 'read', 'erase'), withdraw(1)],
  [upload(A), upload(B, { replaces: 0, period: '201504' }), upload(C, { replaces: 0, period: '201505' })],
  [
    upload(A),
    upload(B, { period: '201504' }),
    upload(C, { period: '201505' }),
    ...later('compact'),
    withdraw(1),
  ],
  [upload(chunked), withdraw(0)],
  [upload(chunked), upload(A), ...later('compact', 'erase')],
  [upload(A), ...later('seal', 'seal'), upload(B), ...later('seal', 'seal', 'sweep')],
  ...grantShapes,
];

export function drawPlan(seed: number): Plan {
  const random = new Random(seed ^ 0x5eed);
  const actions = random.pick(shapes);
  const plan = {
    actions,
    subscribers: random.whole(3),
    deaths: random.whole(4),
    redeliveries: random.whole(4),
  };
  return actions.some((action) => action.do === 'pass') ? { ...plan, grantHours: 4 } : plan;
}
