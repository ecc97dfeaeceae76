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
