/** What the parts of the acceptance suite share. */
import type { BatchView, ParcelView } from '../../schemas/api-answers.ts';
import { ask, type Home, until } from './home.ts';

export const slow = 120_000;

export type Uploaded = BatchView & { same: boolean };

export const upload = (home: Home, file: string, resource: string, ...more: string[]): Promise<Uploaded> =>
  ask<Uploaded>(home, ['upload', file, '--resource', resource, '--wait', ...more]);

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
