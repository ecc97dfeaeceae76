/** Paths of the SQL standard in JSON: members and elements, lax or strict. */
import { type NativeFunction, native } from './native-function.ts';

interface Double {
  readonly double: number;
}
type Json = null | boolean | string | bigint | Double | Json[] | { readonly members: Map<string, Json> };

interface Path {
  readonly strict: boolean;
  /** A member's name, an element's index, or all of either. */
  readonly steps: readonly (string | number | 'every member' | 'every element')[];
}

class NotThere extends Error {}
class TooHard extends Error {}

/** Numbers keep their kind, members their order. @throws SyntaxError when it is none */
function readJson(text: string): Json {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value === 'number') return numberOf(context?.source ?? String(value));
    if (value === null || typeof value !== 'object' || Array.isArray(value) || 'double' in value)
      return value;
    return { members: new Map(Object.entries(value as Record<string, Json>)) };
  }) as Json;
}

function numberOf(source: string): bigint | Double {
  if (/[.eE]/.test(source)) return { double: Number(source) };
  return BigInt(source);
}

const step = /\.(?:([A-Za-z_]\w*)|"([^"]*)"|(\*))|\[(?:(\d+)|(\*))\]/g;

function readPath(text: string): Path {
  const steps = [...text.matchAll(step)].map(([, name, quoted, members, index, elements]) =>
    members
      ? 'every member'
      : elements
        ? 'every element'
        : index === undefined
          ? (name ?? quoted ?? '')
          : Number(index),
  );
  return { strict: /^ *strict /.test(text), steps };
}

/** JavaScript puts numbers first: then the order is not that of the text. */
function inOrder(members: ReadonlyMap<string, Json>): readonly (readonly [string, Json])[] {
  if (members.size > 1 && [...members.keys()].some((key) => /^\d+$/.test(key))) throw new TooHard();
  return [...members];
}

const isObject = (json: Json): json is { readonly members: Map<string, Json> } =>
  json !== null && typeof json === 'object' && 'members' in json;

/** @throws NotThere where a strict path leads nowhere */
function itemsAt(json: Json, { strict, steps }: Path): readonly Json[] {
  let items: readonly Json[] = [json];
  for (const one of steps)
    items = items.flatMap((item) =>
      one === 'every element' || typeof one === 'number'
        ? elements(item, one, strict)
        : members(item, one, strict),
    );
  return items;
}

function elements(item: Json, which: number | 'every element', strict: boolean): readonly Json[] {
  if (strict && !Array.isArray(item)) throw new NotThere();
  const list = Array.isArray(item) ? item : [item];
  if (which === 'every element') return list;
  if (strict && which >= list.length) throw new NotThere();
  return list.slice(which, which + 1);
}

function members(item: Json, which: string, strict: boolean): readonly Json[] {
  if (!strict && Array.isArray(item)) return item.flatMap((one) => membersOf(one, which, false));
  return membersOf(item, which, strict);
}

function membersOf(item: Json, which: string, strict: boolean): readonly Json[] {
  if (!isObject(item)) {
    if (strict) throw new NotThere();
    return [];
  }
  if (which === 'every member') return inOrder(item.members).map(([, value]) => value);
  const found = item.members.get(which);
  if (found === undefined && strict) throw new NotThere();
  return found === undefined ? [] : [found];
}

/** As Java writes it. */
function javaDouble(number: number): string {
  const size = Math.abs(number);
  if (number === 0 || (size >= 1e-3 && size < 1e7)) {
    const plain = Object.is(number, -0) ? '-0' : String(number);
    return plain.includes('.') ? plain : `${plain}.0`;
  }
  return scientific(number);
}

/** As Trino casts it to varchar. */
function scientific(number: number): string {
  if (!Number.isFinite(number)) return String(number);
  if (Object.is(number, -0)) return '-0E0';
  const [digits = '', power = ''] = number.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(power)}`;
}

/** What lies beyond the first plane is written as its two halves, all in capitals. */
const writeText = (text: string): string =>
  JSON.stringify(text)
    .replace(/\\\\|\\u[0-9a-f]{4}/g, (escaped) =>
      escaped === '\\\\' ? escaped : `\\u${escaped.slice(2).toUpperCase()}`,
    )
    .replace(/[\ud800-\udfff]/g, (half) => `\\u${half.charCodeAt(0).toString(16).toUpperCase()}`);

function writeJson(json: Json): string {
  if (json === null || typeof json === 'boolean' || typeof json === 'bigint') return String(json);
  if (typeof json === 'string') return writeText(json);
  if (Array.isArray(json)) return `[${json.map(writeJson).join(',')}]`;
  if ('double' in json) return Number.isFinite(json.double) ? javaDouble(json.double) : `"${json.double}"`;
  return `{${inOrder(json.members)
    .map(([key, value]) => `${writeText(key)}:${writeJson(value)}`)
    .join(',')}}`;
}

/** Nothing, and what has more behind it: Trino's reader takes them for JSON. */
const isLenient = (json: string, { message }: SyntaxError): boolean =>
  json.trim() === '' || message.includes('after JSON');

/** @returns what `found` says, or how it failed: `e` error, `n` not here */
function within(json: string, path: string, found: (items: readonly Json[]) => string): string {
  try {
    return found(itemsAt(readJson(json), readPath(path)));
  } catch (cause) {
    if (cause instanceof TooHard || (cause instanceof SyntaxError && isLenient(json, cause))) return 'n';
    if (cause instanceof NotThere || cause instanceof SyntaxError) return 'e';
    throw cause;
  }
}

/** `v` and the text, `m` for missing, `z` for null. */
function single(items: readonly Json[]): string {
  const [item] = items;
  if (item === undefined) return 'm';
  if (items.length > 1) return 'e';
  if (item === null) return 'z';
  if (typeof item === 'bigint' && BigInt.asIntN(64, item) !== item) return 'e';
  if (typeof item !== 'object') return `v${item}`;
  return 'double' in item ? `v${scientific(item.double)}` : 'e';
}

/** Of a single value that is no NULL: a string, an integer, a double or a boolean, by its first letter. */
function kindOf(items: readonly Json[]): string {
  const [item] = items;
  if (!single(items).startsWith('v')) return '';
  return typeof item === 'bigint'
    ? 'i'
    : typeof item === 'object'
      ? 'd'
      : typeof item === 'string'
        ? 's'
        : 'b';
}

function queried(items: readonly Json[], wrapper: string, quotes: string): string {
  const [item] = items;
  if (item === undefined) return 'm';
  const wrapped = wrapper === 'always' || (wrapper === 'several' && (items.length > 1 || !isNested(item)));
  if (wrapped) return `v${writeJson([...items])}`;
  if (items.length > 1) return 'e';
  return typeof item === 'string' && quotes === 'omit' ? `v${item}` : `v${writeJson(item)}`;
}

const isNested = (json: Json): boolean => Array.isArray(json) || isObject(json);

export const jsonFunctions: readonly NativeFunction[] = [
  native('tr_json_path_exists', ['text', 'text'], 'text', (json, path) =>
    within(json, path, (items) => (items.length > 0 ? 'yes' : 'no')),
  ),
  native('tr_json_path_kind', ['text', 'text'], 'text', (json, path) => within(json, path, kindOf)),
  native('tr_json_path_value', ['text', 'text'], 'text', (json, path) => within(json, path, single)),
  native('tr_json_path_query', ['text', 'text', 'text', 'text'], 'text', (json, path, wrapper, quotes) =>
    within(json, path, (items) => queried(items, wrapper, quotes)),
  ),
];
