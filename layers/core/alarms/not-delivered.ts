/** Why a message did not leave, or was not taken. Neither says an address: those of bots hold their keys. */
import { ShuiyuanError } from '../errors.ts';

/** The outside did not take it; it is tried again. */
export class NotDelivered extends ShuiyuanError {
  override readonly code = 'not-delivered';
  override readonly status = 502;
}

/** The address lies in no network an operator allowed. */
export class NotAllowed extends ShuiyuanError {
  override readonly code = 'network-not-allowed';
  override readonly status = 409;
}
