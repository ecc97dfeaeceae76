/** Time, names, messages to people, and the points where a test may end the process. */

export interface Clock {
  now(): Date;
}

export interface Ids {
  /** A new id that sorts by time: 26 characters of Crockford base32 (ULID). */
  next(): string;
}

export interface Notice {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** The same notice is sent once. */
  readonly id: string;
  readonly severity: 'info' | 'warning' | 'alarm';
}

export interface Notifier {
  notify(notice: Notice): Promise<void>;
}

export interface Probe {
  /** Between two sentences of the protocol. Does nothing in a home; a fault test may kill or pause here. */
  at(point: string): Promise<void>;
}
