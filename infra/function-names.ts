/** The functions: each is a folder under functions/ with a handler. */
export const functionNames = [
  'accept-upload',
  'transform-batch',
  'transform-chunk',
  'tokenise',
  'route-batch',
  'deliver-parcel',
  'sweep',
  'gather-records',
  'seal-ledger',
  'export-anchor',
  'compact-lake',
  'erase-objects',
  'tend-terms',
  'publish-open',
  'refresh-library',
  'run-flows',
  'publish-lake',
  'tend-lake-leave',
  'api',
] as const;

export type FunctionName = (typeof functionNames)[number];
