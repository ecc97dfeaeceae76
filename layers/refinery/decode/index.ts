/** Decoders: from any file departments send to a survey and to canonical text. */
export { type DecodeOptions, decodeTable, readRecord } from './decode-table.ts';
export { divideFile } from './divide.ts';
export type { DecodeLimits } from './limits.ts';
export { surveyFile } from './survey-file.ts';
export { sampleBytes } from './text-shape.ts';
export { decodeToUtf8, isPlainUtf8Csv } from './transcode.ts';
