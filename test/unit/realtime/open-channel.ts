/** The API on ports in memory, with a resource that takes records and a certificate of its department to sign them with. */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { createApi } from '../../../functions/api/app.ts';
import { readPrivateKey } from '../../../layers/authority/algorithms.ts';
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { principals } from '../api/fakes/fixture.ts';
import { issued, openAuthority } from '../certificates/with-authority.ts';

export const meter: Resource = resourceSchema.parse({
  code: 'METER',
  name: '电表读数',
  nameEn: 'Meter readings',
  departments: ['aic'],
  cycle: 'realtime',
  grade: 1,
  mode: 'increment',
  items: [
    { code: 'no', name: '表号', type: 'text', length: 20, key: 'primary', required: true },
    { code: 'kwh', name: '读数', type: 'decimal', length: 10, scale: 2 },
  ],
});

export const sha256 = (body: string | Uint8Array): string => createHash('sha256').update(body).digest('hex');

export interface Signing {
  readonly key: KeyObject;
  readonly serial: string;
  /** Milliseconds. */
  readonly now: number;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A detached JWS over the digest of a body. */
export const signBody = (
  signing: Signing,
  resource: string,
  body: string | Uint8Array,
  header: Record<string, unknown> = {},
): string => signDigest(signing, sha256(body), resource, header);

export function signDigest(
  { key, serial, now }: Signing,
  digest: string,
  resource = 'METER',
  header: Record<string, unknown> = {},
): string {
  const head = part({ alg: 'ES256', kid: serial, iat: Math.floor(now / 1000), ...header });
  const payload = Buffer.from(`${resource}.${digest}`).toString('base64url');
  const signature = sign('sha256', Buffer.from(`${head}.${payload}`), { key, dsaEncoding: 'ieee-p1363' });
  return `${head}..${signature.toString('base64url')}`;
}

const aic = { kind: 'department', department: 'aic', name: 'aic' } as const;

export async function openChannel({
  resource = meter,
  probe,
}: {
  resource?: Resource;
  probe?: (point: string) => Promise<void>;
} = {}) {
  const { ports } = await openAuthority(probe);
  await applyResource(ports)(resource, 'operator');
  const { certificate, key: pair } = await issued(ports, { of: aic });
  const key = readPrivateKey(pair.privateKey);
  const signing = (): Signing => ({ key, serial: certificate.serial, now: ports.world.time });
  const failures: unknown[] = [];
  const app = createApi({
    ports,
    streams: true,
    identify: async (request) =>
      principals[request.headers.get('authorization')?.replace(/^Bearer /, '') ?? ''],
    log: (entry) => failures.push(entry),
  });
  const post = (body: string, headers: Record<string, string>): Promise<Response> =>
    Promise.resolve(
      app.request(`/api/v1/resources/${resource.code}/records`, { method: 'POST', headers, body }),
    );
  /** Sends what is signed as it should be. */
  const send = (value: unknown, headers: Record<string, string> = {}) => {
    const body = JSON.stringify(value);
    const jws = signBody(signing(), resource.code, body);
    return post(body, { 'content-type': 'application/json', 'x-jws-signature': jws, ...headers });
  };
  const stream = (body: string, headers: Record<string, string> = {}) =>
    post(body, {
      'content-type': 'application/x-ndjson',
      'content-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:`,
      'x-jws-signature': signBody(signing(), resource.code, body),
      ...headers,
    });
  return { ports, app, post, send, stream, signing, certificate, failures };
}
export type OpenChannel = Awaited<ReturnType<typeof openChannel>>;

export const reading = (id: string, no = id, kwh: unknown = '1.50') => ({ id, record: { no, kwh } });
