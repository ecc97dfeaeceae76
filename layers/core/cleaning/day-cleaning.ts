/** Days and months: see `value-sql.ts` for the forms people write. */
import type { ItemCleaning, Names } from './item-cleaning.ts';

export function cleanDate(n: Names): ItemCleaning {
  const plain = `regexp_full_match(${n.c}, '[0-9]{4}-[0-9]{2}-[0-9]{2}')`;
  const fast = `CASE WHEN ${plain} THEN TRY_CAST(${n.c} AS DATE) END`;
  const missed = `${n.v} IS NULL AND NOT sy_empty_mark(${n.c})`;
  return {
    fast,
    text: `CASE WHEN NOT ${plain} THEN sy_tidy(${n.f}) END`,
    first: `CASE WHEN ${plain} THEN TRY_CAST(${n.c} AS DATE) ELSE sy_day(${n.t}) END`,
    value: n.v,
    suspicious: [],
    problems: [
      { rule: 'impossible-date', when: `${missed} AND sy_day_text(${n.t}) IS NOT NULL` },
      { rule: 'bad-date', when: `${missed} AND sy_day_text(${n.t}) IS NULL` },
    ],
  };
}

export function cleanMonth(n: Names): ItemCleaning {
  const plain = `regexp_full_match(${n.c}, '20[0-9]{2}(0[1-9]|1[0-2])')`;
  return {
    fast: `CASE WHEN ${plain} THEN ${n.c} END`,
    text: `CASE WHEN NOT ${plain} THEN sy_tidy(${n.f}) END`,
    first: `CASE WHEN ${plain} THEN ${n.c} ELSE sy_month(${n.t}) END`,
    value: n.v,
    suspicious: [],
    problems: [{ rule: 'bad-month', when: `${n.v} IS NULL AND NOT sy_empty_mark(${n.c})` }],
  };
}
