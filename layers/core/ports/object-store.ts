/**
 * Objects are written once and found by key. Keys are any Unicode text of 1 to 1,024 bytes of UTF-8; nothing in a
 * key can lead outside the store. Cloud: S3. Embedded: an index in SQLite, small objects beside it, large ones in
 * files under names of the store's own.
 */

export interface ObjectHead {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Hex SHA-256 of the whole, or `composite:<hex>-<parts>` for S3's composite of a multipart upload. */
  readonly sha256: string;
  readonly putAt: Date;
}

/** What a listing tells: S3's has no digests. */
export type ListedObject = Omit<ObjectHead, 'sha256'>;

export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  /** Give it back as `after` for the next page; absent at the end. */
  readonly next?: string;
}

/** What an upload ticket allows: this one object, of exactly this size and digest, until then. */
export interface UploadGrant {
  readonly key: string;
  readonly size: number;
  /** Hex SHA-256. */
  readonly sha256: string;
  readonly expires: Date;
}

export interface SignedRequest {
  readonly method: 'PUT' | 'GET';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ObjectStore {
  /**
   * Puts an object once. `bytes` is whole or a stream. Durable when it resolves, or with `lossy` at the latest with the
   * next commit of records: for an object that counts only when a record names it, or that anyone can make again.
   * @throws ObjectExists when the key is taken; the object there is untouched.
   */
  put(
    key: string,
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    options?: { readonly lossy?: boolean },
  ): Promise<ObjectHead>;
  /** Streams an object, or the bytes [start, end) of it as far as there are any. @throws NotFound */
  get(key: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
  head(key: string): Promise<ObjectHead | undefined>;
  /** Up to `limit` (at most 1,000) objects under a prefix, in order of their UTF-8 keys. */
  list(prefix: string, options?: { after?: string; limit?: number }): Promise<ObjectPage>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  signUpload(grant: UploadGrant): Promise<SignedRequest>;
  signDownload(key: string, options: { expires: Date; fileName?: string }): Promise<SignedRequest>;
}

/** Multipart uploads, 5 MiB to 5 GiB a part; digest is S3's composite SHA-256. */
export interface MultipartStore {
  begin(key: string): Promise<{ upload: string }>;
  signPart(
    key: string,
    upload: string,
    part: { number: number; size: number; sha256: string; expires: Date },
  ): Promise<SignedRequest>;
  /** Parts already in, so that an upload can be taken up again. */
  parts(key: string, upload: string): Promise<readonly { number: number; size: number; sha256: string }[]>;
  complete(key: string, upload: string): Promise<ObjectHead>;
  abort(key: string, upload: string): Promise<void>;
}
