/**
 * A query asked twice with one token is run once: a client whose line broke asks again with the token it had. The claim
 * stands before the query starts, so that no crash between the two makes it run twice.
 */
import { ConditionFailed, Refused, ShuiyuanError } from '../../../layers/core/errors.ts';
import { findOr, type Held } from '../../../layers/core/records.ts';
import { queryTokens } from '../../../layers/core/workbench/kinds.ts';
import type { QueryToken } from '../../../schemas/workbench.ts';
import { invalid } from '../athena-error.ts';
import type { Asked, AthenaHome } from '../home.ts';
import { sha256 } from '../signature/signature.ts';

interface WithToken {
  readonly ClientRequestToken?: string | undefined;
}

/** @returns the number that `start` gave, now or the first time */
export async function startOnce(
  { ports: { records, clock } }: AthenaHome,
  { input, principal }: Asked<WithToken>,
  start: () => Promise<string>,
): Promise<string> {
  if (input.ClientRequestToken === undefined) return start();
  const value = { asked: sha256(JSON.stringify(input)), at: clock.now().toISOString() };
  const held = await findOr(records, queryTokens, value, principal.name, sha256(input.ClientRequestToken));
  if (held.version > 0) return claimed(held, value.asked);
  const indexes = queryTokens.indexes?.(value) ?? {};
  const put = (more: { id?: string } = {}) => ({ put: held.key, value: { ...value, ...more }, indexes });
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
  await records.commit([{ ...put({ id }), expect: 1 }]);
  return id;
}

function claimed({ value }: Held<QueryToken>, asked: string): string {
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
