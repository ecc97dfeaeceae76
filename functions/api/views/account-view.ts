/** An account as those who tend it see it: with when it was seen, and what is to be reviewed. */

import { seen } from '../../../layers/core/identity/kinds.ts';
import { reviewOf } from '../../../layers/core/identity/reviews.ts';
import type { Account } from '../../../schemas/account.ts';
import type { UserAnswer } from '../../../schemas/directory-api.ts';
import type { ApiHome } from '../home.ts';

/** Views of up to 100 accounts. */
export async function viewAccounts({ ports }: ApiHome, accounts: readonly Account[]): Promise<UserAnswer[]> {
  if (accounts.length === 0) return [];
  const now = ports.clock.now().toISOString();
  const found = await ports.records.getMany(accounts.map(({ name }) => seen.key(name)));
  return accounts.map((account, index) => {
    const stored = found[index];
    const lastSeen = stored && seen.schema.parse(stored.value).at;
    const review = reviewOf(account, lastSeen, ports.settings, now);
    return { ...account, ...(lastSeen === undefined ? {} : { lastSeen }), ...(review ? { review } : {}) };
  });
}

export async function viewAccount(home: ApiHome, account: Account): Promise<UserAnswer> {
  const [view] = await viewAccounts(home, [account]);
  return view as UserAnswer;
}
