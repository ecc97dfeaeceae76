/** What is kept of a value that is generalised, as SQL over the clean value. */
import type { Generalise, Item } from '../../../schemas/resource.ts';

/** Years and districts of an identity number stand in it; its own normal form has 18 characters. */
function ofPerson(kept: Generalise['to'], v: string): string {
  return kept === 'birth-year' ? `substring(${v}, 7, 4)` : `left(${v}, 6)`;
}

/** Up to the district or county; where the text names none, up to the city. Division codes: their six digits. */
const districtSql = (v: string): string =>
  `CASE WHEN regexp_full_match(${v}, '[0-9]{6,12}') THEN left(${v}, 6)
    ELSE coalesce(nullif(regexp_extract(${v}, '^(.{0,20}?[区县旗])'), ''),
      nullif(regexp_extract(${v}, '^(.{0,12}?市)'), ''), '***') END`;

const number = (value: number): string => (Number.isInteger(value) ? `${value}` : value.toFixed(6));

function bandSql(v: string, width: number): string {
  const low = `CAST(floor(CAST(${v} AS DOUBLE) / ${width}) * ${width} AS DECIMAL(38,2))`;
  const text = (sql: string) => `regexp_replace(CAST(${sql} AS VARCHAR), '\\.00$', '')`;
  return `concat('[', ${text(low)}, ',', ${text(`CAST(${low} + ${width} AS DECIMAL(38,2))`)}, ')')`;
}

function bandsSql(v: string, given: readonly number[]): string {
  const bounds = [...new Set(given)].sort((a, b) => a - b);
  const upTo = bounds.map((bound, at) => {
    const low = at === 0 ? '' : number(bounds[at - 1] as number);
    return `WHEN ${v} < ${number(bound)} THEN '[${low},${number(bound)})'`;
  });
  return `CASE ${upTo.join(' ')} ELSE '[${number(bounds.at(-1) as number)},)' END`;
}

/** SQL of what is stored; `v` is SQL of the value, `text` of the same as text. */
export function generaliseSql(item: Item, v: string, text: string): string {
  const { generalise } = item;
  if (generalise === undefined) return 'NULL';
  if (generalise.to === 'band') return bandSql(v, generalise.width);
  if (generalise.to === 'bands') return bandsSql(v, generalise.bounds);
  if (item.identifier === 'resident-id') return ofPerson(generalise.to, text);
  return generalise.to === 'birth-year' ? `left(${text}, 4)` : districtSql(text);
}
