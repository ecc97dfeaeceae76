/** Requests signed as AWS's clients sign them. */
import { readAuthorization } from '../../../../host/athena/signature/authorization.ts';
import { sha256, signatureOf } from '../../../../host/athena/signature/signature.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface ToSign {
  readonly url: string;
  readonly method?: string;
  readonly service: string;
  readonly at: Date;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What stands for the body. */
  readonly payload?: string;
  /** Left out of what is signed. */
  readonly unsigned?: readonly string[];
}

export function signed(keys: Keys, asked: ToSign): Request {
  const { url, method = 'POST', service, body, payload = sha256(body ?? '') } = asked;
  const time = asked.at.toISOString().replace(/[-:]|\.\d+/g, '');
  const all: Record<string, string> = { host: new URL(url).host, 'x-amz-date': time, ...asked.headers };
  const names = Object.keys(all)
    .filter((name) => !asked.unsigned?.includes(name))
    .sort();
  const authorize = (signature: string): Request => {
    const scope = `${time.slice(0, 8)}/cn-north-1/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return new Request(url, {
      method,
      headers: { ...all, authorization },
      ...(body === undefined ? {} : { body }),
    });
  };
  const blank = authorize('0'.repeat(64));
  const authorization = readAuthorization(blank);
  if (authorization === undefined || authorization === 'broken') throw new Error('it cannot be signed');
  return authorize(signatureOf(blank, authorization, keys.secretAccessKey, payload));
}
