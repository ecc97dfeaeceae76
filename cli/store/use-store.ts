/** A store as a command uses it: where it is, who speaks to the platform for it, opened and closed again. */
import { killProbe } from '../../layers/embedded/surroundings.ts';
import type { ApiClient } from '../api-client.ts';
import { type CommandInput, textOf } from '../command.ts';
import type { Connection } from '../connection.ts';
import type { Certifying } from './certify.ts';
import { type DepartmentStore, openStore, storeFolder } from './open-store.ts';

export const storeOption = { store: { type: 'string' } } as const;

export const clientOf = (connection: Connection, department: string): ApiClient =>
  connection.hasToken ? connection.as() : connection.as(department);

/** Opens the store, and closes it whatever happens. */
export async function inStore<T>(
  { values }: CommandInput,
  work: (store: DepartmentStore) => Promise<T>,
): Promise<T> {
  const store = await openStore(storeFolder(textOf(values, 'store')));
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** What a store's work takes. */
export const workOf = ({ connection }: CommandInput, store: DepartmentStore): Certifying => ({
  store,
  client: clientOf(connection, store.settings.department),
  probe: killProbe(process.env.SHUIYUAN_KILL_AT),
  now: new Date(),
});
