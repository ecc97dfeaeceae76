/** What a function was not given: an operator's fault, not the caller's. */
import { ShuiyuanError } from '../core/errors.ts';

export class Misconfigured extends ShuiyuanError {
  override readonly code = 'misconfigured';
  override readonly status = 500;

  /** `variable` is the environment variable that is missing or wrong. */
  constructor(variable: string) {
    super(
      `${variable} is not set for this function; deploy the stack again, or let its construct grant it`,
      `本函数未配置 ${variable}，请重新部署，或在构件中授予`,
    );
  }
}

/** Gives the value, or says which variable is missing. @throws Misconfigured */
export function configured<T>(value: T | undefined, variable: string): T {
  if (value === undefined) throw new Misconfigured(variable);
  return value;
}
