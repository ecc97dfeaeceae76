/** Asks for the decision on what a request is about to do, and keeps it for the audit and for the guard. */

import { Forbidden, InvalidInput } from '../../layers/core/errors.ts';
import type { Action, Relation } from '../../layers/core/identity/actions.ts';
import { decide, type Target } from '../../layers/core/identity/decide.ts';
import { noteDecision } from './decided-ports.ts';
import type { ApiContext } from './home.ts';

/**
 * @param about the record or place, as it stands in the audit log
 * @returns the widest relation it is allowed by
 * @throws Forbidden, NotFound as `decide` does
 */
export function allow(c: ApiContext, action: Action, target: Target, about: string): Relation {
  c.set('access', { action, target: about, allowed: false });
  noteDecision(false);
  const relation = decide(c.get('principal'), action, target);
  c.set('access', { action, target: about, allowed: true });
  noteDecision(true);
  return relation;
}

/** The department a principal acts for. @throws Forbidden when it acts for none */
export function ownDepartment(c: ApiContext): string {
  const { department } = c.get('principal');
  if (department !== undefined) return department;
  throw new Forbidden(
    'this account acts for no department; ask the operator to bind it to one',
    '该账号未绑定部门，请联系平台运维人员绑定',
  );
}

/**
 * Whose places a list is about: the one asked for, else the principal's own.
 * @throws Forbidden as `decide` does
 */
export function allowPlace(c: ApiContext, action: Action, asked: string | undefined, place: string): string {
  const department = asked ?? c.get('principal').department;
  if (department === undefined) throw whoseMissing();
  allow(c, action, { owner: department }, `${place}/${department}`);
  return department;
}

const whoseMissing = (): InvalidInput =>
  new InvalidInput(
    'this account acts for no department; say whose with ?department=CODE',
    '该账号未绑定部门，请以 ?department=代码 指明部门',
  );
