/** Which sheet of a workbook, or which file of an archive, holds the resource. */
import type { Survey, SurveyedTable } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { InvalidInput } from '../errors.ts';
import { locateHeader } from './locate-header.ts';

/**
 * The best table: visible before hidden, then the most items matched by its header, then the first.
 * @throws InvalidInput when the survey has no table
 */
export function chooseTable(survey: Survey, resource: Resource): SurveyedTable {
  return rankTables(survey, resource).chosen;
}

/** The best table, and the names of others whose header matches as many items: for now they are not read. */
export function rankTables(survey: Survey, resource: Resource): { chosen: SurveyedTable; others: string[] } {
  const ranked = survey.tables
    .map((table) => ({ table, matched: locateHeader(table, resource)?.matched ?? 0 }))
    .sort((a, b) => rank(b) - rank(a));
  const best = ranked[0];
  if (best === undefined)
    throw new InvalidInput(
      'the file holds no table; send a file with rows of data',
      '文件中没有表格，请发送含有数据行的文件',
      { place: { resource: resource.code } },
    );
  const rivals = ranked.slice(1).filter((other) => best.matched >= 2 && other.matched >= best.matched);
  return { chosen: best.table, others: rivals.map((other) => other.table.name) };
}

/** A hidden sheet counts only where nothing visible matches anything; an empty one is worth least. */
function rank({ table, matched }: { table: SurveyedTable; matched: number }): number {
  const visible = !table.hidden && matched > 0 ? 100_000 : 0;
  const filled = table.columns !== undefined || table.head.some((row) => row.length > 0) ? 0.5 : 0;
  return visible + matched + filled + (table.hidden ? 0 : 0.25);
}
