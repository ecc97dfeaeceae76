/**
 * The city's own certificate authority: X.509, online, under a root that is kept offline. `Authority` holds the
 * issuing key (embedded: a key file; cloud: KMS) and signs what it is told to; it decides nothing. Certificates,
 * public keys and lists are DER in base64.
 */

/** ECDSA P-256 with SHA-256, or SM2 with SM3. TLS of this platform's servers knows the first only. */
export const keyAlgorithms = ['P-256', 'SM2'] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

/** The issuing certificate, and the self-signed root above it. */
export interface AuthorityChain {
  readonly issuing: string;
  readonly root: string;
}

export const profileNames = ['signing', 'client-tls', 'server-tls'] as const;
/** What a certificate is for: it sets key usage and extended key usage. */
export type Profile = (typeof profileNames)[number];

/** A subject alternative name. */
export interface AlternativeName {
  readonly type: 'dns' | 'ip' | 'uri';
  readonly value: string;
}

/** All that a certificate says: the same draft gives the same certificate but for its signature. */
export interface CertificateDraft {
  /** 32 hex digits. */
  readonly serial: string;
  readonly profile: Profile;
  readonly subject: {
    readonly organisation: string;
    readonly unit?: string | undefined;
    readonly name: string;
  };
  readonly names: readonly AlternativeName[];
  readonly publicKey: string;
  /** ISO 8601, to the second. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Address under which `/pki/…` is answered: the certificate names it. */
  readonly address: string;
}

export interface RevokedEntry {
  readonly serial: string;
  readonly at: string;
  readonly reason: number;
}

export interface RevocationListDraft {
  readonly number: number;
  readonly thisUpdate: string;
  readonly nextUpdate: string;
  readonly revoked: readonly RevokedEntry[];
}

/** What is known of a serial number. Unknown: never issued here. */
export type SerialStatus =
  | { readonly status: 'good' }
  | { readonly status: 'unknown' }
  | { readonly status: 'revoked'; readonly at: string; readonly reason: number };

export interface StatusMoment {
  readonly now: Date;
  /** Until when the answer may be kept. */
  readonly until: Date;
}

export interface Authority {
  /** PKCS #10 in PEM over the issuing key: what the offline root signs. */
  requestOwn(name: string): Promise<string>;
  /** SPKI of the issuing key. */
  publicKey(): Promise<string>;
  issue(chain: AuthorityChain, draft: CertificateDraft): Promise<string>;
  /** A list of revoked certificates: RFC 5280, version 2. */
  signList(chain: AuthorityChain, list: RevocationListDraft): Promise<Uint8Array>;
  /**
   * Answers an OCSP request (RFC 6960), signed by a responder the issuing key certified for a day.
   * A request that cannot be read is answered as such; nothing is thrown for what a stranger sent.
   */
  answerStatus(
    chain: AuthorityChain,
    request: Uint8Array,
    statusOf: (serial: string) => Promise<SerialStatus>,
    moment: StatusMoment,
  ): Promise<Uint8Array>;
}

export interface RequestedKey {
  readonly publicKey: string;
  readonly algorithm: KeyAlgorithm;
}

export interface ReadCertificate {
  readonly serial: string;
  /** SHA-256 of the DER, hex. */
  readonly sha256: string;
  readonly subject: string;
  readonly publicKey: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly mayIssue: boolean;
  readonly maySign: boolean;
}

/** Reads and checks what others made. It holds no key, and is the same in both homes. */
export interface CertificateReader {
  /** 128 random bits, 32 hex digits. */
  newSerial(): string;
  /** Reads PKCS #10 in PEM and checks that the asker holds the key. @throws InvalidInput */
  readRequest(pem: string): RequestedKey;
  /** Reads PEM of the issuing certificate and its root. @throws InvalidInput when the one is not signed by the other */
  readChain(pem: string): AuthorityChain;
  /** @throws InvalidInput */
  read(certificate: string): ReadCertificate;
  /** Is the certificate signed by the issuer's key, and does it name the issuer? */
  isIssuedBy(certificate: string, issuer: string): boolean;
  /** Does the signature (r ‖ s or DER) over the bytes fit the certificate's key? */
  fits(certificate: string, bytes: Uint8Array, signature: Uint8Array): boolean;
}
