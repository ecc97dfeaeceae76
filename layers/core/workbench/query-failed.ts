/** What became of a statement while it ran. */
import { ShuiyuanError } from '../errors.ts';

/** `code` is Athena's name: `DIVISION_BY_ZERO`, `EXCEEDED_LOCAL_MEMORY_LIMIT`, `EXCEEDED_TIME_LIMIT`, … */
export class QueryFailed extends ShuiyuanError {
  override readonly code: string;
  override readonly status = 400;

  constructor(code: string, en: string, zh: string) {
    super(en, zh);
    this.code = code;
  }
}
