/**
 * From a row in the lake or in a parcel back to where it came from: department, ticket, file, sheet and line, and
 * that line itself. Of a grade 2 or 3 resource it is the line as it was collected, desensitised.
 */
import type { Batch } from '../../../schemas/records.ts';
import { Refused } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { type MessageOfLine, messageOfLine } from '../realtime/message-of-line.ts';
import { batches, must, tickets } from '../records.ts';
import { boundResource, sourceOf } from './batch-source.ts';
import { keepsClearText } from './batch-state.ts';
import { newestList } from './live-list.ts';
import { loadParts } from './parts-ref.ts';
import { readPlan } from './plan-chunks.ts';

export interface Lineage {
  readonly batch: string;
  readonly department: string;
  readonly resource: string;
  readonly resourceVersion: number;
  readonly period: string;
  readonly ticket: string;
  readonly uploadedBy: string;
  readonly uploadedAt: string;
  readonly file: string;
  readonly sha256: string;
  readonly sheet?: string;
  /** Ordinal of the record in its table: `_line`. */
  readonly record: number;
  /** Physical line of a text file, row of a sheet; where the file still lies. */
  readonly line?: number;
  /** Of a row that came by the real-time channel. */
  readonly message?: MessageOfLine | undefined;
  readonly state: 'accepted' | 'refused' | 'unknown';
  /** The file's own cells under its own headers, or of grade 2 the row as collected. */
  readonly original?: Readonly<Record<string, unknown>>;
  readonly collected?: Readonly<Record<string, unknown>>;
  readonly problems?: readonly Record<string, unknown>[];
}

export const traceLine =
  (ports: Ports) =>
  async (id: string, line: number): Promise<Lineage> => {
    const batch = (await must(ports.records, batches, id)).value;
    const ticket = (await must(ports.records, tickets, batch.ticket)).value;
    const resource = await boundResource(ports, batch);
    const [collected, refused] = await Promise.all([
      collectedRow(ports, batch, line),
      refusedRow(ports, batch, line),
    ]);
    const original = keepsClearText(resource) ? await originalRow(ports, batch, line) : undefined;
    return {
      batch: id,
      department: batch.department,
      resource: batch.resource,
      resourceVersion: batch.definition,
      period: batch.period,
      ticket: batch.ticket,
      uploadedBy: ticket.issuedBy,
      uploadedAt: batch.acceptedAt,
      file: batch.fileName,
      sha256: batch.sha256,
      sheet: original?.sheet ?? (batch.layout?.table || undefined),
      record: line,
      line: original?.line,
      message: await messageOfLine(ports, batch, line),
      state: collected ? 'accepted' : refused ? 'refused' : 'unknown',
      original: original?.cells ?? (refused && byHeader(batch, refused.cells)),
      collected,
      problems: refused?.problems,
    };
  };

async function collectedRow(
  ports: Ports,
  batch: Batch,
  line: number,
): Promise<Record<string, unknown> | undefined> {
  if (!batch.parts) return undefined;
  const resource = await boundResource(ports, batch);
  const list = await newestList(ports, batch.resource);
  const live = list.entries.find((entry) => entry.batches.some((one) => one.batch === batch.id));
  const parts = await loadParts(ports.objects, live?.objects ?? batch.parts);
  const entries = [{ parts, batches: [batch.id] }];
  const [row] = await ports.refinery.rows({ resource, entries, lastPerKey: false, line, limit: 1 });
  return row;
}

async function refusedRow(ports: Ports, batch: Batch, line: number) {
  if (batch.rejects.length === 0) return undefined;
  const [row] = await ports.refinery.refusedRows(batch.rejects, { line, limit: 1 });
  return row;
}

async function originalRow(ports: Ports, batch: Batch, line: number) {
  const { layout } = batch;
  if (!layout || !(await ports.objects.head(batch.source))) return undefined;
  const resource = await boundResource(ports, batch);
  const plan = batch.plan === undefined ? undefined : await readPlan(ports, batch.plan);
  const survey = plan?.survey ?? (await ports.refinery.survey(sourceOf(batch), resource));
  const chunk = plan?.chunks.find((one) => line >= one.firstRecord && line < one.firstRecord + one.records);
  const row = await ports.refinery.sourceRow(sourceOf(batch), survey, layout, line, chunk);
  return { sheet: row.sheet, line: row.line, cells: byHeader(batch, row.cells) };
}

function byHeader(batch: Batch, cells: readonly string[]): Record<string, unknown> {
  const headers = batch.layout?.headers ?? [];
  return Object.fromEntries(cells.map((cell, index) => [headers[index] || `#${index + 1}`, cell]));
}

/** The refused rows of a batch as a spreadsheet in the department's own columns. */
export const downloadRejects =
  (ports: Ports) =>
  async (
    id: string,
    format: 'csv' | 'xlsx' | 'json',
    language: 'zh' | 'en',
  ): Promise<AsyncIterable<Uint8Array>> => {
    const batch = (await must(ports.records, batches, id)).value;
    if (!batch.layout || batch.rejects.length === 0)
      throw new Refused(
        'no-rejects',
        `batch ${id} has no refused rows${batch.reason ? `; ${batch.reason.en}` : ''}`,
        `批次 ${id} 没有被拒绝的行${batch.reason ? `；${batch.reason.zh}` : ''}`,
      );
    const { rejects, layout, fileName } = batch;
    return ports.refinery.rejects({ rejects, layout, fileName, format, language });
  };
