/**
 * A query asked twice with one token is run once: a client whose line broke asks again with the token it had. The claim
 * stands before the query starts, so that no crash between the two makes it run twice.
 */
import { z } from 'zod';
import { ConditionFailed, Refused, ShuiyuanError } from '../../../layers/core/errors.ts';
import { findOr, type Held, kind } from '../../../layers/core/records.ts';
import { invalid } from '../athena-error.ts';
import type { Asked, AthenaHome } from '../home.ts';
import { sha256 } from '../signature/signature.ts';

const claims = kind({
  name: 'query-token',
  key: (actor: string, token: string) => `query-token/${actor}/${token}`,
  schema: z.object({
    /** SHA-256 of all that was asked. */
    asked: z.string(),
    /** The execution's number, when it has one. */
    id: z.string().optional(),
  }),
});

interface WithToken {
  readonly ClientRequestToken?: string | undefined;
}

/** @returns the number that `start` gave, now or the first time */
export async function startOnce(
  { ports: { records } }: AthenaHome,
  { input, principal }: Asked<WithToken>,
  start: () => Promise<string>,
): Promise<string> {
  if (input.ClientRequestToken === undefined) return start();
  const value = { asked: sha256(JSON.stringify(input)) };
  const held = await findOr(records, claims, value, principal.name, sha256(input.ClientRequestToken));
  if (held.version > 0) return claimed(held, value.asked);
  const put = (id?: string) => ({ put: held.key, value: id === undefined ? value : { ...value, id } });
  try {
    await records.commit([{ ...put(), expect: 0 }]);
  } catch (error) {
    throw error instanceof ConditionFailed ? underWay() : error;
  }
  const id = await start().catch(async (error) => {
    // Refused: whoever asks again with the token is heard anew.
    if (error instanceof ShuiyuanError) await records.commit([{ remove: held.key, expect: 1 }]);
    throw error;
  });
  await records.commit([{ ...put(id), expect: 1 }]);
  return id;
}

function claimed({ value }: Held<{ asked: string; id?: string | undefined }>, asked: string): string {
  if (value.asked !== asked)
    throw invalid(
      'Idempotent parameters do not match: this ClientRequestToken was used for another query',
      'IDEMPOTENT_PARAMETER_MISMATCH',
    );
  if (value.id === undefined) throw underWay();
  return value.id;
}

const underWay = (): Refused =>
  new Refused(
    'query-starting',
    'a query with this ClientRequestToken is starting, or was cut off while it did: look at your queries, and ask with a new token',
    '同一令牌的查询正在启动或启动时中断，请先查看查询列表，再以新的令牌提交',
  );
