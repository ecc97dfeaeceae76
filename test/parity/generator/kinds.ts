/** Types as the generator needs them: without lengths and precisions, and with holes where a signature has them. */

export interface Kind {
  /** A type's name, or a hole's. */
  readonly name: string;
  readonly of: readonly Kind[];
}

export const kind = (name: string, ...of: readonly Kind[]): Kind => ({ name, of });

const isHole = ({ name }: Kind): boolean => /^[A-Za-z]\d?$/.test(name);
/** Their parentheses hold numbers. */
const measured = new Set(['decimal', 'varchar', 'char', 'time', 'timestamp']);

/** `map(K, array(V))`, `timestamp(p) with time zone`, `row(a bigint, b varchar)` as SHOW FUNCTIONS writes them. */
export function readKinds(text: string): readonly Kind[] {
  const tokens = text.match(/[\w]+|[(),]/g) ?? [];
  let next = 0;
  const list = (end: string | undefined): Kind[] => {
    const all: Kind[] = [];
    while (next < tokens.length && tokens[next] !== end) {
      all.push(one());
      if (tokens[next] === ',') next += 1;
    }
    next += 1;
    return all;
  };
  const one = (): Kind => {
    const words: string[] = [];
    let of: Kind[] = [];
    while (next < tokens.length && tokens[next] !== ',' && tokens[next] !== ')') {
      const token = tokens[next++] ?? '';
      if (token !== '(') words.push(token);
      else if (measured.has(words.at(-1) ?? '')) list(')');
      else of = list(')');
    }
    return { name: words.join(' '), of };
  };
  return list(undefined);
}

export type Holes = Map<string, Kind>;

/** Whether the pattern can be of this kind; what fills its holes is put down. */
export function fits(pattern: Kind, wanted: Kind, holes: Holes): boolean {
  if (isHole(pattern)) {
    const before = holes.get(pattern.name);
    if (!before) holes.set(pattern.name, wanted);
    return !before || sameKind(before, wanted);
  }
  return (
    pattern.name === wanted.name &&
    pattern.of.length === wanted.of.length &&
    pattern.of.every((inner, index) => fits(inner, wanted.of[index] ?? wanted, holes))
  );
}

const sameKind = (a: Kind, b: Kind): boolean =>
  a.name === b.name &&
  a.of.length === b.of.length &&
  a.of.every((one, index) => sameKind(one, b.of[index] ?? one));

/** @param choose what a hole becomes that nothing has filled */
export function fill(pattern: Kind, holes: Holes, choose: () => Kind): Kind {
  if (!isHole(pattern)) return { name: pattern.name, of: pattern.of.map((one) => fill(one, holes, choose)) };
  const known = holes.get(pattern.name) ?? choose();
  holes.set(pattern.name, known);
  return known;
}
