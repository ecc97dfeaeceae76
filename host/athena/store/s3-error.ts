/** Errors in S3's own form. */
import { NotFound, ShuiyuanError, TooMany } from '../../../layers/core/errors.ts';
import type { Unadmitted } from '../signature/admit-signed.ts';
import { xml } from './xml.ts';

export class S3Error extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export const noSuchKey = (): S3Error => new S3Error('NoSuchKey', 'The specified key does not exist.', 404);
export const noSuchBucket = (): S3Error =>
  new S3Error('NoSuchBucket', 'The specified bucket does not exist', 404);
export const notOffered = (): S3Error =>
  new S3Error(
    'AccessDenied',
    'answers of queries are read here, and nothing is written / 此处只能读取查询结果，不能写入',
    403,
  );

const unadmitted: Readonly<Record<Unadmitted, readonly [code: string, message: string, status: number]>> = {
  unsigned: ['AccessDenied', 'Access Denied', 403],
  incomplete: [
    'AuthorizationHeaderMalformed',
    'The signature is incomplete, or was made for another service.',
    400,
  ],
  'unknown-key': [
    'InvalidAccessKeyId',
    'The AWS Access Key Id you provided does not exist in our records.',
    403,
  ],
  'unknown-token': ['InvalidToken', 'The provided token is malformed or otherwise invalid.', 400],
  nobody: ['InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403],
  skewed: [
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    403,
  ],
  expired: ['AccessDenied', 'Request has expired', 403],
  mismatch: [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided.',
    403,
  ],
};

export function notAdmitted(why: Unadmitted): S3Error {
  const [code, message, status] = unadmitted[why];
  return new S3Error(code, message, status);
}

/** @returns undefined for what nobody named */
export function s3ErrorOf(error: unknown): S3Error | undefined {
  if (error instanceof S3Error) return error;
  if (error instanceof NotFound) return noSuchKey();
  if (error instanceof TooMany) return new S3Error('SlowDown', error.message, 503);
  if (error instanceof ShuiyuanError && error.status < 500)
    return new S3Error('AccessDenied', `${error.zh} / ${error.message}`, 403);
  return undefined;
}

export const errorBody = ({ code, message }: S3Error, requestId: string): string =>
  xml('Error', { Code: code, Message: message, RequestId: requestId });
