/**
 * The store's work: asks the platform which questions are approved, checks each, runs it on every period that was
 * loaded, keeps the result, hands it in. It can be killed between any two sentences and run again: what was kept is
 * handed in as it is, and the platform takes it once.
 */

import { spentOf } from '../../layers/core/disclosure/budget.ts';
import { usualRules } from '../../layers/core/disclosure/rules.ts';
import { sha256 } from '../../layers/core/ledger/merkle.ts';
import { questionBytes } from '../../layers/core/questions/decide-question.ts';
import { resultBytes } from '../../layers/core/questions/take-result.ts';
import type { ApprovedQuestion, Question, SignedQuestion } from '../../schemas/question.ts';
import type { Resource } from '../../schemas/resource.ts';
import type { HandedResult, ResultDocument } from '../../schemas/result.ts';
import { allPages } from '../all-pages.ts';
import { type ApiClient, encode } from '../api-client.ts';
import { CommandFailure, TransientFailure } from '../failures.ts';
import { answerMatch } from './answer-match.ts';
import { answerStatistic } from './answer-statistic.ts';
import { type Certifying, certify, type OpenRequest } from './certify.ts';
import { checkQuestion } from './check-question.ts';
import { currentRows, periodsOf } from './current-rows.ts';
import type { DepartmentStore } from './open-store.ts';

export interface Worked {
  readonly made: readonly string[];
  readonly posted: readonly string[];
  /** The request for the store's certificate, while it is not issued: without one nothing is handed in. */
  readonly certificate?: OpenRequest;
  /** Questions that were not run, and why. */
  readonly refused: readonly {
    readonly question: string;
    readonly code: string;
    readonly zh: string;
    readonly en: string;
  }[];
}

/** One pass. @throws TransientFailure when the platform cannot be reached: what was kept is handed in next time */
export async function workOnce(work: Certifying): Promise<Worked> {
  const { chain, open } = await certify(work);
  const posted = await handIn(work, chain);
  const made: string[] = [];
  const refused: Worked['refused'][number][] = [];
  for (const question of await approvedQuestions(work))
    try {
      made.push(...(await runQuestion(work, question)));
    } catch (error) {
      if (!(error instanceof CommandFailure) || error instanceof TransientFailure) throw error;
      const { code, zh, message: en } = error;
      refused.push({ question, code, zh, en });
      work.store.state.log(work.now.toISOString(), 'question not run', { question, code });
    }
  posted.push(...(await handIn(work, chain)));
  return { made, posted, refused, ...(open ? { certificate: open } : {}) };
}

/** What the platform answers when a result is not wanted any more. */
const unwanted: ReadonlySet<string> = new Set([
  'not-approved',
  'term-over',
  'other-version',
  'result-exists',
]);

const nameOf = ({ question, version, period }: ResultDocument): string => `${question}/${version}/${period}`;

/** Signed only now: the key and its certificate may have been replaced since the result was made. */
async function handIn(
  { store, client, probe, now }: Certifying,
  chain: readonly string[] | undefined,
): Promise<string[]> {
  if (chain === undefined) return [];
  const posted: string[] = [];
  for (const document of store.state.unposted()) {
    const name = nameOf(document);
    const signature = store.sign(resultBytes(document));
    const body: HandedResult = { document, signature, chain: [...chain] };
    try {
      await client.post(`/questions/${encode(document.question)}/results`, body, name);
      await probe.at('store-work: result posted');
      store.state.markPosted(document, now.toISOString());
      posted.push(name);
    } catch (error) {
      if (!(error instanceof CommandFailure) || !unwanted.has(error.code)) throw error;
      // Withdrawn or changed meanwhile: it never leaves.
      store.state.markPosted(document, now.toISOString());
      store.state.log(now.toISOString(), 'result not taken', { result: name, code: error.code });
    }
  }
  return posted;
}

async function approvedQuestions({ store, client }: Certifying): Promise<string[]> {
  const found: string[] = [];
  for (const resource of new Set(store.state.loads().map((load) => load.resource))) {
    const path = `/questions?resource=${encode(resource)}&state=approved&limit=100`;
    const approved = await allPages<Question>(client, path);
    const own = approved.filter((one) => one.provider === store.settings.department);
    found.push(...own.map((one) => one.id));
  }
  return found.sort();
}

async function runQuestion(work: Certifying, id: string): Promise<string[]> {
  const { store, client, probe, now } = work;
  const signed = await client.get<SignedQuestion>(`/questions/${encode(id)}/approved`);
  const { department, rootKey } = store.settings;
  await checkQuestion(signed, { question: id, department, rootKey, now });
  await probe.at('store-work: question checked');
  const { spec, version } = signed.document;
  const { resource } = await client.get<{ resource: Resource }>(`/resources/${encode(spec.resource)}`);
  const made: string[] = [];
  for (const period of periodsOf(store, spec.resource)) {
    if (period < spec.periods.from || period > spec.periods.to) continue;
    if (store.state.hasResult(id, version, period)) continue;
    if (await answer(work, signed.document, resource, period)) made.push(`${id}/${version}/${period}`);
  }
  return made;
}

/** @returns false when the budget is used up: then it waits until some of it returns */
async function answer(
  work: Certifying,
  document: ApprovedQuestion,
  resource: Resource,
  period: string,
): Promise<boolean> {
  const { store, now } = work;
  const at = now.toISOString();
  const { question, version, spec } = document;
  const base = {
    schema: 'result/1' as const,
    question,
    version,
    questionDigest: await sha256(questionBytes(document)),
    department: store.settings.department,
    resource: spec.resource,
    period,
    madeAt: at,
  };
  if (spec.kind === 'match') {
    const rows = await currentRows(store, resource, period, spec.filter);
    const hits = await answerMatch(spec, rows, (values) => makeTokens(work.client, spec, values));
    await keep(work, { ...base, hits }, [], new Map());
    return true;
  }
  const others = spec.measures.flatMap((one) => (one.measure === 'count' ? [] : [one]));
  if (others.some((one) => (store.state.capOf(spec.resource, one.item) ?? one.cap) !== one.cap)) {
    await keep(work, { ...base, withheld: 'cap', cells: [] }, [], new Map());
    return true;
  }
  const given = store.state.given(spec.resource);
  const all = await currentRows(store, resource, period);
  const wanted = spec.filter === undefined ? all : await currentRows(store, resource, period, spec.filter);
  const { left } = spentOf(given, usualRules, now);
  const asked = {
    spec,
    resource,
    period,
    release: `${question}/${version}/${period}`,
    at,
    left,
    all,
    wanted,
  };
  const { release, cells, caps } = await answerStatistic(store, usualRules, asked);
  await work.probe.at('store-work: result made');
  if ('withheld' in release && release.withheld === 'budget') {
    store.state.log(at, 'budget used up', { question, version, period, left });
    return false;
  }
  const fresh = 'withheld' in release ? [] : release.given;
  const spent = spentOf([...given, ...fresh], usualRules, now);
  const budget = { ...spent, department: base.department, resource: spec.resource, at };
  const outcome =
    'withheld' in release
      ? { withheld: release.withheld as 'too-few' | 'history' }
      : { joined: release.joined };
  await keep(work, { ...base, ...outcome, cells, budget }, fresh, caps);
  return true;
}

async function keep(
  { store, probe, now }: Certifying,
  document: ResultDocument,
  given: Parameters<DepartmentStore['state']['keepResult']>[1],
  caps: ReadonlyMap<string, number>,
): Promise<void> {
  store.state.keepResult(document, given, caps, now.toISOString());
  await probe.at('store-work: result kept');
}

async function makeTokens(
  client: ApiClient,
  spec: { resource: string; token: string },
  values: readonly string[],
): Promise<readonly string[]> {
  const body = { resource: spec.resource, item: spec.token, values };
  return (await client.post<{ tokens: string[] }>('/tokens', body)).tokens;
}
