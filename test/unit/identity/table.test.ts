/** What the table of rights must never say, whoever edits it. */
import { type Action, actionNames, actions, type Rule } from '../../../layers/core/identity/actions.ts';
import { type Role, roles } from '../../../layers/core/identity/principal.ts';
import { isChange, rightsRows, rightsTable } from '../../../layers/core/identity/rights-table.ts';
import {
  checkHolder,
  clashes,
  confirmed,
  delegated,
  findClash,
} from '../../../layers/core/identity/separation.ts';

const ruleOf = (action: Action): Rule => actions[action];
const may = (role: Role, action: Action): boolean => ruleOf(action).to[role] !== undefined;

test('the auditor changes nothing but his own sign-in', () => {
  const changed = actionNames.filter((action) => isChange(action) && may('auditor', action));
  expect(changed).toEqual(['user.self']);
});

test('who oversees the city acts for no department: no relation of the operator or the auditor needs one', () => {
  const own = new Set(['own', 'provider', 'receiver']);
  const wrong = actionNames.filter((action) =>
    (['operator', 'auditor'] as const).some((role) => ruleOf(action).to[role]?.some((one) => own.has(one))),
  );
  expect(wrong).toEqual([]);
});

test('rights are given by security officers alone, and they use none of those they give', () => {
  for (const action of ['user.change', 'application.change'] as const)
    expect(Object.keys(ruleOf(action).to)).toEqual(['security-officer']);
  for (const action of [
    'rows.read',
    'grant.request',
    'grant.decide',
    'ticket.upload',
    'inbox.fetch',
  ] as const)
    expect(may('security-officer', action)).toBe(false);
});

test('no role both asks for data and decides on it', () => {
  expect(roles.filter((role) => may(role, 'grant.request') && may(role, 'grant.decide'))).toEqual([]);
});

test('nobody but a department’s own people fetches, uploads or reveals', () => {
  for (const action of ['ticket.upload', 'inbox.fetch', 'reveal.answer', 'token.make'] as const)
    for (const relations of Object.values(ruleOf(action).to))
      expect(relations.filter((one) => one === 'any' || one === 'city' || one === 'district')).toEqual([]);
});

test('a clash holds whichever of the two comes first, and single roles clash with nothing', () => {
  for (const { one, others } of clashes)
    for (const other of others) {
      expect(findClash([one, other])).toBeDefined();
      expect(findClash([other, one])).toBeDefined();
    }
  for (const role of roles) expect(findClash([role])).toBeUndefined();
});

test('what is given with four eyes is never given by an officer of a place', () => {
  expect(confirmed.filter((role) => delegated.includes(role))).toEqual([]);
  expect(() => checkHolder({ roles: ['auditor'], department: 'power' })).toThrow('acts for no department');
});

test('the table as rows has every action and every role, and says the same', () => {
  const [head = [], ...rows] = rightsRows();
  expect(head).toHaveLength(4 + roles.length);
  expect(rows.map(([action]) => action)).toEqual(actionNames);
  const table = rightsTable();
  for (const [index, { to }] of table.actions.entries())
    for (const [at, role] of roles.entries())
      expect(rows[index]?.[4 + at] === '').toBe(to[role] === undefined);
});
