/** Who one is, and whose business sign-ins are. Embedded homes keep them; the cloud's people sign in elsewhere. */
import type { Me } from '../../schemas/sign-in-api.ts';
import { api, ask, shuiyuan } from './home.ts';
import { slow, type UnderTest } from './under-test.ts';

export function testSignIn(under: UnderTest): void {
  test(
    'whoever asks is told who he is',
    async () => {
      const { home } = under;
      expect(await ask<Me>(home, ['whoami', '--as', 'operator'])).toMatchObject({ roles: ['operator'] });
      expect(await ask<Me>(home, ['whoami', '--as', 'power'])).toMatchObject({ department: 'power' });
      const nobody = await fetch(`${home.url}/api/v1/me`, { headers: { authorization: 'Bearer nobody' } });
      expect(nobody.status).toBe(401);
    },
    slow,
  );

  test(
    'an account is invited by a security officer, where the home keeps sign-ins, and by nobody else',
    async () => {
      const { home } = under;
      const { securityOfficer, operator, auditor, departments } = home.tokens;
      const name = 'invited-one';
      const user = { name, displayName: '受邀者', department: 'power', roles: ['provider'], reason: '测试' };
      await api(home, securityOfficer, '/users', { method: 'POST', body: JSON.stringify(user) });
      const post = { method: 'POST', body: '{}' };
      for (const token of [operator, auditor, departments.power ?? ''])
        await expect(api(home, token, `/users/${name}/invitation`, post)).rejects.toThrow('403');
      const { status, stdout } = await shuiyuan(home, ['user', 'invite', name, '--json']);
      const said = JSON.parse(stdout) as { url?: string; error?: { code: string } };
      if (status === 0) expect((await fetch(said.url ?? '')).status).toBe(200);
      else expect(said.error?.code).toBe('sign-in-elsewhere');
    },
    slow,
  );
}
