/** The resources as they are, and surveys of small invented files. */
import { readdirSync, readFileSync } from 'node:fs';
import { parseResource } from '../../../layers/core/catalog/parse-resource.ts';
import { proposeMapping } from '../../../layers/core/mapping/propose-mapping.ts';
import type { Proposal } from '../../../schemas/mapping.ts';
import {
  type Mapping,
  type Survey,
  type SurveyedTable,
  surveySchema,
  tableSchema,
} from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';

const folder = new URL('../../../resources/', import.meta.url);

export const resources: readonly Resource[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && name !== 'departments.yaml')
  .map((name) => parseResource(readFileSync(new URL(name, folder), 'utf8'), name));

export function resource(code: string): Resource {
  const found = resources.find((each) => each.code === code);
  if (found === undefined) throw new Error(`no resource ${code}`);
  return found;
}

export function table(head: string[][], rest: Partial<SurveyedTable> = {}): SurveyedTable {
  return tableSchema.parse({ name: '', head, ...rest });
}

export function survey(tables: SurveyedTable[], rest: Partial<Survey> = {}): Survey {
  return surveySchema.parse({ format: 'csv', tables, ...rest });
}

/** Item code of each column, '-' where none is mapped; a factor follows after '×'. */
export function items(proposal: Pick<Proposal, 'mapping'>): string[] {
  return proposal.mapping.columns.map(({ item, factor }) =>
    item === undefined ? '-' : factor === undefined ? item : `${item}×${factor}`,
  );
}

/** The proposal for a file with these headers and two rows of figures. */
export function propose(
  code: string,
  headers: string[],
  rest: { above?: string[][]; remembered?: Mapping } = {},
) {
  const data = headers.map((_, i) => `${100_000 + i}`);
  const head = [...(rest.above ?? []), headers, data, data];
  return proposeMapping({
    resource: resource(code),
    survey: survey([table(head)]),
    remembered: rest.remembered,
  });
}
