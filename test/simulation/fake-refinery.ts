/**
 * A refinery over tiny JSON files: { header, rows, poison?, pieces? }. It writes what the real one writes, in the
 * same order of calls, with rows that carry their batch, line and mapping.
 */

import { canonicalJson } from '../../layers/core/canonical-json.ts';
import { NotFound, ObjectExists, PoisonError } from '../../layers/core/errors.ts';
import { readBytes } from '../../layers/core/object-json.ts';
import type { ObjectStore } from '../../layers/core/ports/object-store.ts';
import type { PackJob, RefineJob, Refinery } from '../../layers/core/ports/refinery.ts';
import { type Chunk, type Part, type Survey, surveySchema } from '../../schemas/refinery.ts';

export interface TinyFile {
  readonly header: readonly string[];
  readonly rows: readonly string[];
  readonly poison?: 'at-survey' | 'at-refine';
  readonly pieces?: number;
  /** Makes equal-looking files differ. */
  readonly salt?: string;
}

export interface TinyRow {
  readonly batch: string;
  readonly line: number;
  readonly value: string;
  readonly mapping: string;
}

const encoder = new TextEncoder();
const decode = async <T>(objects: ObjectStore, key: string): Promise<T> =>
  JSON.parse(new TextDecoder().decode(await readBytes(objects, key)));

const poisoned = (): never => {
  throw new PoisonError('unknown-format', 'poison', '毒');
};

export function fakeRefinery(objects: ObjectStore, nextId: () => string): Refinery {
  const writePart = async (key: string, period: string, rows: readonly TinyRow[]): Promise<Part> => {
    const head = await objects.put(key, encoder.encode(JSON.stringify(rows)));
    return { key, period, rows: rows.length, bytes: head.size, sha256: head.sha256 };
  };
  const readRows = async (parts: readonly Part[]): Promise<TinyRow[]> => {
    const all: TinyRow[] = [];
    for (const part of parts) all.push(...(await decode<TinyRow[]>(objects, part.key)));
    return all;
  };
  return {
    survey: async (source) => surveyTiny(await decode<TinyFile>(objects, source.key)),
    divide: async (source) => divideTiny(await decode<TinyFile>(objects, source.key)),
    refine: async (job) => {
      const file = await decode<TinyFile>(objects, job.source.key);
      if (file.poison === 'at-refine') poisoned();
      const rows = rowsOf(file, job);
      const piece = job.chunk ? `-${job.chunk.start}` : '';
      const key = `lake/raw/${job.resource.code}/period=${job.period}/batch=${job.batch}/${job.attempt}${piece}-0.parquet`;
      const part = await writePart(key, job.period, rows);
      return {
        rows: { read: rows.length, accepted: rows.length, refused: 0, ignored: 0 },
        parts: rows.length > 0 ? [part] : [],
        findings: [],
      };
    },
    unify: async ({ parts }) => ({ parts, refused: 0, findings: [] }),
    pack: async (job) => packTiny(objects, job, await readRows(job.parts), nextId()),
    merge: async ({ resource, period, attempt, parts }) =>
      writePart(
        `lake/raw/${resource.code}/period=${period}/batch=merged-${attempt}/0.parquet`,
        period,
        await readRows(parts),
      ),
    rows: async ({ entries, limit, line }) => {
      const all: Record<string, unknown>[] = [];
      for (const entry of entries)
        for (const row of await readRows(entry.parts))
          if (entry.batches.includes(row.batch) && (line === undefined || row.line === line))
            all.push({ k: row.value, _batch: row.batch, _line: row.line });
      return all.slice(0, limit);
    },
    count: async (parts) => parts.reduce((sum, part) => sum + part.rows, 0),
    rejects: async function* rejects() {
      yield encoder.encode('行号,原因\n');
    },
    refusedRows: async () => [],
    sourceRow: async (source, _survey, _layout, ordinal) => {
      const file = await decode<TinyFile>(objects, source.key);
      return { line: ordinal, cells: [file.rows[ordinal - 2] ?? ''], headers: file.header };
    },
    text: async ({ source }) => {
      const { header } = await decode<TinyFile>(objects, source.key);
      return { type: 'txt', state: 'text', text: header.join(' '), cut: false };
    },
  };
}

function surveyTiny(file: TinyFile): Survey {
  if (file.poison === 'at-survey') poisoned();
  const head = [[...file.header], ...file.rows.map((row) => [row])];
  return surveySchema.parse({
    format: 'csv',
    encoding: 'utf-8',
    delimiter: ',',
    tables: [{ name: '', head }],
    divisible: file.pieces !== undefined,
    checks: ['type'],
  });
}

function divideTiny(file: TinyFile): Chunk[] {
  const pieces = file.pieces ?? 1;
  const size = Math.ceil(file.rows.length / pieces);
  return Array.from({ length: pieces }, (_, index) => ({
    start: index * size,
    end: Math.min(file.rows.length, (index + 1) * size),
    firstRecord: index * size + 2,
    records: size,
  }));
}

function rowsOf(file: TinyFile, job: RefineJob): TinyRow[] {
  const { start, end } = job.chunk ?? { start: 0, end: file.rows.length };
  return file.rows.slice(start, end).map((value, index) => ({
    batch: job.batch,
    line: start + index + 2,
    value,
    mapping: canonicalJson(job.mapping),
  }));
}

async function packTiny(objects: ObjectStore, job: PackJob, rows: readonly TinyRow[], nonce: string) {
  const kept = rows.filter((row) => job.batches.includes(row.batch)).sort((a, b) => a.line - b.line);
  const body = {
    manifest: job.manifest,
    rows: kept.map((row) => [row.batch, row.line, row.value]),
    zipTime: nonce,
  };
  try {
    const head = await objects.put(job.output, encoder.encode(JSON.stringify(body)));
    return { key: job.output, size: head.size, sha256: head.sha256, rows: kept.length };
  } catch (error) {
    if (!(error instanceof ObjectExists)) throw error;
    const head = await objects.head(job.output);
    if (!head) throw new NotFound(`${job.output} went`, `${job.output} 已消失`);
    const found = await decode<{ rows: unknown[] }>(objects, job.output);
    return { key: job.output, size: head.size, sha256: head.sha256, rows: found.rows.length };
  }
}
