/** Which sheet of a workbook, or which file of an archive, holds the resource. */
import type { Survey, SurveyedTable } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { PoisonError } from '../errors.ts';
import { type LocatedHeader, locateHeader } from './locate-header.ts';

/**
 * The best table: visible before hidden, then the most items matched by its header, then the first.
 * @throws PoisonError when the survey has no table
 */
export function chooseTable(survey: Survey, resource: Resource): SurveyedTable {
  return rankTables(survey, resource).chosen;
}

export interface RankedTables {
  readonly chosen: SurveyedTable;
  readonly located: LocatedHeader | undefined;
  /** Names of others whose header matches as many items: for now they are not read. */
  readonly others: string[];
}

/** The best table with its header, and its rivals. @throws PoisonError when the survey has no table */
export function rankTables(survey: Survey, resource: Resource): RankedTables {
  const ranked = survey.tables
    .map((table) => ({ table, located: locateHeader(table, resource) }))
    .sort((a, b) => rank(b) - rank(a));
  const best = ranked[0];
  if (best === undefined)
    throw new PoisonError(
      'empty-file',
      'the file holds no table; send a file with rows of data',
      '文件中没有表格，请发送含有数据行的文件',
      { place: { resource: resource.code } },
    );
  const matched = best.located?.matched ?? 0;
  const rivals = ranked.slice(1).filter((other) => matched >= 2 && (other.located?.matched ?? 0) >= matched);
  return { chosen: best.table, located: best.located, others: rivals.map((other) => other.table.name) };
}

/** A hidden sheet counts only where nothing visible matches anything; an empty one is worth least. */
function rank({ table, located }: { table: SurveyedTable; located: LocatedHeader | undefined }): number {
  const matched = located?.matched ?? 0;
  const visible = !table.hidden && matched > 0 ? 100_000 : 0;
  const filled = table.columns !== undefined || table.head.some((row) => row.length > 0) ? 0.5 : 0;
  return visible + matched + filled + (table.hidden ? 0 : 0.25);
}
