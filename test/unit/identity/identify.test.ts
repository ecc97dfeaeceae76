/** Who a token's bearer is: the directory before the token. */
import { registerDepartment } from '../../../layers/core/catalog/apply-resource.ts';
import type { Claimed } from '../../../layers/core/identity/principal.ts';
import { departmentRoles } from '../../../layers/core/identity/principal.ts';
import {
  type Directory,
  identifyClaimed,
  readDistrict,
} from '../../../layers/core/identity/resolve-principal.ts';
import { addAccount } from '../../../layers/core/identity/tend-accounts.ts';
import {
  addApplication,
  changeApplication,
  grantable,
} from '../../../layers/core/identity/tend-applications.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const officer = { name: 'security-officer' };

async function open() {
  const ports = memoryPorts({ freshIndexes: true });
  const register = registerDepartment(ports);
  await register({ code: 'power', name: '供电局', nameEn: 'Power' }, 'system');
  await register({ code: 'a-finance', name: '甲', nameEn: 'A', district: '520102' }, 'system');
  await register({ code: 'b-finance', name: '乙', nameEn: 'B', district: '520103' }, 'system');
  const as = (claimed: Claimed, directory: Directory) => identifyClaimed(ports, directory)(claimed);
  return { ports, as };
}

test('whoever has an account is what it says, whatever the token claims', async () => {
  const { ports, as } = await open();
  const who = {
    name: 'chen',
    displayName: '陈',
    department: 'power',
    roles: ['provider'] as const,
    reason: 'x',
  };
  await addAccount(ports)(officer, who);
  const claimed: Claimed = { name: 'chen', roles: ['operator'] };
  for (const directory of ['claims', 'records'] as const)
    expect(await as(claimed, directory)).toEqual({ name: 'chen', department: 'power', roles: ['provider'] });
});

test('who has none is what the issuer says, or nobody, as the home is set', async () => {
  const { as } = await open();
  const claimed: Claimed = { name: 'li', department: 'power', roles: ['receiver'] };
  expect(await as(claimed, 'claims')).toEqual({ name: 'li', department: 'power', roles: ['receiver'] });
  expect(await as(claimed, 'records')).toBeUndefined();
  expect(await as({ name: 'app-gone', roles: ['operator'] }, 'records')).toBeUndefined();
});

test('until the directory has a security officer, one by the issuer’s word is let in as that and nothing else', async () => {
  const { ports, as } = await open();
  const claimed: Claimed = { name: 'li', roles: ['security-officer', 'operator'] };
  expect(await as(claimed, 'records')).toEqual({ name: 'li', roles: ['security-officer'] });
  expect(await as({ ...claimed, department: 'power' }, 'records')).toBeUndefined();
  expect(await as({ name: 'li', roles: ['operator'] }, 'records')).toBeUndefined();
  const first = { name: 'wang', displayName: '王', roles: ['security-officer'] as const, reason: 'x' };
  await addAccount(ports)({ name: 'li' }, first);
  expect(await as(claimed, 'records')).toBeUndefined();
});

test('claims that join what nobody may join are refused', async () => {
  const { as } = await open();
  await expect(as({ name: 'li', roles: ['auditor', 'operator'] }, 'claims')).rejects.toMatchObject({
    code: 'roles-clash',
  });
});

test('a district’s account oversees the departments of that district and no other', async () => {
  const { ports, as } = await open();
  expect(await as({ name: 'li', district: '520102', roles: ['operator'] }, 'claims')).toMatchObject({
    district: { code: '520102', departments: ['a-finance'] },
  });
  expect(await readDistrict(ports, '520181')).toEqual({ code: '520181', departments: [] });
});

test('an application does what it was given and no more, until it is suspended', async () => {
  const { ports, as } = await open();
  const asked = { id: 'app-power-x', name: '前置机', department: 'power', reason: 'x' };
  await addApplication(ports)(officer, { ...asked, permissions: ['ticket.issue'] });
  const claimed: Claimed = { name: 'app-power-x', roles: [] };
  expect(await as(claimed, 'records')).toEqual({
    name: 'app-power-x',
    department: 'power',
    roles: departmentRoles,
    permissions: ['ticket.issue'],
  });
  await changeApplication(ports)(officer, 'app-power-x', { status: 'suspended', reason: 'x' });
  await expect(as(claimed, 'records')).rejects.toMatchObject({ status: 403 });
});

test('an application is given only what its department’s roles may', async () => {
  const { ports } = await open();
  const asked = { id: 'app-power-x', name: '前置机', department: 'power', reason: 'x' };
  for (const permissions of [['user.change'], ['no.such'], []])
    await expect(addApplication(ports)(officer, { ...asked, permissions })).rejects.toMatchObject({
      status: 400,
    });
  expect(grantable).toContain('ticket.upload');
  expect(grantable).not.toContain('queue.change');
});
