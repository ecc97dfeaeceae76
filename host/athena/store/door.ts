/**
 * The door by which Athena's clients fetch answers as S3 gives objects: `GET /s3/{bucket}/{key}`, signed by AWS Signature
 * Version 4. It is read only, and shows a principal the answers of his own queries and his department's unloaded files.
 */
import { createRateLimit } from '../../../functions/api/rate-limit.ts';
import { decide } from '../../../layers/core/identity/decide.ts';
import type { Principal } from '../../../layers/core/identity/principal.ts';
import type { Door } from '../door.ts';
import type { AthenaHome } from '../home.ts';
import { readBody } from '../read-body.ts';
import { admitSigned } from '../signature/admit-signed.ts';
import { sha256, unsignedPayload } from '../signature/signature.ts';
import { listAnswers } from './list-answers.ts';
import { resultsBucket, workspaceBucket } from './locations.ts';
import { errorBody, noSuchBucket, notAdmitted, notOffered, S3Error, s3ErrorOf } from './s3-error.ts';
import { sendAnswer } from './send-answer.ts';
import { storedAnswer } from './stored-answer.ts';
import { xml } from './xml.ts';

const rate = { perSecond: 100, burst: 500 };
/** Nothing is written here. */
const largestBody = 64 * 1024;

interface Place {
  readonly bucket: string;
  readonly key: string;
}

function placeOf(pathname: string): Place {
  const [, bucket = '', key = ''] = /^\/s3\/?([^/]*)\/?(.*)$/.exec(pathname) ?? [];
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) };
  } catch {
    throw new S3Error('InvalidURI', 'the address is not encoded as UTF-8', 400);
  }
}

/** What stands for the body in the signature. @throws S3Error when it is not the body's */
async function payloadOf(request: Request): Promise<string> {
  const said = request.headers.get('x-amz-content-sha256') ?? unsignedPayload;
  if (said === unsignedPayload) return said;
  const body = await readBody(request, largestBody);
  if (body === undefined || sha256(body) !== said)
    throw new S3Error('XAmzContentSHA256Mismatch', 'the body is not the one that was signed', 400);
  return said;
}

const xmlAnswer = (body: string, status = 200): Response =>
  new Response(body, { status, headers: { 'content-type': 'application/xml', 'cache-control': 'no-store' } });

/** Makes it. */
export function storeDoor(home: AthenaHome): Door {
  const now = () => home.ports.clock.now();
  const take = createRateLimit(rate, now);

  async function admit(request: Request): Promise<Principal> {
    const payload = await payloadOf(request);
    const admitted = await admitSigned({ ...home.doorkeeper, now }, request, { service: 's3', payload });
    if (typeof admitted === 'string') throw notAdmitted(admitted);
    take(admitted.name);
    decide(admitted, 'query.run', { owner: admitted.department });
    return admitted;
  }

  async function perform(request: Request, principal: Principal): Promise<Response> {
    const { pathname, searchParams: query } = new URL(request.url);
    const place = placeOf(pathname);
    if (request.method !== 'GET' && request.method !== 'HEAD') throw notOffered();
    if (place.bucket === '') throw notOffered();
    if (place.key !== '') return sendAnswer(request, await storedAnswer(home, principal, place));
    if (![resultsBucket, workspaceBucket].includes(place.bucket)) throw noSuchBucket();
    if (request.method === 'HEAD') return new Response(null, { status: 200 });
    if (query.has('location')) return xmlAnswer(xml('LocationConstraint', {}));
    return xmlAnswer(await listAnswers(home, principal, { bucket: place.bucket, query }));
  }

  return async (request) => {
    const requestId = crypto.randomUUID();
    const noted: { action: string; principal?: string } = { action: `s3:${request.method}` };
    try {
      const principal = await admit(request);
      noted.principal = principal.name;
      const response = await perform(request, principal);
      home.audit({ requestId, ...noted, status: response.status });
      response.headers.set('x-amz-request-id', requestId);
      return response;
    } catch (error) {
      const known = s3ErrorOf(error) ?? failure(home, error);
      home.audit({ requestId, ...noted, status: known.status, refused: known.code });
      return request.method === 'HEAD'
        ? new Response(null, { status: known.status })
        : xmlAnswer(errorBody(known, requestId), known.status);
    }
  };
}

function failure(home: AthenaHome, error: unknown): S3Error {
  home.log(error);
  return new S3Error('InternalError', 'We encountered an internal error. Please try again.', 500);
}
