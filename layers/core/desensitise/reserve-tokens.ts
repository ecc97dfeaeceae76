/**
 * What a department is given in tokens a day. Whoever could have any number of them could try every identity number
 * there is and know each token's person: so they are counted, in the ledger, and refused above the budget with an
 * alarm. The count is made before the tokens: a death between the two counts some too many, never too few.
 */
import { PoisonError, TooMany } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import type { TokenUse } from '../ports/tokeniser.ts';
import { findOr, type Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { tokenDays } from './kinds.ts';
import type { TokenCounts, TokenSource } from './token-source.ts';

type Needed = Pick<
  Ports,
  'records' | 'clock' | 'settings' | 'probe' | 'ids' | 'queue' | 'notifier' | 'tokeniser'
>;

const step = 'make-tokens';

interface Day {
  readonly department: string;
  readonly day: string;
  readonly made: number;
  readonly refused: number;
}

/**
 * Counts tokens that are about to be made.
 * @returns how many the department has had made today, these with it
 * @throws TooMany above the day's budget
 */
export const reserveTokens =
  (ports: Needed) =>
  async (use: TokenUse, counts: TokenCounts): Promise<number> => {
    const day = ports.clock.now().toISOString().slice(0, 10);
    const asked = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const outcome = { made: 0, isOver: false };
    await repeatOnConflict(async () => {
      const first: Day = { department: use.department, day, made: 0, refused: 0 };
      const held = await findOr(ports.records, tokenDays, first, use.department, day);
      const made = held.value.made + asked;
      outcome.isOver = made > ports.settings.dailyTokens;
      outcome.made = outcome.isOver ? held.value.made : made;
      await (outcome.isOver ? refuse(ports, use, held, asked) : enter(ports, use, held, { asked, counts }));
    });
    if (outcome.isOver) throw usedUp(ports, use.department);
    return outcome.made;
  };

const transactionFor = (ports: Needed, { department, actor }: TokenUse): Transaction =>
  new Transaction(ports as Ports, { step, department, actor });

async function enter(
  ports: Needed,
  use: TokenUse,
  held: Held<Day>,
  { asked, counts }: { asked: number; counts: TokenCounts },
): Promise<void> {
  const account = { action: 'tokens made', detail: { resource: use.resource, counts } };
  await transactionFor(ports, use)
    .put(tokenDays, held, { ...held.value, made: held.value.made + asked }, account)
    .commit();
}

/** The first refusal of a day alarms; all of them stand in the ledger. */
async function refuse(ports: Needed, use: TokenUse, held: Held<Day>, asked: number): Promise<void> {
  const account = { action: 'tokens refused', detail: { resource: use.resource, asked } };
  const transaction = transactionFor(ports, use).put(
    tokenDays,
    held,
    { ...held.value, refused: held.value.refused + 1 },
    account,
  );
  if (held.value.refused === 0)
    transaction.tell({
      to: 'operator',
      id: `${held.key}/used-up`,
      severity: 'alarm',
      subject: `令牌额度用尽 tokens used up: ${use.department}`,
      body: `${use.department} 今日已换取 ${held.value.made} 个令牌，又申请 ${asked} 个（资源 ${use.resource}），已拒绝；请核实用途，确有需要再调整 dailyTokens。 / ${use.department} had ${held.value.made} tokens made today and asked for ${asked} more (resource ${use.resource}); refused. Find out what for; raise dailyTokens if it is right.`,
    });
  await transaction.commit();
}

function usedUp(ports: Needed, department: string): TooMany {
  const limit = ports.settings.dailyTokens;
  const seconds = 86_400 - Math.floor((ports.clock.now().getTime() / 1000) % 86_400);
  return new TooMany(
    `${department} may have ${limit} tokens made a day and would be above it; go on tomorrow or ask the operator`,
    `${department} 每日最多换取 ${limit} 个令牌，本次将超出；请明日继续，或联系运维人员调整`,
    seconds,
  );
}

/** The source of tokens for a home's refinery: a file above the budget can never succeed today, and says so. */
export function meteredTokens(ports: Needed): TokenSource {
  const reserve = reserveTokens(ports);
  return {
    async reserve(use, counts) {
      await reserve(use, counts).catch((error) => {
        if (!(error instanceof TooMany)) throw error;
        const place = { department: use.department, resource: use.resource };
        throw new PoisonError('token-budget', error.in('en'), error.in('zh'), { place });
      });
    },
    tokens: (order) => ports.tokeniser.tokens(order),
  };
}
