export { createRefinery, type RefineryOptions } from './create-refinery.ts';
export { type DesensitisedFile, desensitiseFile } from './desensitise-file.ts';
export type { LocalFiles } from './local-files.ts';
