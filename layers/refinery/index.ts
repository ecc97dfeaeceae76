export { createRefinery, type RefineryOptions } from './create-refinery.ts';
export type { LocalFiles } from './local-files.ts';
