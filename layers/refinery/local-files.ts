/** How the refinery reaches objects: as local files. Each home gives one of these. */

export interface ByteRange {
  readonly start: number;
  /** Behind the last byte. */
  readonly end: number;
}

export interface LocalFiles {
  /**
   * An object as a read-only local file, for the time of `use`. With `ranges`, only those bytes of it are asked for:
   * they stand where they stand in the object, what is between and behind them may be there, zero, or missing. A home
   * that has the object as a file gives that. @throws NotFound
   */
  withFile<T>(key: string, use: (path: string) => Promise<T>, ranges?: readonly ByteRange[]): Promise<T>;
  /** A private folder, removed afterwards. */
  scratch<T>(use: (folder: string) => Promise<T>): Promise<T>;
  /**
   * Puts a file of the scratch folder under a key, once; the file may be moved away by it.
   * @throws ObjectExists when the key is taken
   */
  put(key: string, path: string): Promise<{ size: number; sha256: string }>;
  head(key: string): Promise<{ size: number; sha256: string } | undefined>;
}

/** Several objects at once, in the order of their keys. */
export async function withFiles<T>(
  files: LocalFiles,
  keys: readonly string[],
  use: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  const paths: string[] = [];
  const open = (index: number): Promise<T> => {
    const key = keys[index];
    if (key === undefined) return use(paths);
    return files.withFile(key, (path) => {
      paths.push(path);
      return open(index + 1);
    });
  };
  return open(0);
}
