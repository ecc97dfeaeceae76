/** Where backups lie: a place for small sealed files, outside the home. A folder, S3, SFTP. */

export interface Vault {
  /** Whole and durable when it resolves, or not there at all. What has the name already is replaced. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Undefined when there is none of that name. */
  get(name: string): Promise<Uint8Array | undefined>;
  /** All names under a folder, in any order. */
  list(folder: string): AsyncIterable<string>;
  /** Removing what is not there is no error. */
  remove(name: string): Promise<void>;
  close(): Promise<void>;
}
