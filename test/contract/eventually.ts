/** Waits for what an index, a visibility time or a remote queue shows only after a while. */

/** Runs `check` until it passes, at most `seconds`; then its last failure stands. */
export async function eventually<T>(check: () => Promise<T>, seconds = 15): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
