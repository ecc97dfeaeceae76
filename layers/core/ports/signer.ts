/**
 * Signs what leaves the platform and what must not be changed: ECDSA P-256 with SHA-256. A short-lived signing key
 * is certified by a root: KMS in the cloud, a key file in the embedded home.
 */

export interface Signature {
  readonly algorithm: 'ES256';
  /** Base64url, IEEE P1363 form (r ‖ s). */
  readonly value: string;
  readonly certificate: KeyCertificate;
}

/** Says that the root vouches for a public key for a while. */
export interface KeyCertificate {
  readonly key: string;
  /** SPKI, base64. */
  readonly publicKey: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly root: string;
  /** The root's signature over the fields above in canonical JSON, base64url. */
  readonly signature: string;
}

export interface Signer {
  sign(bytes: Uint8Array): Promise<Signature>;
  /** Does the signature fit, and does our root vouch for its key at that time? */
  verify(bytes: Uint8Array, signature: Signature, at: Date): Promise<boolean>;
  /** SPKI of the root, base64: what receivers pin. */
  rootPublicKey(): Promise<string>;
}
