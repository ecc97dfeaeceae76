/** How the refinery reaches objects: as local files. Each home gives one of these. */

export interface LocalFiles {
  /** An object as a read-only local file, for the time of `use`. @throws NotFound */
  withFile<T>(key: string, use: (path: string) => Promise<T>): Promise<T>;
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
