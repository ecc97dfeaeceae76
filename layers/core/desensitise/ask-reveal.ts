/**
 * Clear text of one value, through the provider's side. The owner of a case asks; the provider's own clerk answers
 * with what only the asker can open. The platform carries the sealed answer for some hours and never sees what is in
 * it. Who asked, why, for which case, who answered: all of it stands in the ledger.
 */
import type { Resource } from '../../../schemas/resource.ts';
import type { Reveal, Sealed } from '../../../schemas/reveal.ts';
import { tokenKindOf } from '../cleaning/desensitise.ts';
import { Forbidden, InvalidInput, Refused } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { absent, definitions, type Held, must } from '../records.ts';
import { type Account, Transaction } from '../transaction.ts';
import { reveals } from './kinds.ts';

const step = 'reveal';

export interface RevealWish {
  readonly actor: string;
  /** Whose officer asks. */
  readonly department: string;
  readonly resource: string;
  readonly provider?: string | undefined;
  readonly item: string;
  readonly token: string;
  readonly reason: string;
  readonly caseReference: string;
  readonly publicKey: string;
}

/** @throws Refused for an item that is no token, InvalidInput when it must be said which department is asked */
export const askReveal =
  (ports: Ports) =>
  async (wish: RevealWish): Promise<Reveal> => {
    const { resource } = (await must(ports.records, definitions, wish.resource)).value;
    const provider = providerOf(resource, wish.provider);
    const asked = resource.items.find(({ code }) => code === wish.item);
    if (asked === undefined || tokenKindOf(asked) === undefined) throw noToken(resource, wish.item);
    const now = ports.clock.now();
    const { actor, department, item, token, reason, caseReference, publicKey } = wish;
    const reveal: Reveal = {
      id: ports.ids.next(),
      resource: resource.code,
      provider,
      department,
      item,
      token,
      reason,
      caseReference,
      publicKey,
      askedBy: actor,
      askedAt: now.toISOString(),
      expires: new Date(now.getTime() + ports.settings.revealHours * 3_600_000).toISOString(),
      stage: 'asked',
    };
    await new Transaction(ports, { step, department, actor })
      .put(reveals, absent(reveals.key(reveal.id)), reveal, accountOf('clear text asked for', reveal))
      .tell({
        to: provider,
        id: `${reveals.key(reveal.id)}@1`,
        severity: 'info',
        subject: '有一项原文申请待答复 a request for clear text waits',
        body: `${resource.code} ${item}，案件 case ${caseReference}；shuiyuan reveal list --as ${provider} --side provider`,
      })
      .commit();
    return reveal;
  };

const accountOf = (action: string, reveal: Reveal): Account => ({
  action,
  detail: {
    resource: reveal.resource,
    item: reveal.item,
    case: reveal.caseReference,
    reason: reveal.reason,
    provider: reveal.provider,
  },
});

function providerOf({ code, departments }: Resource, asked: string | undefined): string {
  const [only] = departments;
  if (asked === undefined && departments.length === 1) return only as string;
  if (asked !== undefined && departments.includes(asked)) return asked;
  throw new InvalidInput(
    `say which department answers: ${code} is provided by ${departments.join(', ')}`,
    `请指明由哪个部门答复：${code} 由 ${departments.join('、')} 提供`,
  );
}

const noToken = ({ code }: Resource, item: string): Refused =>
  new Refused(
    'not-a-token',
    `${item} of ${code} is not an item that became a token; only such a value can be asked for`,
    `${code} 的 ${item} 不是换成令牌的信息项，只有这类值可以申请原文`,
  );

/** @throws Forbidden for the asker himself, Refused when it is over */
export const answerReveal =
  (ports: Ports) =>
  (held: Held<Reveal>, actor: string, sealed: Sealed): Promise<Reveal> =>
    settle(ports, held, actor, { stage: 'answered', sealed }, 'clear text answered, sealed for the asker');

export const refuseReveal =
  (ports: Ports) =>
  (held: Held<Reveal>, actor: string, refusal: string): Promise<Reveal> =>
    settle(ports, held, actor, { stage: 'refused', refusal }, 'clear text refused');

async function settle(
  ports: Ports,
  held: Held<Reveal>,
  actor: string,
  change: Partial<Reveal>,
  action: string,
): Promise<Reveal> {
  const { value } = held;
  if (actor === value.askedBy)
    throw new Forbidden(
      'who asked for clear text does not answer it; somebody else of the provider does',
      '申请人不得自行答复，请由提供部门的其他人员答复',
    );
  const now = ports.clock.now().toISOString();
  if (value.stage !== 'asked' || value.expires <= now)
    throw new Refused(
      'reveal-over',
      `this request is ${value.stage === 'asked' ? 'expired' : value.stage}; it cannot be answered any more`,
      '该申请已答复、拒绝或过期，不能再答复',
    );
  const settled: Reveal = { ...value, ...change, answeredBy: actor, answeredAt: now };
  await new Transaction(ports, { step, department: value.provider, actor })
    .put(reveals, held, settled, accountOf(action, settled))
    .tell({
      to: value.department,
      id: `${held.key}@${held.version + 1}`,
      severity: 'info',
      subject: '原文申请已有答复 a request for clear text is answered',
      body: `${value.resource} ${value.item}，案件 case ${value.caseReference}；shuiyuan reveal open ${value.id}`,
    })
    .commit();
  return settled;
}

/** Its hours are over: what was sealed goes. */
export async function expireReveal(ports: Ports, held: Held<Reveal>, now: string): Promise<boolean> {
  const { sealed: _, ...kept } = held.value;
  if (kept.expires > now || (kept.stage !== 'asked' && kept.stage !== 'answered')) return false;
  const expired: Reveal = { ...kept, stage: 'expired' };
  await new Transaction(ports, { step, department: kept.department, actor: 'system' })
    .put(reveals, held, expired, accountOf('request for clear text expired', expired))
    .commit();
  return true;
}
