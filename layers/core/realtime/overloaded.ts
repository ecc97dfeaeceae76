/** More waits than is taken in: the sender comes again later. */
import { ShuiyuanError } from '../errors.ts';

export class Overloaded extends ShuiyuanError {
  override readonly code = 'overloaded';
  override readonly status = 503;
  readonly retryAfterSeconds: number;

  constructor(en: string, zh: string, retryAfterSeconds: number) {
    super(en, zh);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
