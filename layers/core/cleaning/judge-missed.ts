/** What is wrong with a cell that says something and could not be read. */
import type { ItemProblem, Names } from './item-plan.ts';
import type { RuleWord } from './rules.ts';

/** @param rules with the SQL of when each holds; the first that does is the verdict */
export function judgeMissed(
  n: Names,
  rules: readonly (readonly [rule: RuleWord, when: string])[],
): { verdict: string; problems: ItemProblem[] } {
  const cases = rules.map(([, when], i) => `WHEN ${when} THEN ${i}`).join(' ');
  return {
    verdict: `CASE WHEN ${n.v} IS NULL AND NOT sy_empty_mark(${n.c}) THEN CASE ${cases} END END`,
    problems: rules.map(([rule], i) => ({ rule, when: `${n.k} = ${i}` })),
  };
}
