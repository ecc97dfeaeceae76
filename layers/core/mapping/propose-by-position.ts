/** Columns without a header: fixed-width text stands where the definition says; anything else is only a guess. */
import type { Proposal, Question } from '../../../schemas/mapping.ts';
import type { FileFormat, MappedColumn, SurveyedTable } from '../../../schemas/refinery.ts';
import type { Item, Resource } from '../../../schemas/resource.ts';
import { fingerprintHeaders } from './fingerprint.ts';

/** The score of a guess by position. */
const guess = 0.5;

export function proposeByPosition(resource: Resource, table: SurveyedTable, format: FileFormat): Proposal {
  if (format === 'fixed-width' && resource.fixedWidth !== undefined) return byDefinition(resource, table);
  const width = Math.max(0, ...table.head.map((row) => row.length));
  const headers = Array.from({ length: width }, (_, column) => `第${column + 1}列`);
  const fits = width === resource.items.length;
  return {
    ...empty(table, headers),
    mapping: { columns: headers.map((header, column) => ({ column, header, how: 'none' })) },
    questions: fits ? resource.items.map((item, column) => askByPosition(item, column, headers)) : [],
    missing: fits ? [] : requiredCodes(resource),
    extra: fits ? [] : headers,
  };
}

/** Names stand for the columns; who drew up the definition said what stands where. */
function byDefinition(resource: Resource, table: SurveyedTable): Proposal {
  const items = new Map(resource.items.map((item) => [item.code, item]));
  const places = resource.fixedWidth ?? [];
  const columns = places.map(
    (place, column): MappedColumn => ({
      column,
      header: items.get(place.item)?.name ?? place.item,
      item: place.item,
      how: 'name',
    }),
  );
  const placed = new Set(places.map((place) => place.item));
  const missing = requiredCodes(resource).filter((code) => !placed.has(code));
  const headers = columns.map((column) => column.header);
  return { ...empty(table, headers), mapping: { columns }, missing, certain: missing.length === 0 };
}

function empty(table: SurveyedTable, headers: string[]): Proposal {
  return {
    layout: { table: table.name, headerRecords: 0, headers, fingerprint: fingerprintHeaders(headers) },
    mapping: { columns: [] },
    certain: false,
    questions: [],
    missing: [],
    extra: [],
    rowNumbers: [],
    otherTables: [],
  };
}

function askByPosition(item: Item, column: number, headers: readonly string[]): Question {
  return {
    column,
    header: headers[column] ?? '',
    candidates: [{ item: item.code, score: guess }],
    why: 'no-header',
  };
}

/** Where nothing is required, a file of the wrong width still lacks its key. */
function requiredCodes(resource: Resource): string[] {
  const required = resource.items.filter((item) => item.required);
  const named = required.length > 0 ? required : resource.items;
  return named.map((item) => item.code);
}
