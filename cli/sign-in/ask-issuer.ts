/** Speaks to an OpenID issuer: discovery, device codes (RFC 8628), refreshing, revoking. */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RefusedCommand, TransientFailure } from '../failures.ts';

const discoverySchema = z.object({
  issuer: z.string(),
  token_endpoint: z.url(),
  device_authorization_endpoint: z.url().optional(),
  revocation_endpoint: z.url().optional(),
});
export type Discovered = z.infer<typeof discoverySchema>;

const deviceSchema = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.url(),
  verification_uri_complete: z.url().optional(),
  expires_in: z.number(),
  interval: z.number().default(5),
});
export type DeviceCode = z.infer<typeof deviceSchema>;

const tokenSchema = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });
export type TokenAnswer = z.infer<typeof tokenSchema>;

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const patience = 15_000;

async function send(
  address: string,
  fields?: Record<string, string>,
): Promise<{ ok: boolean; body: unknown }> {
  try {
    const response = await fetch(address, {
      signal: AbortSignal.timeout(patience),
      headers: { accept: 'application/json', 'user-agent': `shuiyuan-cli (${hostname()})` },
      ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    });
    if (response.status >= 500) throw new Error(`HTTP ${response.status}`);
    return { ok: response.ok, body: await response.json().catch(() => ({})) };
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
    throw new TransientFailure(
      'issuer-unreachable',
      `无法连接登录服务 ${address}（${cause}）`,
      `the sign-in service ${address} cannot be reached (${cause})`,
    );
  }
}

const errorOf = (body: unknown): string => String((body as { error?: unknown }).error ?? 'unknown');

const refused = (error: string): RefusedCommand =>
  new RefusedCommand(
    'sign-in-refused',
    `登录未被接受（${error}）`,
    `the sign-in was not accepted (${error})`,
  );

/** @throws RefusedCommand when there is no issuer at the address */
export async function discover(issuer: string): Promise<Discovered> {
  const { ok, body } = await send(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const read = discoverySchema.safeParse(body);
  if (ok && read.success) return read.data;
  throw new RefusedCommand(
    'no-issuer',
    `${issuer} 不提供登录服务；使用外部身份提供方时请以 --issuer 给出其地址`,
    `${issuer} has no sign-in service; if people sign in elsewhere, give that issuer with --issuer`,
  );
}

export async function beginDevice(found: Discovered, client: string): Promise<DeviceCode> {
  if (found.device_authorization_endpoint === undefined) throw refused('no device flow');
  const scope = 'openid offline_access';
  const { ok, body } = await send(found.device_authorization_endpoint, { client_id: client, scope });
  if (!ok) throw refused(errorOf(body));
  return deviceSchema.parse(body);
}

/** Asks until somebody has entered the code, or it has run out. */
export async function awaitDevice(found: Discovered, client: string, code: DeviceCode): Promise<TokenAnswer> {
  const fields = { grant_type: deviceGrant, client_id: client, device_code: code.device_code };
  const end = Date.now() + code.expires_in * 1000;
  let wait = code.interval;
  while (Date.now() < end) {
    await sleep(wait * 1000);
    const { ok, body } = await send(found.token_endpoint, fields);
    if (ok) return tokenSchema.parse(body);
    const error = errorOf(body);
    if (error === 'slow_down') wait += 5;
    else if (error !== 'authorization_pending') throw refused(error);
  }
  throw refused('expired_token');
}

/** Undefined: the sign-in has ended. */
export async function refreshTokens(
  found: Discovered,
  client: string,
  token: string,
): Promise<TokenAnswer | undefined> {
  const fields = { grant_type: 'refresh_token', client_id: client, refresh_token: token };
  const { ok, body } = await send(found.token_endpoint, fields);
  if (!ok) return undefined;
  // An issuer that does not turn its refresh tokens gives none back.
  return tokenSchema.parse({ refresh_token: token, ...(body as object) });
}

export async function revokeToken(found: Discovered, client: string, token: string): Promise<void> {
  if (found.revocation_endpoint === undefined) return;
  await send(found.revocation_endpoint, { client_id: client, token, token_type_hint: 'refresh_token' });
}
