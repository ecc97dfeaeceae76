/**
 * One file a function, made by esbuild. CommonJS, because what lies in a layer is found by `require` only; DuckDB
 * stays outside, and so does the refinery's loading of it until it is first used.
 */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import type { FunctionName } from './function-names.ts';

const project = resolve(import.meta.dirname, '..');

/** Bundles into dist/functions/<name>; gives back each one's folder. @throws with esbuild's message */
export function bundleFunctions(names: readonly FunctionName[]): Record<FunctionName, string> {
  const made = names.map((name) => [name, bundleFunction(name)] as const);
  return Object.fromEntries(made) as Record<FunctionName, string>;
}

function bundleFunction(name: FunctionName): string {
  const folder = join(project, 'dist', 'functions', name);
  rmSync(folder, { recursive: true, force: true });
  buildSync({
    entryPoints: [join(project, 'functions', name, 'handler.ts')],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: ['@duckdb/*'],
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__bundle_url' },
    banner: { js: "const __bundle_url = require('node:url').pathToFileURL(__filename).href;" },
    minify: true,
    keepNames: true,
    sourcemap: 'linked',
    logLevel: 'error',
  });
  return folder;
}
