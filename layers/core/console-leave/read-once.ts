/** Records as one moment has them: what is asked for again is not read again. Seats ask for the same over and over. */
import type { Records, Stored } from '../ports/records.ts';

export function readOnce(records: Records): Records {
  const read = new Map<string, Promise<Stored | undefined>>();
  const get = (key: string): Promise<Stored | undefined> => {
    const found = read.get(key) ?? records.get(key);
    read.set(key, found);
    return found;
  };
  return {
    get,
    getMany: (keys) => Promise.all(keys.map(get)),
    query: (...asked) => records.query(...asked),
    commit: () => {
      throw new Error('records of one moment are not written');
    },
  };
}
