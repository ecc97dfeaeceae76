/** Libraries that read each other, in the order in which they can be made. */
import { InvalidInput } from '../errors.ts';
import type { Library } from './read-library.ts';

/** @throws InvalidInput for libraries that lead back to themselves */
export function inOrder(libraries: readonly Library[]): readonly Library[] {
  const byId = new Map(libraries.map((library) => [library.id, library]));
  const ordered = new Set<Library>();
  const visit = (library: Library, path: readonly string[]): void => {
    if (path.includes(library.id)) throw circle([...path, library.id]);
    for (const input of library.inputs) {
      const below = byId.get(input);
      if (below && !ordered.has(below)) visit(below, [...path, library.id]);
    }
    ordered.add(library);
  };
  for (const library of libraries) if (!ordered.has(library)) visit(library, []);
  return [...ordered];
}

/** Resources whose rows it is made of, also through other libraries. */
export function resourcesOf(library: Library, libraries: readonly Library[]): readonly string[] {
  const codes = library.inputs.flatMap((input) => {
    const below = libraries.find(({ id }) => id === input);
    return below ? resourcesOf(below, libraries) : [input];
  });
  return [...new Set(codes)].sort();
}

const circle = (path: readonly string[]): InvalidInput =>
  new InvalidInput(
    `libraries lead back to themselves: ${path.join(' → ')}`,
    `库表循环引用：${path.join(' → ')}`,
  );
