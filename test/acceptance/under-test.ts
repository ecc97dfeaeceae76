/** What the parts of the acceptance suite share. */
import type { BatchView, ParcelView } from '../../schemas/api-answers.ts';
import type { GrantView } from '../../schemas/grant-api.ts';
import { ask, type Home, until } from './home.ts';

export const slow = 120_000;

export type Uploaded = BatchView & { same: boolean };

export const upload = (home: Home, file: string, resource: string, ...more: string[]): Promise<Uploaded> =>
  ask<Uploaded>(home, ['upload', file, '--resource', resource, '--wait', ...more]);

/** A request that a department makes, for a year unless said otherwise. */
export const requestGrant = (home: Home, resource: string, as: string, ...more: string[]) =>
  ask<GrantView>(home, [
    ...['grant', 'request', resource, '--as', as, '--purpose', '核对税源', '--basis', '《税收征收管理法》'],
    ...(more.includes('--until') ? [] : ['--until', new Date(Date.now() + 365 * 86_400_000).toISOString()]),
    ...more,
  ]);

/** A grant, approved by everybody who has a say in it. */
export async function obtainGrant(
  home: Home,
  resource: string,
  as: string,
  ...more: string[]
): Promise<GrantView> {
  let grant = await requestGrant(home, resource, as, ...more);
  for (const party of grant.waitsFor)
    grant = await ask<GrantView>(home, ['grant', 'approve', grant.id, '--as', party]);
  return grant;
}

export const subscribe = (home: Home, resource: string, as: string, ...more: string[]) =>
  ask<{ id: string; resource: string }>(home, ['subscribe', resource, '--as', as, ...more]);

/** The receiver's parcel of a batch, once it is delivered. */
export const awaitParcel = (home: Home, receiver: string, batch: string, kind: ParcelView['kind'] = 'data') =>
  until(`a ${kind} parcel of ${batch}`, async () => {
    const { items } = await ask<{ items: ParcelView[] }>(home, ['inbox', 'list', '--as', receiver]);
    return items.find((one) => one.batch === batch && one.kind === kind);
  });

export interface UnderTest {
  home: Home;
  /** The dirty workbook's batch, once the first test has uploaded it. */
  dirty: Uploaded;
}
