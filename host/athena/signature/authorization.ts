/** What a request signed by AWS Signature Version 4 says of its signature, in the Authorization header or the address. */

export interface Authorization {
  readonly accessKeyId: string;
  /** `20260101/eu-west-1/athena/aws4_request`. */
  readonly scope: string;
  /** As in the scope: `20260101`. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** In small letters, in order. */
  readonly signedHeaders: readonly string[];
  /** Hex. */
  readonly signature: string;
  /** As it was signed: `20260101T000000Z`. */
  readonly time: string;
  /** Of an address that was signed: seconds it is good for. */
  readonly expires?: number;
  /** Only temporary keys have one. */
  readonly token?: string;
}

export const algorithm = 'AWS4-HMAC-SHA256';

/** @returns undefined when the request is not signed; `broken` when it says so and is not readable */
export function readAuthorization(request: Request): Authorization | 'broken' | undefined {
  const header = request.headers.get('authorization');
  if (header !== null)
    return header.startsWith('AWS4-') ? (fromHeader(request, header) ?? 'broken') : undefined;
  const query = new URL(request.url).searchParams;
  return query.has('X-Amz-Algorithm') ? (fromAddress(query) ?? 'broken') : undefined;
}

function fromHeader({ headers }: Request, header: string): Authorization | undefined {
  const [, kind, rest = ''] = /^(\S+)\s+(.*)$/.exec(header) ?? [];
  const parts = new Map(rest.split(',').map((part) => cut(part.trim())));
  const time = headers.get('x-amz-date');
  return kind === algorithm && time !== null
    ? said({
        credential: parts.get('Credential'),
        headers: parts.get('SignedHeaders'),
        signature: parts.get('Signature'),
        time,
        token: headers.get('x-amz-security-token'),
      })
    : undefined;
}

function fromAddress(query: URLSearchParams): Authorization | undefined {
  const expires = Number(query.get('X-Amz-Expires'));
  const given = said({
    credential: query.get('X-Amz-Credential') ?? undefined,
    headers: query.get('X-Amz-SignedHeaders') ?? undefined,
    signature: query.get('X-Amz-Signature') ?? undefined,
    time: query.get('X-Amz-Date') ?? '',
    token: query.get('X-Amz-Security-Token'),
  });
  const fits = query.get('X-Amz-Algorithm') === algorithm && expires >= 1 && expires <= 604_800;
  return given && fits ? { ...given, expires } : undefined;
}

function cut(part: string): readonly [string, string] {
  const at = part.indexOf('=');
  return [part.slice(0, at), part.slice(at + 1)];
}

interface Said {
  readonly credential: string | undefined;
  readonly headers: string | undefined;
  readonly signature: string | undefined;
  readonly time: string;
  readonly token: string | null;
}

function said({ credential, headers, signature, time, token }: Said): Authorization | undefined {
  const [, accessKeyId, scope, day, region, service] =
    /^([A-Za-z0-9]{1,128})\/((\d{8})\/([\w-]{1,64})\/([\w-]{1,64})\/aws4_request)$/.exec(credential ?? '') ??
    [];
  if (!accessKeyId || !scope || !day || !region || !service) return undefined;
  if (!/^\d{8}T\d{6}Z$/.test(time) || !time.startsWith(day)) return undefined;
  if (!/^[0-9a-f]{64}$/.test(signature ?? '') || !/^[a-z0-9;_-]{1,4000}$/.test(headers ?? ''))
    return undefined;
  return {
    accessKeyId,
    scope,
    day,
    region,
    service,
    signedHeaders: headers?.split(';') ?? [],
    signature: signature ?? '',
    time,
    ...(token === null ? {} : { token }),
  };
}
