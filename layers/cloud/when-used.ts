/** A port that is made at its first use, so that a function lacking a right fails where it needs it, not at its start. */

/** Stands for what `make` gives. Methods only. */
export function whenUsed<T extends object>(make: () => T): T {
  let made: T | undefined;
  return new Proxy({} as T, {
    get: (_target, name) => {
      // What is asked for a `then` is being awaited, not used.
      if (name === 'then') return undefined;
      made ??= make();
      return Reflect.get(made, name);
    },
  });
}
