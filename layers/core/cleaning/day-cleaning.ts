/** Days and months; the fast readings take the commonest forms. See `value-sql.ts` for the forms people write. */
import type { ItemCleaning, Names } from './item-plan.ts';
import { judgeMissed } from './judge-missed.ts';

export function cleanDate(n: Names): ItemCleaning {
  const plain = `regexp_full_match(${n.c}, '[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}')`;
  const whens = `WHEN ${plain} THEN TRY_CAST(${n.c} AS DATE)
    WHEN regexp_full_match(${n.c}, '[0-9]{8}') THEN TRY_CAST(concat(${n.c}[1:4], '-', ${n.c}[5:6], '-', ${n.c}[7:8]) AS DATE)
    WHEN regexp_full_match(${n.c}, '[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日') THEN TRY_CAST(rtrim(translate(${n.c}, '年月日', '--'), '-') AS DATE)`;
  return {
    fast: `CASE ${whens} END`,
    text: `sy_tidy(${n.f})`,
    first: `sy_day(${n.t})`,
    value: n.v,
    suspicious: [],
    ...judgeMissed(n, [
      ['impossible-date', `sy_day_text(${n.t}) IS NOT NULL`],
      ['bad-date', 'true'],
    ]),
  };
}

export function cleanMonth(n: Names): ItemCleaning {
  const plain = `regexp_full_match(${n.c}, '20[0-9]{2}(0[1-9]|1[0-2])')`;
  return {
    fast: `CASE WHEN ${plain} THEN ${n.c} END`,
    text: `sy_tidy(${n.f})`,
    first: `sy_month(${n.t})`,
    value: n.v,
    suspicious: [],
    ...judgeMissed(n, [['bad-month', 'true']]),
  };
}
