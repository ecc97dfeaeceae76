/** Aggregates. */
import type { FunctionLibrary } from '../function-entry.ts';
import { approximate } from './aggregates-approximate.ts';
import { checksums } from './aggregates-checksum.ts';
import { collected } from './aggregates-collected.ts';
import { countedAggregates } from './aggregates-counted.ts';
import { extremeAggregates } from './aggregates-extremes.ts';
import { reducedAggregates } from './aggregates-reduced.ts';
import { sketches } from './aggregates-sketches.ts';
import { spread } from './aggregates-spread.ts';
import { sums } from './aggregates-sums.ts';

const parts = [
  sums,
  extremeAggregates,
  collected,
  spread,
  approximate,
  countedAggregates,
  checksums,
  reducedAggregates,
  sketches,
];

export const aggregates: FunctionLibrary = {
  entries: parts.flatMap(({ entries }) => entries),
  refused: parts.flatMap(({ refused }) => refused),
  macros: parts.flatMap(({ macros }) => macros),
};
