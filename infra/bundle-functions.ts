/**
 * One file a function, made by esbuild. CommonJS, because what lies in a layer is found by `require` only; DuckDB
 * stays outside, and so does the refinery's loading of it until it is first used.
 */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import type { FunctionName } from './function-names.ts';

/** They find the libraries' files beside their code: see functions/bundled-libraries.ts. */
const readsLibraries: ReadonlySet<FunctionName> = new Set([
  'publish-lake',
  'refresh-library',
  'tend-lake-leave',
]);

const project = resolve(import.meta.dirname, '..');

/** Bundles each function into a folder of its name under `output`; gives back the folders. @throws with esbuild's message */
export function bundleFunctions(
  names: readonly FunctionName[],
  output: string,
): Record<FunctionName, string> {
  rmSync(output, { recursive: true, force: true });
  buildSync({
    // One run for all: what they share is read and parsed once.
    entryPoints: names.map((name) => ({
      in: join(project, 'functions', name, 'handler.ts'),
      out: join(name, 'index'),
    })),
    outdir: output,
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
    sourcesContent: false,
    logLevel: 'error',
  });
  return Object.fromEntries(names.map((name) => [name, finishFolder(output, name)])) as Record<
    FunctionName,
    string
  >;
}

/** Says that the bundle is CommonJS, whatever folder it is run in. */
function finishFolder(output: string, name: FunctionName): string {
  const folder = join(output, name);
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  if (name === 'api') copyDocs(join(folder, 'docs'));
  if (readsLibraries.has(name))
    cpSync(join(project, 'queries', 'libraries'), join(folder, 'libraries'), { recursive: true });
  return folder;
}

/** The API's own documentation page is served by the function: its files lie beside the code. */
function copyDocs(folder: string): void {
  const from = join(project, 'node_modules', 'swagger-ui-dist');
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'])
    cpSync(join(from, file), join(folder, file));
}
