/** Paths into JSON as Trino's older functions take them: `$.a.b[0]["c d"]`. */
import { quoted } from '../emit.ts';
import type { BoundCall, Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';

const step = /\.([\p{L}\p{Nd}_:]+)|\[(?:([\p{L}\p{Nd}_]+)|"([^"]*)")\]/uy;

/**
 * As DuckDB's paths, as literals; a number names an item of an array or a key: at most one of the paths leads somewhere.
 * undefined: the path is NULL.
 */
export function jsonPaths({ at, arguments: values }: BoundCall): readonly string[] | undefined {
  const path: Typed['constant'] = values[1]?.constant;
  if (path === null) return undefined;
  if (typeof path !== 'string') throw notSupported(at, 'a JSON path that is no literal');
  if (!path.startsWith('$')) throw invalid(path, at);
  let paths = ['$'];
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (!match) throw /["\\]/.test(path) ? notSupported(at, `the JSON path '${path}'`) : invalid(path, at);
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    paths = paths.flatMap((before) => stepsTo(name, path, at).map((one) => before + one));
  }
  if (paths.length > 8) throw notSupported(at, `the JSON path '${path}'`);
  return paths.map(quoted);
}

function stepsTo(name: string, path: string, at: number): readonly string[] {
  if (name.includes('\\') || name === '' || (/^\p{Nd}+$/u.test(name) && !/^(0|[1-9]\d{0,8})$/.test(name)))
    throw notSupported(at, `the JSON path '${path}'`);
  const key = `."${name}"`;
  return /^\d+$/.test(name) ? [`[${name}]`, key] : [key];
}

const invalid = (path: string, at: number): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: `Invalid JSON path: '${path}'`,
    zh: `JSON 路径有误：'${path}'`,
  });

/** What a function of DuckDB gives at the one path that leads somewhere. */
export const atPath = (name: string, value: string, paths: readonly string[]): string =>
  paths.length === 1
    ? `${name}(${value}, ${paths[0]})`
    : `coalesce(${paths.map((path) => `${name}(${value}, ${path})`).join(', ')})`;
