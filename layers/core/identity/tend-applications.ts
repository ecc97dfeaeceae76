/** A department's applications: which actions each may do, and the certificates it may show. */
import type { Application } from '../../../schemas/application.ts';
import { InvalidInput } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { absent, departments, find, must } from '../records.ts';
import { type Action, actions } from './actions.ts';
import { commitApplication } from './commit-tended.ts';
import { applications } from './kinds.ts';
import { checkTerm, type Officer } from './officer.ts';
import { departmentRoles, type Role } from './principal.ts';
import { endedAlready, taken } from './tended-refusals.ts';

export interface NewApplication {
  readonly id: string;
  readonly name: string;
  readonly department: string;
  /** Everything a department's application may, unless given. */
  readonly permissions?: readonly string[] | undefined;
  readonly certificates?: readonly string[] | undefined;
  readonly until?: string | undefined;
  readonly reason: string;
}

/** What is absent stays; `until: null` takes the end away. */
export interface ApplicationChange {
  readonly name?: string | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly certificates?: readonly string[] | undefined;
  readonly until?: string | null | undefined;
  readonly status?: Application['status'] | undefined;
  readonly reason: string;
}

/** All that a department's application can be given, in the order of the table. */
export const grantable = (Object.keys(actions) as Action[]).filter((action) =>
  departmentRoles.some((role) => role in (actions[action].to as Partial<Record<Role, unknown>>)),
);

/** @throws Refused, InvalidInput, NotFound saying what does not fit */
export const addApplication =
  (ports: Ports) =>
  async (officer: Officer, asked: NewApplication): Promise<Application> => {
    const { id, permissions = grantable, certificates = [], until } = asked;
    const now = ports.clock.now().toISOString();
    checkPermissions(permissions);
    checkTerm({ from: now, until }, now);
    await must(ports.records, departments, asked.department);
    if (await find(ports.records, applications, id)) throw taken('application', id);
    const application = {
      ...asked,
      schema: 'application/1' as const,
      permissions: [...permissions],
      certificates: [...certificates],
      status: 'active' as const,
      createdAt: now,
      createdBy: officer.name,
    };
    const done = { action: 'application added', actor: officer.name, reason: asked.reason };
    return commitApplication(ports, absent(applications.key(id)), application, done);
  };

/** An ended application stays ended. @throws Refused, InvalidInput, NotFound saying what does not fit */
export const changeApplication =
  (ports: Ports) =>
  async (officer: Officer, id: string, change: ApplicationChange): Promise<Application> => {
    if (change.permissions) checkPermissions(change.permissions);
    const changed: Application[] = [];
    await repeatOnConflict(async () => {
      const held = await must(ports.records, applications, id);
      if (held.value.status === 'ended') throw endedAlready('application', id);
      const next = changedBy(held.value, change);
      if (change.until != null)
        checkTerm({ from: next.createdAt, until: next.until }, ports.clock.now().toISOString());
      const action = next.status === 'ended' ? 'application ended' : 'application changed';
      const done = { action, actor: officer.name, reason: change.reason };
      changed.push(await commitApplication(ports, held, next, done));
    });
    return changed[0] as Application;
  };

const changedBy = (held: Application, change: ApplicationChange): Application => ({
  ...held,
  name: change.name ?? held.name,
  permissions: [...(change.permissions ?? held.permissions)],
  certificates: [...(change.certificates ?? held.certificates)],
  until: change.until === undefined ? held.until : (change.until ?? undefined),
  status: change.status ?? held.status,
  reason: change.reason,
});

function checkPermissions(asked: readonly string[]): void {
  const unknown = asked.filter((one) => !(grantable as readonly string[]).includes(one));
  if (asked.length > 0 && unknown.length === 0) return;
  throw new InvalidInput(
    `an application cannot be given ${unknown.join(', ') || 'nothing'}; choose from ${grantable.join(', ')}`,
    `应用不能获得权限 ${unknown.join('、') || '（空）'}；可选：${grantable.join('、')}`,
  );
}
