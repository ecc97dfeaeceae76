/** Who tends whom: separation of duties, four eyes, places, terms. */
import { registerDepartment } from '../../../layers/core/catalog/apply-resource.ts';
import type { ShuiyuanError } from '../../../layers/core/errors.ts';
import { accounts } from '../../../layers/core/identity/kinds.ts';
import type { Officer } from '../../../layers/core/identity/officer.ts';
import { resolvePrincipal } from '../../../layers/core/identity/resolve-principal.ts';
import {
  addAccount,
  changeAccount,
  confirmAccount,
  declineAccount,
  type NewAccount,
  reviewAccount,
  setAccountStatus,
} from '../../../layers/core/identity/tend-accounts.ts';
import { must } from '../../../layers/core/records.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const first: Officer = { name: 'security-officer' };
const second: Officer = { name: 'wang' };
const ofPower: Officer = { name: 'power-officer', department: 'power' };
const ofNanming: Officer = {
  name: 'nanming-officer',
  district: { code: '520102', departments: ['nanming-finance'] },
};

async function open() {
  const ports = memoryPorts({ freshIndexes: true });
  const register = registerDepartment(ports);
  await register({ code: 'power', name: '供电局', nameEn: 'Power' }, 'system');
  await register(
    { code: 'nanming-finance', name: '南明区财政局', nameEn: 'Nanming', district: '520102' },
    'system',
  );
  const add = (officer: Officer, name: string, more: Partial<NewAccount>) =>
    addAccount(ports)(officer, { name, displayName: '某人', roles: ['official'], reason: '到任', ...more });
  /** Two security officers of the city: from now on four eyes are needed. */
  const appoint = async () => {
    await add(first, 'wang', { roles: ['security-officer'] });
    await add(first, 'zhao', { roles: ['security-officer'] });
  };
  return { ports, add, appoint };
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: ShuiyuanError) => error.code,
  );

test('roles that clash are given to nobody, and departmental roles sit in departments only', async () => {
  const { add } = await open();
  const cases: [Partial<NewAccount>, string][] = [
    [{ roles: ['auditor', 'official'] }, 'roles-clash'],
    [{ roles: ['security-officer', 'operator'] }, 'roles-clash'],
    [{ roles: ['operator', 'receiver'], department: 'power' }, 'roles-clash'],
    [{ roles: ['provider'] }, 'role-misplaced'],
    [{ roles: ['operator'], department: 'power' }, 'role-misplaced'],
    [{ roles: ['official'], department: 'power', district: '520102' }, 'two-places'],
    [{ roles: ['provider'], department: 'nowhere' }, 'not-found'],
    [{ roles: ['official'], district: '999999' }, 'invalid-input'],
    [{ roles: ['provider', 'receiver', 'catalog-manager'], department: 'power' }, 'done'],
    [{ roles: ['official'], district: '520102' }, 'done'],
  ];
  for (const [index, [asked, expected]] of cases.entries())
    expect([asked, await codeOf(add(first, `n${index}x`, asked))]).toEqual([asked, expected]);
});

test('nobody changes his own account, not even to end it', async () => {
  const { ports, add, appoint } = await open();
  await appoint();
  expect(await codeOf(add({ name: 'li' }, 'li', {}))).toBe('forbidden');
  for (const act of [
    changeAccount(ports)(second, 'wang', { roles: ['official'], reason: 'x' }),
    setAccountStatus(ports)(second, 'wang', 'suspended', 'x'),
    reviewAccount(ports)(second, 'wang'),
    confirmAccount(ports)(second, 'wang'),
  ])
    expect(await codeOf(act)).toBe('forbidden');
});

test('the first two officers are appointed by one; from then on four eyes give overseeing roles', async () => {
  const { ports, add, appoint } = await open();
  await appoint();
  const asked = await add(first, 'chen', { roles: ['operator'] });
  expect(asked).toMatchObject({ roles: [], proposed: { roles: ['operator'], by: 'security-officer' } });
  expect(await resolvePrincipal(ports)('chen')).toMatchObject({ roles: [] });
  expect(await codeOf(confirmAccount(ports)(first, 'chen'))).toBe('same-officer');
  expect(await confirmAccount(ports)(second, 'chen')).toMatchObject({ roles: ['operator'] });
  expect(await resolvePrincipal(ports)('chen')).toEqual({
    name: 'chen',
    department: undefined,
    roles: ['operator'],
  });
  expect(await codeOf(confirmAccount(ports)(second, 'chen'))).toBe('nothing-to-confirm');
});

test('roles held stay while others wait, and a declined request leaves them', async () => {
  const { ports, add, appoint } = await open();
  await appoint();
  await add(first, 'chen', { roles: ['official'] });
  const asked = await changeAccount(ports)(first, 'chen', { roles: ['auditor'], reason: '转岗' });
  expect(asked).toMatchObject({ roles: ['official'], proposed: { roles: ['auditor'] } });
  const declined = await declineAccount(ports)(second, 'chen', '不同意');
  expect(declined).toMatchObject({ roles: ['official'] });
  expect(declined.proposed).toBeUndefined();
});

test('two officers who give at once, while one more is missing, do not both do it alone', async () => {
  const { add } = await open();
  await add(first, 'wang', { roles: ['security-officer'] });
  const given = await Promise.all([
    add(first, 'zhao', { roles: ['security-officer'] }),
    add(second, 'chen', { roles: ['operator'] }),
  ]);
  // In whichever order they went in, what came after the second officer waits.
  const [zhao, chen] = given;
  expect(zhao?.roles).toEqual(['security-officer']);
  expect([[], ['operator']]).toContainEqual(chen?.roles);
  const late = await add(first, 'late', { roles: ['operator'] });
  expect(late.roles).toEqual([]);
});

test('the last security officer of the city in office stays', async () => {
  const { ports, appoint } = await open();
  await appoint();
  expect(await codeOf(setAccountStatus(ports)(first, 'wang', 'ended', '离任'))).toBe('done');
  expect(await codeOf(setAccountStatus(ports)(first, 'zhao', 'suspended', 'x'))).toBe(
    'last-security-officer',
  );
  expect(await codeOf(changeAccount(ports)(first, 'zhao', { roles: ['official'], reason: 'x' }))).toBe(
    'last-security-officer',
  );
  expect(await resolvePrincipal(ports)('zhao')).toMatchObject({ roles: ['security-officer'] });
});

test('an officer of a place gives the roles of departments and no other, and leaves others’ accounts alone', async () => {
  const { ports, add, appoint } = await open();
  await appoint();
  expect(await codeOf(add(ofPower, 'a1', { department: 'power', roles: ['provider'] }))).toBe('done');
  expect(await codeOf(add(ofPower, 'a2', { department: 'power', roles: ['security-officer'] }))).toBe(
    'forbidden',
  );
  expect(await codeOf(add(ofNanming, 'a3', { department: 'nanming-finance', roles: ['tax-officer'] }))).toBe(
    'done',
  );
  await add(first, 'boss', { department: 'power', roles: ['security-officer'] });
  await confirmAccount(ports)(second, 'boss');
  expect(await codeOf(setAccountStatus(ports)(ofPower, 'boss', 'ended', 'x'))).toBe('forbidden');
});

test('what was confirmed for one place does not move to another', async () => {
  const { ports, add, appoint } = await open();
  await appoint();
  await add(first, 'boss', { department: 'power', roles: ['security-officer'] });
  await confirmAccount(ports)(second, 'boss');
  const move = { place: {}, reason: '调动' };
  expect(await codeOf(changeAccount(ports)(first, 'boss', move))).toBe('place-fixed');
});

test('a term ends by the clock at the request itself, and an ended account stays ended', async () => {
  const { ports, add } = await open();
  const hour = 3_600_000;
  const now = () => ports.clock.now().getTime();
  const at = (offset: number) => new Date(now() + offset).toISOString();
  await add(first, 'temp', { from: at(hour), until: at(3 * hour) });
  expect(await codeOf(resolvePrincipal(ports)('temp'))).toBe('forbidden');
  ports.world.time += 2 * hour;
  expect(await resolvePrincipal(ports)('temp')).toMatchObject({ roles: ['official'] });
  ports.world.time += hour;
  expect(await codeOf(resolvePrincipal(ports)('temp'))).toBe('forbidden');
  expect(await codeOf(add(first, 'past', { until: at(-hour) }))).toBe('term-over');
  await setAccountStatus(ports)(first, 'temp', 'ended', '期满');
  expect(await codeOf(setAccountStatus(ports)(first, 'temp', 'active', 'x'))).toBe('account-ended');
});

test('suspended is nobody at once, and comes back as it was', async () => {
  const { ports, add } = await open();
  await add(first, 'chen', { department: 'power', roles: ['provider'] });
  await setAccountStatus(ports)(ofPower, 'chen', 'suspended', '休假');
  expect(await codeOf(resolvePrincipal(ports)('chen'))).toBe('forbidden');
  await setAccountStatus(ports)(ofPower, 'chen', 'active', '返岗');
  expect(await resolvePrincipal(ports)('chen')).toEqual({
    name: 'chen',
    department: 'power',
    roles: ['provider'],
  });
});

test('the ledger tells each change and its reason, and nobody’s name', async () => {
  const { ports, add } = await open();
  await add(first, 'chen', { displayName: '陈小明', department: 'power', roles: ['provider'] });
  const entry = await ports.records.get('entry/account/chen@000000000001');
  expect(entry?.value).toMatchObject({
    actor: 'security-officer',
    department: 'power',
    action: 'account added',
  });
  expect(JSON.stringify(entry?.value)).not.toContain('陈小明');
  expect((await must(ports.records, accounts, 'chen')).value.displayName).toBe('陈小明');
});
