/** Errors in Athena's own form, and what ours are called there. */
import { NotFound, ShuiyuanError } from '../../layers/core/errors.ts';
import type { Unadmitted } from './signature/admit-signed.ts';

/** An exception of Athena's API. */
export class AthenaError extends Error {
  /** `InvalidRequestException`, … */
  readonly exception: string;
  readonly status: number;
  /** Athena's own number of it, where its model has one. */
  readonly more: Readonly<Record<string, string>>;

  constructor(exception: string, message: string, { status = 400, more = {} }: Partial<AthenaError> = {}) {
    super(message);
    this.exception = exception;
    this.status = status;
    this.more = more;
  }
}

export const invalid = (message: string, code = 'INVALID_INPUT'): AthenaError =>
  new AthenaError('InvalidRequestException', message, { more: { AthenaErrorCode: code } });

const unadmitted: Readonly<
  Record<Unadmitted, readonly [exception: string, message: string, status?: number]>
> = {
  unsigned: ['MissingAuthenticationTokenException', 'Missing Authentication Token', 403],
  incomplete: [
    'IncompleteSignatureException',
    'The signature is incomplete, or was made for another service.',
  ],
  'unknown-key': ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
  'unknown-token': ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
  nobody: ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
  skewed: [
    'InvalidSignatureException',
    'Signature expired or not yet valid: the clock differs by more than 15 min.',
  ],
  expired: ['ExpiredTokenException', 'The security token included in the request is expired'],
  mismatch: [
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  ],
};

export function notAdmitted(why: Unadmitted): AthenaError {
  const [exception, message, status = 400] = unadmitted[why];
  return new AthenaError(exception, message, { status });
}

/** Ours by their codes. */
const exceptions: Readonly<Record<string, string>> = {
  forbidden: 'AccessDeniedException',
  unauthenticated: 'UnrecognizedClientException',
  'too-many': 'TooManyRequestsException',
};

/** @returns undefined for what nobody named */
export function athenaErrorOf(error: unknown): AthenaError | undefined {
  if (error instanceof AthenaError) return error;
  if (!(error instanceof ShuiyuanError) || error.status >= 500) return undefined;
  // Athena says itself that something is not found: its words come first. The rest is ours.
  const languages = error instanceof NotFound ? (['en', 'zh'] as const) : (['zh', 'en'] as const);
  const message = languages.map((language) => error.in(language)).join(' / ');
  const exception = exceptions[error.code];
  return exception === undefined ? invalid(message, codeOf(error)) : new AthenaError(exception, message);
}

const codeOf = ({ code }: ShuiyuanError): string => code.toUpperCase().replaceAll('-', '_');
