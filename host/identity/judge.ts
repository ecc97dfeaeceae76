/**
 * Judges what somebody shows to sign in. Every try is counted before it is judged, by account name and by address; a
 * wrong name, a wrong password, an ended account and one without a password are answered alike and take alike.
 */

import { tellPeople } from '../../layers/core/exchange/tell-people.ts';
import { accounts } from '../../layers/core/identity/kinds.ts';
import type { Principal } from '../../layers/core/identity/principal.ts';
import { resolvePrincipal } from '../../layers/core/identity/resolve-principal.ts';
import { noticeFailures } from '../../layers/core/identity/sign-in-lock-out.ts';
import { readSignIn, setPassword, useRecovery } from '../../layers/core/identity/sign-in-records.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import { find } from '../../layers/core/records.ts';
import type { IdentityStore } from '../../layers/embedded/identity/identity-store.ts';
import { digestCode, stepOf } from '../../layers/embedded/identity/one-time-codes.ts';

export type Judged =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly told: readonly [zh: string, en: string] };

interface Try {
  readonly account: string;
  readonly address: string;
}

export function openJudge(ports: Ports, store: IdentityStore) {
  const principalOf = (account: string) => resolvePrincipal(ports)(account).catch(() => undefined);

  async function counted(
    { account, address }: Try,
    name: string,
    told: readonly [string, string],
    fits: () => Promise<Principal | undefined>,
  ): Promise<Judged> {
    const { wait, failures } = store.tries.begin(name, address);
    if (wait > 0) return { ok: false, told: mustWait(wait) };
    const principal = await fits();
    if (principal) {
      store.tries.succeed(name, address);
      return { ok: true, principal };
    }
    if (failures === noticeFailures) await tellOfFailures(ports, account);
    return { ok: false, told };
  }

  return {
    principalOf,
    /** Name and password. */
    password: (one: Try, password: string): Promise<Judged> =>
      counted(one, one.account, wrongPassword, async () => {
        const kept = (await readSignIn(ports)(one.account)).password;
        if (!(await store.passwords.fits(password.slice(0, 1024), kept)) || !kept) return undefined;
        const principal = await principalOf(one.account);
        if (principal && store.passwords.isOutdated(kept))
          await setPassword(ports)({
            account: one.account,
            actor: one.account,
            password: await store.passwords.hash(password),
          });
        return principal;
      }),
    /** A code by the clock, once; or a recovery code. Counted apart, for whoever comes here knows the password. */
    code: (one: Try, code: string): Promise<Judged> =>
      counted(one, `${one.account} code`, wrongCode, async () => {
        const { totp } = await readSignIn(ports)(one.account);
        const secret = totp && store.sealing.open(totp.sealed, one.account);
        const step = secret === undefined ? undefined : stepOf(secret, code);
        const fits =
          step !== undefined
            ? store.kept.raise('one-time-code', one.account, step)
            : await useRecovery(ports)({
                account: one.account,
                actor: one.account,
                digest: digestCode(one.account, code),
              });
        return fits ? principalOf(one.account) : undefined;
      }),
  };
}
export type Judge = ReturnType<typeof openJudge>;

const wrongPassword = ['账号或密码不正确。', 'The account or the password is not right.'] as const;
const wrongCode = [
  '验证码不正确或已使用，请等待下一个。',
  'The code is not right or was used; wait for the next one.',
] as const;

function mustWait(milliseconds: number): readonly [string, string] {
  const seconds = Math.ceil(milliseconds / 1000);
  return [
    `尝试次数过多，请 ${seconds} 秒后再试；也可请安全管理员解锁。`,
    `Too many tries: wait ${seconds} s, or ask the security officer to unlock.`,
  ];
}

/** Told once a day, and only of accounts that exist; who tries sees no difference. */
async function tellOfFailures(ports: Ports, account: string): Promise<void> {
  const held = await find(ports.records, accounts, account);
  if (!held) return;
  const day = ports.clock.now().toISOString().slice(0, 10);
  await tellPeople(ports, {
    id: `sign-in-failures-${account}-${day}`,
    to: held.value.department ?? 'operator',
    severity: 'warning',
    subject: `账号 ${account} 多次登录失败 / many failed sign-ins of ${account}`,
    body: `账号 ${account} 连续登录失败，已暂缓其密码登录；如非本人操作，请更换密码。 / Sign-ins of ${account} failed again and again; its password waits. If that was not its owner, change the password.`,
  });
}
