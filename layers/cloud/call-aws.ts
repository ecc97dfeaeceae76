/**
 * One call of an AWS service. What the adapter did not translate itself is a fault that may pass: the SDK has
 * already repeated what it can, the message comes again later. A service's own text may quote keys and values, so
 * it stays in the cause and never in the message.
 */
import { ShuiyuanError, TransientError } from '../core/errors.ts';

/** Runs `call`; `operation` names it for the operator, as in `s3 PutObject`. @throws TransientError */
export async function callAws<T>(operation: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translateAwsError(operation, error);
  }
}

/** Gives our own errors back as they are, everything else as a fault that may pass. */
export function translateAwsError(operation: string, error: unknown): ShuiyuanError {
  if (error instanceof ShuiyuanError) return error;
  const name = awsErrorName(error) ?? 'an unknown error';
  return new TransientError(
    `${operation} failed with ${name}; it is tried again, see the runbook if it stays`,
    `${operation} 失败（${name}），将自动重试；若持续失败请查阅运维手册`,
    { cause: error },
  );
}

/** The service's own name of an error, such as `NoSuchKey`. */
export function awsErrorName(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}

/** HTTP status of a service's answer, where there was one. */
export function awsErrorStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  return (error.$metadata as { httpStatusCode?: number }).httpStatusCode;
}
