/**
 * Work groups: `primary` and `managed` are always there, the operator makes others. A group that is switched off takes no
 * queries.
 */
import { type WorkGroup, workGroupSchema } from '../../../schemas/work-group.ts';
import { platform } from '../certificates/kinds.ts';
import { NotFound, Refused } from '../errors.ts';
import { decide } from '../identity/decide.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, type Held, kind } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { readAgain } from '../walk.ts';

const allGroups = 'work-groups';
export const primaryGroup = 'primary';

const workGroups = kind({
  name: 'work-group',
  key: (name: string) => `work-group/${name}`,
  schema: workGroupSchema,
  indexes: ({ name, deleted }) => (deleted ? {} : { topic: [allGroups, name] }),
});

type Reading = Pick<Ports, 'records'>;

const builtIn = (name: string, managedResults: boolean): WorkGroup => ({
  name,
  state: 'ENABLED',
  managedResults,
  createdAt: '2024-01-01T00:00:00.000Z',
});

const always: readonly WorkGroup[] = [builtIn('managed', true), builtIn(primaryGroup, false)];
const builtInNamed = (name: string): WorkGroup | undefined => always.find((group) => group.name === name);

async function held(ports: Reading, name: string): Promise<Held<WorkGroup | undefined>> {
  const found = await find(ports.records, workGroups, name);
  if (found) return found.value.deleted ? { ...found, value: undefined } : found;
  const missing = absent(workGroups.key(name));
  return { ...missing, value: builtInNamed(name) };
}

/** @throws NotFound */
export async function workGroup(ports: Reading, name: string): Promise<WorkGroup> {
  const { value } = await held(ports, name);
  if (value) return value;
  throw new NotFound(`WorkGroup ${name} is not found.`, `没有工作组 ${name}`);
}

/** One that takes queries now. @throws NotFound, Refused `work-group-disabled` */
export async function openWorkGroup(ports: Reading, name = primaryGroup): Promise<WorkGroup> {
  const found = await workGroup(ports, name);
  if (found.state === 'ENABLED') return found;
  throw new Refused(
    'work-group-disabled',
    `WorkGroup ${name} is disabled; ask the operator`,
    `工作组 ${name} 已停用，请联系平台运维人员`,
  );
}

/** In the order of their names. */
export async function listWorkGroups(ports: Reading): Promise<readonly WorkGroup[]> {
  const groups = await Promise.all(always.map(({ name }) => workGroup(ports, name)));
  for await (const { value } of readAgain(ports.records, workGroups, ['topic', allGroups]))
    if (!value.deleted && !builtInNamed(value.name)) groups.push(value);
  return groups.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

interface Change {
  readonly principal: Principal;
  readonly name: string;
}

const isThere = (name: string): Refused =>
  new Refused('work-group-exists', `WorkGroup ${name} already exists`, `工作组 ${name} 已存在`);

export async function createWorkGroup(
  ports: Ports,
  {
    principal,
    name,
    description,
    managedResults,
  }: Change & Pick<WorkGroup, 'description' | 'managedResults'>,
): Promise<void> {
  const before = await held(ports, name);
  if (before.value) throw isThere(name);
  const createdAt = ports.clock.now().toISOString();
  await keep(
    ports,
    principal,
    before,
    { name, description, managedResults, state: 'ENABLED', createdAt },
    'work-group-created',
  );
}

export async function updateWorkGroup(
  ports: Ports,
  {
    principal,
    name,
    ...changed
  }: Change & Partial<Pick<WorkGroup, 'description' | 'state' | 'managedResults'>>,
): Promise<void> {
  const value = { ...(await workGroup(ports, name)), ...changed };
  await keep(ports, principal, await held(ports, name), value, 'work-group-changed');
}

/** @throws Refused `work-group-stays` */
export async function deleteWorkGroup(ports: Ports, { principal, name }: Change): Promise<void> {
  if (builtInNamed(name))
    throw new Refused('work-group-stays', `the WorkGroup ${name} stays`, `不能删除内置工作组 ${name}`);
  const value = { ...(await workGroup(ports, name)), deleted: true };
  await keep(ports, principal, await held(ports, name), value, 'work-group-deleted');
}

async function keep(
  ports: Ports,
  principal: Principal,
  before: Held<unknown>,
  value: WorkGroup,
  action: string,
): Promise<void> {
  decide(principal, 'work-group.change', {});
  const department = platform;
  await new Transaction(ports, { step: 'tend-workbench', department, actor: principal.name })
    .put(workGroups, before, value, { action })
    .commit();
}
