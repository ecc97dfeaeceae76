/** The code the stack ships: what `buildCode` made, or a stand-in where only the template is of interest. */
import { join, resolve } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildDuckdbLayer } from '../layers/duckdb/build-layer.ts';
import { bundleFunctions } from './bundle-functions.ts';
import { type FunctionName, functionNames } from './function-names.ts';
import type { Stage } from './stage.ts';

const usualOutput = resolve(import.meta.dirname, '..', 'dist');

export interface BuiltCode {
  readonly ofFunction: (name: FunctionName) => Code;
  /** The native binary of DuckDB, for the stage's architecture. */
  readonly duckdbLayer: () => Code;
}

/** Bundles every function and lays out the layer, under dist/ or `output`. @throws when a bundle does not build */
export function buildCode(stage: Pick<Stage, 'architecture'>, output: string = usualOutput): BuiltCode {
  const folders = bundleFunctions(functionNames, join(output, 'functions'));
  const layer = buildDuckdbLayer(stage.architecture, join(output, 'layers'));
  return { ofFunction: (name) => Code.fromAsset(folders[name]), duckdbLayer: () => Code.fromAsset(layer) };
}
