/** Questions about columns whose headers are unknown but resemble items that no column has yet. */
import type { Question } from '../../../schemas/mapping.ts';
import type { MappedColumn } from '../../../schemas/refinery.ts';
import type { Item } from '../../../schemas/resource.ts';
import { type ItemIndex, resemblance } from './match-header.ts';

/** Below this two names have nothing to do with each other; tuned on the headers of the tests. */
const enough = 0.6;
/** For an item without which the file is refused, a weaker likeness is worth a question. */
const enoughWhenRequired = 0.4;
const maxCandidates = 3;
/** Hostile files have thousands of columns: beyond these, unknown columns are kept aside unasked. */
const maxAsked = 300;

export function askSimilar(
  unknown: readonly MappedColumn[],
  open: readonly Item[],
  index: ItemIndex,
): Question[] {
  return unknown.slice(0, maxAsked).flatMap(({ column, header }): Question[] => {
    const candidates = open
      .map((item) => ({ item, score: Math.round(resemblance(header, item, index) * 100) / 100 }))
      .filter(({ item, score }) => score >= (item.required ? enoughWhenRequired : enough))
      .sort((a, b) => b.score - a.score)
      .slice(0, maxCandidates)
      .map(({ item, score }) => ({ item: item.code, score }));
    return candidates.length === 0 ? [] : [{ column, header, candidates, why: 'similar' }];
  });
}

/** A guess that no word supports. */
const unsupported = 0.3;
/** Beyond these a file without names is of another kind. */
const maxUnnamed = 3;

/** Asks whether a column without a name, but with values, is a required item that nothing else can be. */
export function askUnnamed(unnamed: readonly MappedColumn[], lacking: readonly Item[]): Question[] {
  if (lacking.length === 0 || unnamed.length > maxUnnamed) return [];
  const candidates = lacking.slice(0, maxCandidates).map((item) => ({ item: item.code, score: unsupported }));
  return unnamed.map(({ column, header }) => ({ column, header, candidates, why: 'no-header' as const }));
}
