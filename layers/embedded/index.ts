/** What the host uses of the embedded home. */
export type { EmbeddedHome, HomeCounters, HomeOptions } from './embedded-home.ts';
export { openEmbeddedHome } from './home.ts';
export { type PoolOptions, type RefineryPool, startRefineryPool } from './refinery-pool.ts';
