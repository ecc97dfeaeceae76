/** A stream made inside a scope (open files, an engine) that ends with it: the scope stays open until the reader is done. */

class Abandoned extends Error {}

/** Gives a piece to the reader; resolves when the next one is wanted. */
export type Emit<T> = (piece: T) => Promise<void>;

/**
 * Runs `produce` while somebody reads. When the reader stops early, the next `emit` throws and the scope unwinds.
 * Failures of `produce` reach the reader.
 */
export async function* scopedStream<T>(produce: (emit: Emit<T>) => Promise<void>): AsyncGenerator<T> {
  let wanted = Promise.withResolvers<boolean>();
  let given = Promise.withResolvers<{ piece: T } | undefined>();
  const emit: Emit<T> = async (piece) => {
    given.resolve({ piece });
    if (!(await wanted.promise)) throw new Abandoned();
  };
  const done = produce(emit).then(
    () => given.resolve(undefined),
    (error) => (error instanceof Abandoned ? given.resolve(undefined) : given.reject(error)),
  );
  try {
    for (let next = await given.promise; next !== undefined; next = await given.promise) {
      yield next.piece;
      given = Promise.withResolvers();
      const ask = wanted;
      wanted = Promise.withResolvers();
      ask.resolve(true);
    }
  } finally {
    wanted.resolve(false);
    await done;
  }
}
