/**
 * Idempotency keys: the first request under a key is done, and its answer kept for a day; the same again gets that
 * answer. The key is claimed before the work, so of two at once one works and the other waits for its answer. Who
 * died at the work leaves a claim that is taken over after a minute.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { canonicalJson } from '../../layers/core/canonical-json.ts';
import { ConditionFailed, TransientError } from '../../layers/core/errors.ts';
import { KeyReused } from './api-errors.ts';
import type { ApiHome } from './home.ts';

const keptSchema = z.object({ hash: z.string(), at: z.string(), answer: z.unknown().optional() });
type Kept = z.infer<typeof keptSchema>;

const claimMilliseconds = 60_000;
const patienceMilliseconds = 20_000;
const keepMilliseconds = 86_400_000;
const kept = 'idempotency';

export interface Repeatable {
  readonly department: string;
  readonly key: string | undefined;
  /** Route and body: what must be the same under the same key. */
  readonly request: unknown;
}

/** @throws KeyReused for another request under the same key */
export async function once<T>(
  home: ApiHome,
  { department, key, request }: Repeatable,
  work: () => Promise<T>,
): Promise<T> {
  if (key === undefined) return work();
  const name = `${kept}/${department}/${key}`;
  const hash = createHash('sha256').update(canonicalJson(request)).digest('hex');
  const claim = await claimOrAnswer(home, name, hash);
  if ('answer' in claim) return claim.answer as T;
  const answer = await work().catch(async (error: unknown) => {
    await release(home, name, claim.version);
    throw error;
  });
  const version = await tryKeep(home, name, claim.version, { hash, at: now(home), answer });
  await forgetOld(home);
  return version === undefined ? takenOver(home, name, answer) : answer;
}

/** Slower than a minute, and another has done it meanwhile: his answer is the one that counts. */
async function takenOver<T>(home: ApiHome, name: string, own: T): Promise<T> {
  const stored = await home.ports.records.get(name);
  return (stored && (keptSchema.parse(stored.value).answer as T | undefined)) ?? own;
}

const now = (home: ApiHome): string => home.ports.clock.now().toISOString();

type Claim = { readonly version: number } | { readonly answer: unknown };

async function claimOrAnswer(home: ApiHome, name: string, hash: string): Promise<Claim> {
  const end = performance.now() + patienceMilliseconds;
  while (performance.now() < end) {
    const stored = await home.ports.records.get(name);
    const found = stored && keptSchema.parse(stored.value);
    if (found && found.hash !== hash) throw new KeyReused();
    if (found && found.answer !== undefined) return { answer: found.answer };
    if (!found || isAbandoned(home, found)) {
      const version = await tryKeep(home, name, stored?.version ?? 0, { hash, at: now(home) });
      if (version !== undefined) return { version };
    } else await (home.pause ?? sleep)(50);
  }
  throw new TransientError(
    'the first request under this key is still at work; ask again in a few seconds',
    '同一幂等键的首个请求仍在处理，请几秒后再试',
  );
}

const isAbandoned = (home: ApiHome, found: Kept): boolean =>
  home.ports.clock.now().getTime() - Date.parse(found.at) > claimMilliseconds;

async function keep(home: ApiHome, name: string, expect: number, value: Kept): Promise<number> {
  await home.ports.records.commit([{ put: name, value, expect, indexes: { due: [kept, value.at] } }]);
  return expect + 1;
}

async function tryKeep(
  home: ApiHome,
  name: string,
  expect: number,
  value: Kept,
): Promise<number | undefined> {
  try {
    return await keep(home, name, expect, value);
  } catch (error) {
    if (error instanceof ConditionFailed) return undefined;
    throw error;
  }
}

/** A failure is not remembered: the caller may correct its request and come again under the same key. */
async function release(home: ApiHome, name: string, expect: number): Promise<void> {
  await home.ports.records.commit([{ remove: name, expect }]).catch((error) => {
    if (!(error instanceof ConditionFailed)) throw error;
  });
}

/** Each kept answer takes a few old ones with it, so that they never pile up. */
async function forgetOld(home: ApiHome): Promise<void> {
  const to = new Date(home.ports.clock.now().getTime() - keepMilliseconds).toISOString();
  const page = await home.ports.records.query('due', kept, { to, limit: 10 });
  if (page.items.length === 0) return;
  await home.ports.records.commit(page.items.map((item) => ({ remove: item.key })));
}
