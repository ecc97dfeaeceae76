/** The refinery over local files. It holds no state between jobs; each job has an engine of its own. */
import type { TokenSource } from '../core/desensitise/token-source.ts';
import type { Refinery } from '../core/ports/refinery.ts';
import { divideFile, readRecord, surveyFile } from './decode/index.ts';
import type { LocalFiles } from './local-files.ts';
import { merge } from './merge.ts';
import { pack } from './pack.ts';
import { type RefineContext, refine } from './refine.ts';
import { readRefusedRows, writeRejects } from './rejects.ts';
import { countRows, readRows } from './rows.ts';
import type { EngineOptions } from './session.ts';
import { readDocument } from './text/read-document.ts';
import { unify } from './unify.ts';
import { readViewRows } from './view-rows.ts';

export interface RefineryOptions extends EngineOptions {
  readonly files: LocalFiles;
  /** Where the tokens come from that stand for identifiers in grade 2. */
  readonly tokens?: TokenSource;
  /** Bounds birth dates. Default: the system's clock. */
  readonly today?: () => Date;
}

export function createRefinery({ files, tokens, today, ...engine }: RefineryOptions): Refinery {
  const context: RefineContext = { files, engine, tokens, today: today ?? (() => new Date()) };
  return {
    survey: (source, resource) =>
      files.withFile(source.key, (path) => surveyFile(path, { fileName: source.fileName, resource })),
    divide: (source, survey, layout, target) =>
      files.withFile(source.key, (path) => divideFile(path, survey, layout.headerRecords, target)),
    refine: (job) => refine(context, job),
    unify: (job) => unify(context, job),
    pack: (job) => pack(context, job),
    merge: (job) => merge(context, job),
    rows: (query) => (query.over ? readViewRows(context, query) : readRows(context, query)),
    count: (parts) => countRows(context, parts),
    rejects: (job) => writeRejects(context, job),
    refusedRows: (rejects, options) => readRefusedRows(context, rejects, options),
    sourceRow: async (source, survey, layout, ordinal, chunk, resource) => {
      const record = await files.withFile(source.key, (path) =>
        readRecord(path, survey, layout.table, ordinal, chunk, resource),
      );
      const sheet = layout.table === '' ? undefined : layout.table;
      return { line: record.line, sheet, cells: record.cells, headers: layout.headers };
    },
    text: ({ source, masked }) => files.withFile(source.key, (path) => readDocument(path, { masked })),
  };
}
