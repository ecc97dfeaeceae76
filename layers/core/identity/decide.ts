/** The one place where access is decided. */
import { Forbidden, NotFound } from '../errors.ts';
import { describeKey } from '../records.ts';
import { type Action, actions, type Relation, type Rule } from './actions.ts';
import { type Principal, type Role, roleNames } from './principal.ts';

/** What is asked for. A thing that does not exist is a target without an owner. */
export interface Target {
  /** Whose place it lies in. */
  readonly owner?: string | undefined;
  /** Code of the district it belongs to as a whole, and to none of its departments. */
  readonly district?: string | undefined;
  readonly providers?: readonly string[];
  /** Departments that hold a grant in force on it. */
  readonly receivers?: readonly string[];
  /** Its name, when even its existence is the owner's business: others are told that there is none. */
  readonly secret?: string;
}

/** From the widest to the narrowest. */
const widths = [
  'any',
  'city',
  'district',
  'own',
  'provider',
  'receiver',
] as const satisfies readonly Relation[];

/**
 * Lets the principal do the action on the target, or throws.
 * @returns the widest relation it may do it by: a route that shows more to some than to others goes by this
 * @throws Forbidden when none of its roles may
 * @throws NotFound when a role might, but the target is another department's secret: word for word what `unknown` says
 */
export function decide(
  principal: Principal,
  action: Action,
  target: Target,
  table: Readonly<Record<Action, Rule>> = actions,
): Relation {
  const rule = table[action];
  const widest = permits(principal, action, target, table);
  if (widest !== undefined) return widest;
  if (principal.permissions && !principal.permissions.includes(action)) throw notPermitted(rule);
  const hasRole = relationsOf(principal, rule).length > 0;
  if (hasRole && target.secret !== undefined) throw unknown(target.secret);
  throw hasRole ? notYours(rule) : notYourRole(rule);
}

/** As `decide`, for lists that show each what it may see: undefined is a no. */
export function permits(
  principal: Principal,
  action: Action,
  target: Target,
  table: Readonly<Record<Action, Rule>> = actions,
): Relation | undefined {
  if (principal.permissions && !principal.permissions.includes(action)) return undefined;
  const relations = relationsOf(principal, table[action]);
  return widths.find((relation) => relations.includes(relation) && holds(principal, relation, target));
}

const relationsOf = (principal: Principal, rule: Rule): readonly Relation[] =>
  principal.roles.flatMap((role) => rule.to[role] ?? []);

/** The answer for what is not there, and for what the asker may not know to be there. */
export function unknown(key: string): NotFound {
  const { en, zh } = describeKey(key);
  return new NotFound(`there is no ${en} in your places; check the number`, `本部门没有${zh}，请核对编号`);
}

function holds({ department, district }: Principal, relation: Relation, target: Target): boolean {
  if (relation === 'any') return true;
  if (relation === 'city') return department === undefined && district === undefined;
  const places = [...(target.owner === undefined ? [] : [target.owner]), ...(target.providers ?? [])];
  if (relation === 'district')
    return (
      district !== undefined &&
      (target.district === district.code || places.some((place) => district.departments.includes(place)))
    );
  if (department === undefined) return false;
  if (relation === 'own') return target.owner === department;
  const party = relation === 'provider' ? target.providers : target.receivers;
  return party?.includes(department) ?? false;
}

const notYours = ({ en, zh }: Rule): Forbidden =>
  new Forbidden(
    `your department may not ${en} here; ask the department it belongs to, or the operator`,
    `本部门在此无权${zh}，请联系所属部门或平台运维人员`,
  );

const notPermitted = ({ en, zh }: Rule): Forbidden =>
  new Forbidden(
    `this application was not given leave to ${en}; ask the security officer`,
    `该应用未获准${zh}，请联系安全管理员`,
  );

function notYourRole({ en, zh, to }: Rule): Forbidden {
  const open = Object.keys(to) as Role[];
  return new Forbidden(
    `to ${en} takes the role ${open.join(' or ')}; ask the security officer for it`,
    `${zh}仅限${open.map((role) => roleNames[role]).join('、')}角色，请向安全管理员申请`,
  );
}
