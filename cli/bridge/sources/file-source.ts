/** A place whose files are sent as they are: a folder, an SFTP server, an address. */

export interface FoundFile {
  readonly name: string;
  /** Bytes; absent where the place does not tell. */
  readonly size?: number | undefined;
  /** When it was changed last, as the place tells it; a file that still grows is left alone. */
  readonly changedAt?: number | undefined;
}

export interface FileSource {
  /** Files that wait there, by name. */
  list(pattern: string): Promise<readonly FoundFile[]>;
  open(name: string): Promise<AsyncIterable<Uint8Array>>;
  /** What the platform has is put aside, where the place lets it. */
  putAside(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Names of files with * and ? as a person writes them. */
export function fitsPattern(name: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'iu').test(name) && !name.startsWith('.');
}
