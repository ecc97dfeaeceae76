/** Jobs for tests: a definition in short form, a file, and the layout and mapping that a confirmed header gives. */
import type { RefineJob } from '../../../layers/core/ports/refinery.ts';
import { createRefinery, type RefineryOptions } from '../../../layers/refinery/index.ts';
import { type Item, type Resource, resourceSchema } from '../../../schemas/resource.ts';
import type { TempFiles } from './temp-files.ts';

export const today = () => new Date('2026-01-01T00:00:00Z');

export function defineResource(items: Partial<Item>[], more: Partial<Resource> = {}): Resource {
  return resourceSchema.parse({
    code: 'TEST',
    name: '测试资源',
    nameEn: 'test',
    departments: ['tax'],
    cycle: 'monthly',
    grade: 1,
    mode: 'full',
    items: items.map((item) => ({ name: item.code, type: 'text', ...item })),
    ...more,
  });
}

export function refineryOf(files: TempFiles, more: Partial<RefineryOptions> = {}) {
  return createRefinery({ files, today, ...more });
}

/** A job over a file whose columns are the resource's items in order, with these columns after them. */
export async function jobOf(
  files: TempFiles,
  resource: Resource,
  bytes: string | Uint8Array,
  more: Partial<RefineJob> & {
    fileName?: string;
    extra?: string[];
    factors?: Record<string, string>;
    headerRecords?: number;
  } = {},
): Promise<RefineJob> {
  const attempt = more.attempt ?? 'a1';
  const source = files.write(`drop/${attempt}/${more.fileName ?? 'data.csv'}`, bytes);
  const survey = await refineryOf(files).survey(source, resource);
  const headers = [...resource.items.map((item) => item.name), ...(more.extra ?? [])];
  const columns = headers.map((header, column) => ({
    column,
    header,
    item: resource.items[column]?.code,
    factor: more.factors?.[resource.items[column]?.code ?? ''],
    how: resource.items[column] ? ('name' as const) : ('none' as const),
  }));
  const { fileName: _, extra: __, factors: ___, headerRecords, ...rest } = more;
  return {
    source,
    survey,
    layout: {
      table: survey.tables[0]?.name ?? '',
      headerRecords: headerRecords ?? 1,
      headers,
      fingerprint: 'f',
    },
    mapping: { columns },
    resource,
    department: 'tax',
    batch: 'b1',
    period: '201503',
    attempt,
    ...rest,
  };
}
