import { decide } from '../../../layers/core/identity/decide.ts';
import { departmentRoles, type Principal } from '../../../layers/core/identity/principal.ts';

const outcome = (
  principal: Principal,
  ...rest: Parameters<typeof decide> extends [unknown, ...infer R] ? R : never
) => {
  try {
    decide(principal, ...rest);
    return 'allowed';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('decide', () => {
  const unbound: Principal = { name: 'x', roles: departmentRoles };

  it('does not take an account without a department for the owner of what has none', () => {
    expect(outcome(unbound, 'batch.read', { owner: undefined })).toBe('forbidden');
    expect(outcome(unbound, 'rows.read', {})).toBe('forbidden');
  });

  it('lets any one of several roles suffice', () => {
    const both: Principal = { name: 'x', department: 'aic', roles: [...departmentRoles, 'auditor'] };
    expect(outcome(both, 'ledger.read', { owner: 'aic' })).toBe('allowed');
    expect(outcome(both, 'batch.contents', { owner: 'tax' })).toBe('forbidden');
    expect(outcome(both, 'batch.contents', { owner: 'aic' })).toBe('allowed');
  });

  it('goes by the widest relation of all roles', () => {
    const tax: Principal = { name: 'x', department: 'tax', roles: departmentRoles };
    expect(decide(tax, 'rows.read', { providers: ['tax'], receivers: ['tax'] })).toBe('provider');
    expect(decide(tax, 'rows.read', { providers: ['aic'], receivers: ['tax'] })).toBe('receiver');
  });

  it('lets only who acts for no department oversee the city, and a district’s own the district', () => {
    const city: Principal = { name: 'x', roles: ['operator'] };
    const district = { code: '520102', departments: ['nanming-finance'] };
    expect(outcome(city, 'batch.read', { owner: 'nanming-finance' })).toBe('allowed');
    expect(outcome({ ...city, district }, 'batch.read', { owner: 'nanming-finance' })).toBe('allowed');
    expect(outcome({ ...city, district }, 'batch.read', { owner: 'aic' })).toBe('forbidden');
    expect(outcome({ ...city, department: 'aic' }, 'batch.read', { owner: 'aic' })).toBe('forbidden');
  });

  it('holds an application to what it was permitted', () => {
    const reader: Principal = {
      name: 'x',
      department: 'aic',
      roles: departmentRoles,
      permissions: ['batch.read'],
    };
    expect(outcome(reader, 'batch.read', { owner: 'aic' })).toBe('allowed');
    expect(outcome(reader, 'batch.withdraw', { owner: 'aic' })).toBe('forbidden');
  });

  it('hides a secret only from those who might have owned it', () => {
    const operator: Principal = { name: 'x', roles: ['operator'] };
    const target = { owner: 'aic', secret: 'batch/1' };
    expect(outcome({ ...unbound, department: 'tax' }, 'batch.withdraw', target)).toBe('not-found');
    expect(outcome(operator, 'batch.withdraw', target)).toBe('forbidden');
  });

  it('lets nobody in who has no role', () => {
    expect(outcome({ name: 'x', department: 'aic', roles: [] }, 'catalog.read', {})).toBe('forbidden');
  });

  it('says in both languages what is missing', () => {
    const english = () => decide(unbound, 'ledger.verify', {});
    expect(english).toThrow('to verify the ledger takes the role operator or auditor');
    const chinese = expect.objectContaining({
      zh: '核验台账仅限交换中心运维、审计员角色，请向安全管理员申请',
    });
    expect(english).toThrow(chinese);
  });
});
