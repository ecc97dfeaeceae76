/**
 * The doors of Athena's clients: `POST /athena`, and `POST /glue` of its catalog, in the JSON 1.1 protocol, signed by AWS
 * Signature Version 4. A door reads who asks and what, and answers in the service's own form; what is done is done by the
 * operations.
 */
import { createRateLimit } from '../../functions/api/rate-limit.ts';
import { AthenaError, athenaErrorOf, invalid, notAdmitted } from './athena-error.ts';
import type { AthenaHome } from './home.ts';
import { glueOperationOf } from './operations/glue.ts';
import { operationOf } from './operations/index.ts';
import type { Operation } from './operations/operation.ts';
import { readBody } from './read-body.ts';
import { admitSigned } from './signature/admit-signed.ts';
import { sha256 } from './signature/signature.ts';

/** A statement of the largest size, each of its characters escaped. */
const largestBody = 2 * 1024 ** 2;
/** Requests a second of one principal; clients ask each second or oftener how far a query is. */
const rate = { perSecond: 100, burst: 500 };

export type Door = (request: Request) => Promise<Response>;

interface Noted {
  readonly requestId: string;
  action: string;
  principal?: string;
}

/** A service of AWS, as far as it is here. */
interface Service {
  /** Its name in signatures. */
  readonly service: 'athena' | 'glue';
  /** What stands in X-Amz-Target. */
  readonly target: RegExp;
  /** Undefined: there is none of that name. */
  readonly operationOf: (name: string) => Operation | undefined;
}

export const athenaDoor = (home: AthenaHome): Door =>
  doorOf(home, { service: 'athena', target: /^AmazonAthena\.([A-Za-z]{1,64})$/, operationOf });

/** Of the catalog's tables. */
export const glueDoor = (home: AthenaHome): Door =>
  doorOf(home, { service: 'glue', target: /^AWSGlue\.([A-Za-z]{1,64})$/, operationOf: glueOperationOf });

function doorOf(home: AthenaHome, { service, target, operationOf }: Service): Door {
  const now = () => home.ports.clock.now();
  const take = createRateLimit(rate, now);

  async function perform(request: Request, noted: Noted): Promise<object> {
    const [, name] = target.exec(request.headers.get('x-amz-target') ?? '') ?? [];
    noted.action = `${service}:${name ?? 'unknown'}`;
    const body = await readBody(request, largestBody);
    if (body === undefined) throw invalid(`a request has at most ${largestBody} bytes`);
    const payload = sha256(body);
    const admitted = await admitSigned({ ...home.doorkeeper, now }, request, { service, payload });
    if (typeof admitted === 'string') throw notAdmitted(admitted);
    noted.principal = admitted.name;
    take(admitted.name);
    const operation = name === undefined ? undefined : operationOf(name);
    if (request.method !== 'POST' || !operation)
      throw new AthenaError('UnknownOperationException', unknown(name));
    return operation(home, { principal: admitted, input: parse(body) });
  }

  return async (request) => {
    const noted: Noted = { requestId: crypto.randomUUID(), action: `${service}:unknown` };
    try {
      const answered = await perform(request, noted);
      home.audit({ ...noted, status: 200 });
      return answer(200, answered, noted);
    } catch (error) {
      const known = athenaErrorOf(error) ?? failure(home, error);
      home.audit({ ...noted, status: known.status, refused: known.exception });
      return answerError(known, noted);
    }
  };
}

const unknown = (name: string | undefined): string =>
  name === undefined
    ? 'X-Amz-Target names no operation of this service'
    : `there is no operation ${name} here`;

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new AthenaError('SerializationException', 'the body is not JSON');
  }
}

function failure(home: AthenaHome, error: unknown): AthenaError {
  home.log(error);
  return new AthenaError('InternalServerException', 'the query service failed; try again', { status: 500 });
}

function answer(
  status: number,
  body: object,
  { requestId }: Noted,
  more: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': requestId,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...more,
    },
  });
}

/** Some clients read one spelling of the message, some the other. */
const answerError = ({ status, exception, message, more }: AthenaError, noted: Noted): Response =>
  answer(status, { __type: exception, Message: message, message, ...more }, noted, {
    'x-amzn-errortype': exception,
  });
