/**
 * Proposes which column of a file is which item. What is certain is taken; what is not becomes a question to the
 * department; what is missing refuses the file before any row is read.
 */
import type { Proposal, Question } from '../../../schemas/mapping.ts';
import type { MappedColumn, Mapping, Survey, SurveyedTable } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { isDesensitised } from '../desensitise/desensitised-form.ts';
import { rankTables } from './choose-table.ts';
import { fingerprintHeaders } from './fingerprint.ts';
import type { LocatedHeader } from './locate-header.ts';
import { type ItemIndex, type ItemMatch, indexItems, matchHeader } from './match-header.ts';
import { isRowNumberHeader, plainHeader } from './normalise-header.ts';
import { proposeByPosition } from './propose-by-position.ts';
import { withoutRejectsColumns } from './rejects-columns.ts';
import { askSimilar, askUnnamed } from './resembling-items.ts';
import { shownHeaders, shownTables } from './shown-names.ts';
import { titleUnit, unitFactor } from './unit-factor.ts';

export type { Proposal, Question };

export interface ProposalInput {
  readonly resource: Resource;
  readonly survey: Survey;
  /** The mapping a person confirmed for a layout of the same fingerprint: used as it is, factors too. */
  readonly remembered?: Mapping;
}

/**
 * Looks at the best table of the survey and maps its columns.
 * @throws InvalidInput when the survey has no table
 */
export function proposeMapping(input: ProposalInput): Proposal {
  const { chosen, located, others } = rankTables(input.survey, input.resource);
  const proposal =
    located === undefined || isFixedWidth(input, chosen)
      ? proposeByPosition(input.resource, chosen, input.survey.format)
      : proposeByHeader(input, chosen, located);
  return withShownTables({ ...proposal, otherTables: others }, input);
}

/** Where rows are desensitised, names of sheets are too. */
function withShownTables(proposal: Proposal, { resource, survey }: ProposalInput): Proposal {
  if (!isDesensitised(resource)) return proposal;
  const names = survey.tables.map((table) => table.name);
  const shown = shownTables(names);
  const shownAs = (name: string) => shown[names.indexOf(name)] ?? name;
  return {
    ...proposal,
    layout: { ...proposal.layout, table: shownAs(proposal.layout.table) },
    otherTables: proposal.otherTables.map(shownAs),
  };
}

function isFixedWidth({ survey, resource }: ProposalInput, table: SurveyedTable): boolean {
  return survey.format === 'fixed-width' && resource.fixedWidth !== undefined && table.columns === undefined;
}

function proposeByHeader(input: ProposalInput, table: SurveyedTable, located: LocatedHeader): Proposal {
  const { resource, remembered } = input;
  const { headerRecords } = located;
  const headers = shownHeaders(resource, located.headers);
  const stated = titleUnit(table.head.slice(0, located.titleRecords));
  const known = usableMemory(remembered, headers, resource);
  const data = table.head.slice(headerRecords);
  const { columns, questions } =
    known === undefined
      ? withUnnamed(matchColumns({ headers, data }, resource, stated), resource, data)
      : { columns: known, questions: [] };
  const rowNumbers = rowNumberColumns(columns);
  const missing = missingItems(resource, columns, questions);
  const fingerprint = fingerprintHeaders(withoutRejectsColumns(headers), stated);
  return {
    layout: { table: table.name, headerRecords, headers, fingerprint, titleUnit: stated },
    mapping: { columns },
    certain: questions.length === 0 && missing.length === 0,
    questions,
    missing,
    extra: extraHeaders(columns, rowNumbers, questions),
    rowNumbers,
    otherTables: [],
  };
}

/** A remembered mapping holds only for the very same headers (ours put aside) and items that still exist. */
function usableMemory(
  remembered: Mapping | undefined,
  headers: readonly string[],
  resource: Resource,
): MappedColumn[] | undefined {
  if (remembered === undefined) return undefined;
  const own = withoutRejectsColumns(headers).length;
  const known = remembered.columns.slice(
    0,
    withoutRejectsColumns(remembered.columns.map((c) => c.header)).length,
  );
  if (known.length !== own) return undefined;
  const codes = new Set(resource.items.map((item) => item.code));
  const fits = known.every(
    (column, index) =>
      column.column === index &&
      plainHeader(column.header) === plainHeader(headers[index] ?? '') &&
      (column.item === undefined || codes.has(column.item)),
  );
  const ours = headers.slice(own).map((header, index) => aside(own + index, header));
  return fits ? [...known, ...ours] : undefined;
}

interface Matched {
  readonly columns: MappedColumn[];
  readonly questions: Question[];
}

interface Columns {
  readonly headers: readonly string[];
  /** The first records of data. */
  readonly data: readonly (readonly string[])[];
}

/** A header merged over several columns only to be wide: the further ones repeat it and hold nothing. */
function isWidening({ headers, data }: Columns, column: number): boolean {
  return (
    column > 0 &&
    plainHeader(headers[column] ?? '') === plainHeader(headers[column - 1] ?? '') &&
    data.length > 0 &&
    data.every((row) => (row[column] ?? '').trim() === '')
  );
}

function matchColumns(from: Columns, resource: Resource, stated: string | undefined): Matched {
  const { headers } = from;
  const index = indexItems(resource);
  const matches = headers.map((header, column) =>
    header === '' || isWidening(from, column) ? undefined : matchHeader(header, index),
  );
  const contested = contestedItems(matches.map((match) => match?.item.code));
  const conflicts = headers.flatMap((header, column) => {
    const code = matches[column]?.item.code;
    return code !== undefined && contested.has(code) ? [askWhichColumn(column, header, code)] : [];
  });
  const settled = headers.map((header, column): Settled => {
    const match = matches[column];
    const open = match === undefined || contested.has(match.item.code);
    return open ? { column: aside(column, header) } : settle(column, header, match, stated);
  });
  const columns = settled.map((each) => each.column);
  const asked = [...conflicts, ...settled.flatMap((each) => each.question ?? [])];
  const resembling = similar(columns, asked, resource, index).map((one) => withUnit(one, resource, stated));
  const questions = [...asked, ...resembling];
  return { columns, questions: questions.sort((a, b) => a.column - b.column) };
}

/** A column without a name may be the required item that no other column is. */
function withUnnamed(
  { columns, questions }: Matched,
  resource: Resource,
  data: readonly (readonly string[])[],
): Matched {
  const missing = new Set(missingItems(resource, columns, questions));
  const lacking = resource.items.filter((item) => item.required && missing.has(item.code));
  const unnamed = columns.filter(
    ({ column, header }) => header === '' && data.some((row) => (row[column] ?? '').trim() !== ''),
  );
  const asked = [...questions, ...askUnnamed(unnamed, lacking)];
  return { columns, questions: asked.sort((a, b) => a.column - b.column) };
}

interface Settled {
  readonly column: MappedColumn;
  readonly question?: Question;
}

/** The factor comes from the header's unit or the title's; a unit without an exact factor is asked about. */
function settle(
  column: number,
  header: string,
  { item, how }: ItemMatch,
  stated: string | undefined,
): Settled {
  const factor = unitFactor(header, item, stated);
  if (typeof factor === 'object') {
    const candidates = [{ item: item.code, score: 1 }];
    return {
      column: aside(column, header),
      question: { column, header, candidates, why: 'unit', unit: factor.unknown },
    };
  }
  const mapped = { column, header, item: item.code, how };
  return { column: factor === undefined ? mapped : { ...mapped, factor } };
}

/** Who confirms the likeness is told at once that a factor is needed too. */
function withUnit(question: Question, resource: Resource, stated: string | undefined): Question {
  const item = resource.items.find(({ code }) => code === question.candidates[0]?.item);
  const factor = item && unitFactor(question.header, item, stated);
  return typeof factor === 'object' ? { ...question, unit: factor.unknown } : question;
}

function aside(column: number, header: string): MappedColumn {
  return { column, header, how: 'none' };
}

function askWhichColumn(column: number, header: string, item: string): Question {
  return { column, header, candidates: [{ item, score: 1 }], why: 'several-columns' };
}

function similar(
  columns: readonly MappedColumn[],
  asked: readonly Question[],
  resource: Resource,
  index: ItemIndex,
): Question[] {
  const taken = new Set([
    ...columns.map((column) => column.item),
    ...asked.flatMap((question) => question.candidates.map((candidate) => candidate.item)),
  ]);
  const inQuestion = new Set(asked.map((question) => question.column));
  const open = resource.items.filter((item) => !taken.has(item.code));
  const unknown = columns.filter(
    (column) =>
      column.item === undefined &&
      column.header !== '' &&
      !inQuestion.has(column.column) &&
      !isRowNumberHeader(column.header),
  );
  return askSimilar(unknown, open, index);
}

function contestedItems(codes: readonly (string | undefined)[]): Set<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const code of codes) {
    if (code === undefined) continue;
    if (seen.has(code)) twice.add(code);
    seen.add(code);
  }
  return twice;
}

function rowNumberColumns(columns: readonly MappedColumn[]): number[] {
  return columns
    .filter((column) => column.item === undefined && isRowNumberHeader(column.header))
    .map((column) => column.column);
}

/** Required items that no column has and no question is about; everything, if the header is of another kind. */
function missingItems(
  resource: Resource,
  columns: readonly MappedColumn[],
  questions: readonly Question[],
): string[] {
  const found = new Set([
    ...columns.flatMap((column) => column.item ?? []),
    ...questions.flatMap((question) => question.candidates.map((candidate) => candidate.item)),
  ]);
  const required = resource.items.filter((item) => item.required && !found.has(item.code));
  const lacking = found.size === 0 && required.length === 0 ? resource.items : required;
  return lacking.map((item) => item.code);
}

function extraHeaders(
  columns: readonly MappedColumn[],
  rowNumbers: readonly number[],
  questions: readonly Question[],
): string[] {
  const known = new Set([...rowNumbers, ...questions.map((question) => question.column)]);
  return columns
    .filter((column) => column.item === undefined && column.header !== '' && !known.has(column.column))
    .map((column) => column.header);
}
