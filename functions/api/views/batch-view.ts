/** A batch as its department sees it. */
import type { Language } from '../../../layers/core/errors.ts';
import type { BatchSummary, BatchView, QuestionView } from '../../../schemas/api-answers.ts';
import type { Batch } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { viewReason } from './reason-view.ts';

export function summariseBatch(batch: Batch, language: Language): BatchSummary {
  return {
    batch: batch.id,
    state: batch.stage,
    ticket: batch.ticket,
    department: batch.department,
    resource: batch.resource,
    definition: batch.definition,
    period: batch.period,
    coverage: batch.coverage,
    fileName: batch.fileName,
    size: batch.size,
    sha256: batch.sha256,
    rows: batch.rows,
    reason: viewReason(batch.reason, language),
    chunks: viewChunks(batch),
    generation: batch.generation,
    replaces: batch.replaces,
    replacedBy: batch.replacedBy,
    receivedAt: batch.acceptedAt,
    changedAt: batch.changedAt,
  };
}

export function viewBatch(batch: Batch, language: Language, resource?: Resource): BatchView {
  return {
    ...summariseBatch(batch, language),
    findings: batch.findings,
    warnings: batch.warnings,
    checks: batch.checks,
    encoding: batch.encoding,
    mapping: batch.mapping,
    questions: batch.stage === 'asks' ? viewQuestions(batch, resource) : undefined,
    hasRejects: batch.rejects.length > 0,
  };
}

/** The questions of a waiting batch, with the names of the candidate items. */
export function viewQuestions(batch: Batch, resource?: Resource): QuestionView[] {
  const names = new Map(resource?.items.map((item) => [item.code, item.name]));
  return (batch.proposal?.questions ?? []).map((question) => ({
    ...question,
    candidates: question.candidates.map(({ item, score }) => ({
      item,
      name: names.get(item) ?? item,
      score,
    })),
  }));
}

const viewChunks = ({ chunks, done }: Batch): BatchSummary['chunks'] =>
  chunks === undefined ? undefined : { done: done?.length ?? 0, total: chunks };
