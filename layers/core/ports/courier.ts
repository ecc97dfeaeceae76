/**
 * What leaves the platform towards addresses that an operator named: a POST, a letter. It goes to the networks of
 * `outsideNetworks` and nowhere else, follows no redirect, and ends after ten seconds.
 */

export interface Posting {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Letter {
  /** The server that takes it: TLS from the first byte, or else STARTTLS before anything is said. */
  readonly server: { readonly host: string; readonly port: number; readonly tls: boolean };
  readonly login?: { readonly user: string; readonly password: string } | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** The same letter again has the same. */
  readonly messageId: string;
}

export interface Courier {
  /** @returns status and the answer's first 64 KiB. @throws NotDelivered, NotAllowed */
  post(posting: Posting): Promise<{ readonly status: number; readonly body: string }>;
  /** @throws NotDelivered, NotAllowed */
  mail(letter: Letter): Promise<void>;
}
