/**
 * Why somebody may do something, or may not: each thing that is looked at before a yes, in order, from his account to
 * the items he would see. It asks the same functions as the decision itself.
 */
import type { Resource } from '../../../schemas/resource.ts';
import { InvalidInput } from '../errors.ts';
import { type GrantRuling, grantsOn } from '../grants/in-force.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, must } from '../records.ts';
import { departmentsOfAll, type Resolved, resolveView } from '../views/resolve-view.ts';
import { type Action, actions, type Relation, type Rule } from './actions.ts';
import { permits, type Target } from './decide.ts';
import { type LookedPart, lookAtParts } from './explain-view.ts';
import { type Principal, type Role, roleNames } from './principal.ts';
import { relations } from './rights-table.ts';

export interface Looked {
  readonly step: 'account' | 'role' | 'permission' | 'relation' | 'grant' | 'grade';
  readonly holds: boolean;
  readonly zh: string;
  readonly en: string;
}

export interface Explanation {
  readonly who: string;
  readonly action: Action;
  readonly allowed: boolean;
  readonly steps: readonly (Looked | LookedPart)[];
}

export interface ExplanationQuestion {
  readonly who: string;
  /** Undefined: the directory lets nobody of that name in now. */
  readonly principal: Principal | undefined;
  readonly action: string;
  readonly resource?: string | undefined;
  /** Whose place it is about, where it is about no resource. */
  readonly department?: string | undefined;
}

/** Explains. @throws InvalidInput for no action of the table; NotFound for a resource that is not there */
export const explain =
  (ports: Pick<Ports, 'records' | 'clock'>) =>
  async ({ who, principal, action: asked, ...about }: ExplanationQuestion): Promise<Explanation> => {
    const action = actionOf(asked);
    const resource =
      about.resource === undefined
        ? undefined
        : (await must(ports.records, definitions, about.resource)).value.resource;
    const resolved = resource && (await resolveView(ports.records, resource));
    const own = principal?.department;
    const rulings = own !== undefined && resource ? await grantsOn(ports, resource, own) : [];
    const granted = rulings.map(lookAtGrant);
    const providers = resource && providersOf(action, resource, resolved as Resolved);
    const target = targetOf(providers, about.department, principal, granted);
    const isShut = action === 'rows.read' && resolved?.resource.closed !== undefined;
    const needs = needsGrant(principal, action, target);
    const steps = [
      lookAtAccount(principal),
      ...(principal ? lookAtRoles(principal, action, target) : []),
      ...(resource && needs ? lookAtData(resource, granted) : []),
      ...(resolved && (needs || isShut) ? lookAtParts(resolved, own, rulings) : []),
    ];
    const widest = principal && permits(principal, action, target);
    return { who, action, allowed: widest !== undefined && !isShut, steps };
  };

/**
 * Who provides it, as the decision itself asks: a view's rows are his who provides all it is over, and in its grants
 * everybody has a say who provides a part.
 */
function providersOf(action: Action, resource: Resource, resolved: Resolved): readonly string[] {
  if (action === 'rows.read') return departmentsOfAll(resolved);
  return action.startsWith('grant.') ? resolved.resource.departments : resource.departments;
}

function actionOf(text: string): Action {
  if (Object.hasOwn(actions, text)) return text as Action;
  throw new InvalidInput(
    `there is no action ${text}; see the table: shuiyuan rights table`,
    `没有动作 ${text}，请查看权限表：shuiyuan rights table`,
  );
}

function targetOf(
  providers: readonly string[] | undefined,
  department: string | undefined,
  principal: Principal | undefined,
  granted: readonly Looked[],
): Target {
  const own = principal?.department;
  const holder = own !== undefined && granted.some((one) => one.holds) ? [own] : [];
  return {
    owner: department ?? (providers ? undefined : own),
    ...(providers ? { providers, receivers: holder } : {}),
  };
}

const lookAtAccount = (principal: Principal | undefined): Looked =>
  principal
    ? { step: 'account', holds: true, zh: '账号有效', en: 'the account is open' }
    : {
        step: 'account',
        holds: false,
        zh: '账号不存在、已暂停、已终止或不在任期内',
        en: 'there is no such account, or it is suspended, has ended or is outside its term',
      };

function lookAtRoles(principal: Principal, action: Action, target: Target): readonly Looked[] {
  const rule: Rule = actions[action];
  const open = Object.keys(rule.to) as Role[];
  const held = principal.roles.filter((role) => open.includes(role));
  const names = (list: readonly Role[]) => list.map((role) => roleNames[role]).join('、');
  const role: Looked =
    held.length > 0
      ? { step: 'role', holds: true, zh: `角色：${names(held)}`, en: `by the role ${held.join(', ')}` }
      : {
          step: 'role',
          holds: false,
          zh: `须有角色：${names(open)}`,
          en: `takes the role ${open.join(' or ')}`,
        };
  return [role, ...lookAtPermission(principal, action), lookAtRelation(principal, action, target, held)];
}

function lookAtPermission({ permissions }: Principal, action: Action): readonly Looked[] {
  if (!permissions) return [];
  const holds = permissions.includes(action);
  return [
    holds
      ? { step: 'permission', holds, zh: '该应用已获此项权限', en: 'the application was given this action' }
      : {
          step: 'permission',
          holds,
          zh: '该应用未获此项权限',
          en: 'the application was not given this action',
        },
  ];
}

function lookAtRelation(principal: Principal, action: Action, target: Target, held: readonly Role[]): Looked {
  const widest = permits({ ...principal, permissions: undefined }, action, target);
  if (widest !== undefined)
    return {
      step: 'relation',
      holds: true,
      zh: `关系：${relations[widest].zh}`,
      en: `because ${relations[widest].en}`,
    };
  const { to }: Rule = actions[action];
  const wanted = [...new Set(held.flatMap((role) => to[role] ?? []))] as Relation[];
  const list = (language: 'zh' | 'en', or: string) =>
    wanted.map((relation) => relations[relation][language]).join(or) || '—';
  return {
    step: 'relation',
    holds: false,
    zh: `须满足：${list('zh', '或')}`,
    en: `would have to hold: ${list('en', ', or ')}`,
  };
}

/** A grant is looked at where the table lets the asker's roles in as receivers, and in no wider way. */
function needsGrant(principal: Principal | undefined, action: Action, target: Target): boolean {
  if (!principal) return false;
  const { to }: Rule = actions[action];
  const asReceiver = principal.roles.some((role) => to[role]?.includes('receiver'));
  const widest = permits(principal, action, target);
  return asReceiver && (widest === undefined || widest === 'receiver');
}

function lookAtGrant({ held, ruling }: GrantRuling): Looked {
  if (!ruling.leave) return { step: 'grant', holds: false, zh: ruling.denial.zh, en: ruling.denial.en };
  const { items, filter, ways, until } = ruling.leave;
  const id = held.value?.id;
  return {
    step: 'grant',
    holds: true,
    zh: `授权 ${id}：信息项 ${items.join('、')}；条件 ${filter ?? '无'}；方式 ${ways.join('、')}；至 ${until}`,
    en: `grant ${id}: items ${items.join(', ')}; filter ${filter ?? 'none'}; by ${ways.join(', ')}; until ${until}`,
  };
}

function lookAtData(resource: Resource, granted: readonly Looked[]): readonly Looked[] {
  const { code, grade } = resource;
  const shared: Looked = {
    step: 'grade',
    holds: grade !== 3,
    zh: `${code} 为 ${grade} 级${grade === 3 ? '，数据不出部门' : ''}`,
    en: `${code} is of grade ${grade}${grade === 3 ? ': its rows never leave the department' : ''}`,
  };
  const none: Looked = {
    step: 'grant',
    holds: false,
    zh: `没有 ${code} 的授权，请先申请：shuiyuan grant request ${code}`,
    en: `there is no grant on ${code}; ask for it: shuiyuan grant request ${code}`,
  };
  return [shared, ...(granted.length > 0 ? granted : [none])];
}
