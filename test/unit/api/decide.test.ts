import { decide } from '../../../layers/core/identity/decide.ts';
import type { Principal } from '../../../layers/core/identity/principal.ts';

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
  const unbound: Principal = { name: 'x', roles: ['department'] };

  it('does not take an account without a department for the owner of what has none', () => {
    expect(outcome(unbound, 'batch.read', { owner: undefined })).toBe('forbidden');
    expect(outcome(unbound, 'rows.read', {})).toBe('forbidden');
  });

  it('lets any one of several roles suffice', () => {
    const both: Principal = { name: 'x', department: 'aic', roles: ['department', 'auditor'] };
    expect(outcome(both, 'batch.read', { owner: 'tax' })).toBe('allowed');
    expect(outcome(both, 'batch.contents', { owner: 'tax' })).toBe('forbidden');
    expect(outcome(both, 'batch.contents', { owner: 'aic' })).toBe('allowed');
  });

  it('goes by the widest relation of all roles', () => {
    const both: Principal = { name: 'x', department: 'tax', roles: ['department', 'operator'] };
    expect(decide(both, 'rows.read', { subscribers: ['tax'] })).toBe('any');
    const tax: Principal = { ...both, roles: ['department'] };
    expect(decide(tax, 'rows.read', { providers: ['tax'], subscribers: ['tax'] })).toBe('provider');
    expect(decide(tax, 'rows.read', { providers: ['aic'], subscribers: ['tax'] })).toBe('subscriber');
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
    const chinese = expect.objectContaining({ zh: '核验台账仅限运维、审计角色，请向平台运维人员申请' });
    expect(english).toThrow(chinese);
  });
});
