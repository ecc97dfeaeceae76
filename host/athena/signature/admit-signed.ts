/** Who signed a request, or why it is not let in. */
import { randomBytes } from 'node:crypto';
import type { Principal } from '../../../layers/core/identity/principal.ts';
import type { KeyHolder } from '../../credentials.ts';
import { type Authorization, readAuthorization } from './authorization.ts';
import { isSigned } from './signature.ts';

/** Each service has its own words for these. */
export type Unadmitted =
  | 'unsigned'
  | 'incomplete'
  | 'unknown-key'
  | 'unknown-token'
  | 'skewed'
  | 'expired'
  | 'mismatch'
  | 'nobody';

export interface Doorkeeper {
  readonly holderOf: (accessKeyId: string) => KeyHolder | undefined;
  /** Undefined: the directory does not know the holder. @throws Forbidden when he may not come in now */
  readonly resolve: (claimed: KeyHolder['claimed']) => Promise<Principal | undefined>;
  readonly now: () => Date;
}

/** Clocks may differ by so much. */
const skew = 15 * 60_000;
/** So that an unknown key takes as long as a known one. */
const nobodysSecret = randomBytes(30).toString('base64');

/**
 * @param service that the signature must be made for
 * @param payload SHA-256 of the body as it came, or what the client says stands for it
 * @throws Forbidden when the holder may not come in now
 */
export async function admitSigned(
  doorkeeper: Doorkeeper,
  request: Request,
  { service, payload }: { readonly service: string; readonly payload: string },
): Promise<Principal | Unadmitted> {
  const authorization = readAuthorization(request);
  if (authorization === undefined) return 'unsigned';
  if (authorization === 'broken' || authorization.service !== service || !coversAll(request, authorization))
    return 'incomplete';
  const holder = doorkeeper.holderOf(authorization.accessKeyId);
  const signed = isSigned(request, authorization, holder?.secret ?? nobodysSecret, payload);
  if (!holder) return 'unknown-key';
  // No temporary keys are given out here.
  if (authorization.token !== undefined) return 'unknown-token';
  const late = lateness(authorization, doorkeeper.now());
  if (late) return late;
  if (!signed) return 'mismatch';
  return (await doorkeeper.resolve(holder.claimed)) ?? 'nobody';
}

/** What says where a request goes and what it is must be under the signature. */
function coversAll({ headers }: Request, { signedHeaders }: Authorization): boolean {
  const named = [...headers.keys()].filter((name) => name.startsWith('x-amz-'));
  return ['host', ...named].every((name) => signedHeaders.includes(name));
}

function lateness({ time, expires }: Authorization, now: Date): Unadmitted | undefined {
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const age = now.getTime() - at;
  if (Number.isNaN(age) || age < -skew) return 'skewed';
  if (expires !== undefined) return age > expires * 1000 ? 'expired' : undefined;
  return age > skew ? 'skewed' : undefined;
}
