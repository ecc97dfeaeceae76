/**
 * Every failure the platform names. An error has a literal code, says which department, file, line and item it is
 * about where that is known, and what to do; it is put into the reader's language once, at the boundary.
 */

import { maskPersonal } from './mask-personal.ts';

export type Language = 'zh' | 'en';

/** Where a failure happened, as far as it is known. Never holds a personal value. */
export interface Place {
  readonly department?: string;
  readonly resource?: string;
  readonly batch?: string;
  readonly file?: string;
  readonly sheet?: string;
  readonly line?: number;
  readonly item?: string;
}

/** A file and a sheet are named by whoever made them, an item by whoever asks. */
function maskPlace(place: Place): Place {
  const masked = Object.entries(place).map(([what, value]) => [
    what,
    typeof value === 'string' ? maskPersonal(value) : value,
  ]);
  return Object.fromEntries(masked);
}

/** `en`, `zh` and the place may repeat what a caller gave: numbers that name a person are masked in them. */
export abstract class ShuiyuanError extends Error {
  abstract readonly code: string;
  /** HTTP status at the API. */
  abstract readonly status: number;
  readonly zh: string;
  readonly place: Place;

  /** `en` and `zh` say what is wrong and what to do next. */
  constructor(en: string, zh: string, options: { place?: Place; cause?: unknown } = {}) {
    super(maskPersonal(en), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.zh = maskPersonal(zh);
    this.place = maskPlace(options.place ?? {});
  }

  in(language: Language): string {
    return language === 'zh' ? this.zh : this.message;
  }
}

/** What can never succeed: ends in quarantine with this reason, never in a retry. */
export class PoisonError extends ShuiyuanError {
  override readonly code: string;
  override readonly status = 422;

  /** `reason` is a stable kebab-case word: `encrypted`, `zip-bomb`, `unknown-format`, `missing-item`, … */
  constructor(reason: string, en: string, zh: string, options: { place?: Place; cause?: unknown } = {}) {
    super(en, zh, options);
    this.code = reason;
  }
}

/** A fault that may pass: the message is retried, and ends in the dead-letter queue. */
export class TransientError extends ShuiyuanError {
  override readonly code = 'transient';
  override readonly status = 503;
}

/** A transaction whose condition failed; `keys` are the records that had moved. */
export class ConditionFailed extends ShuiyuanError {
  override readonly code = 'condition-failed';
  override readonly status = 409;
  readonly keys: readonly string[];

  constructor(keys: readonly string[]) {
    super(
      `somebody else changed ${keys.join(', ')} first; read it again and repeat`,
      `${keys.join('、')} 已被他人修改，请重新读取后再试`,
    );
    this.keys = keys;
  }
}

export class NotFound extends ShuiyuanError {
  override readonly code = 'not-found';
  override readonly status = 404;
}

/** A put-once object that is already there. */
export class ObjectExists extends ShuiyuanError {
  override readonly code = 'object-exists';
  override readonly status = 409;
  readonly key: string;

  constructor(key: string) {
    super(`object ${key} is already there; objects are written once`, `对象 ${key} 已存在，对象只写一次`);
    this.key = key;
  }
}

/** The caller's input does not fit its schema or a stated limit. */
export class InvalidInput extends ShuiyuanError {
  override readonly code = 'invalid-input';
  override readonly status = 400;
}

/** Allowed in form, refused by the state of things: a second replacement, an ended batch, … */
export class Refused extends ShuiyuanError {
  override readonly code: string;
  override readonly status = 409;

  constructor(reason: string, en: string, zh: string, options: { place?: Place; cause?: unknown } = {}) {
    super(en, zh, options);
    this.code = reason;
  }
}

export class Unauthenticated extends ShuiyuanError {
  override readonly code = 'unauthenticated';
  override readonly status = 401;
}

export class Forbidden extends ShuiyuanError {
  override readonly code = 'forbidden';
  override readonly status = 403;
}

export class TooMany extends ShuiyuanError {
  override readonly code = 'too-many';
  override readonly status = 429;
  readonly retryAfterSeconds: number;

  constructor(en: string, zh: string, retryAfterSeconds: number) {
    super(en, zh);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A signature, digest or chain that does not fit: the message names the first bad thing. */
export class IntegrityError extends ShuiyuanError {
  override readonly code = 'integrity';
  override readonly status = 422;
}
