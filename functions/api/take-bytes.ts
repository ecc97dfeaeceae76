/** Reads the beginning of a stream, so that the answer can be chosen by its size or its first fault. */

export interface Taken {
  readonly head: readonly Uint8Array[];
  readonly rest: AsyncIterator<Uint8Array>;
  /** The stream held no more than the limit. */
  readonly ended: boolean;
}

/** Takes pieces until over `limit` bytes are there or the stream ends. */
export async function takeUpTo(bytes: AsyncIterable<Uint8Array>, limit: number): Promise<Taken> {
  const rest = bytes[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let size = 0;
  while (size <= limit) {
    const { value, done } = await rest.next();
    if (done) return { head, rest, ended: true };
    head.push(value);
    size += value.length;
  }
  return { head, rest, ended: false };
}

/** What was taken, and then the rest; a reader who stops early ends the source too. */
export async function* concatenate(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
