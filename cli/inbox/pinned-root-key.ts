/** The platform's root key: from the data folder's credentials, else asked once and kept. */
import { z } from 'zod';
import type { ApiClient } from '../api-client.ts';
import type { Connection } from '../connection.ts';
import { readState, statePath, writeState } from '../kept-state.ts';

const keptSchema = z.object({ publicKey: z.string() });

/** Base64 SPKI. Once it is pinned, what the platform says later makes no difference. */
export async function pinnedRootKey(connection: Connection, client: ApiClient): Promise<string> {
  const path = statePath(connection.folder, 'root-keys', connection.url);
  const kept = await readState(path, keptSchema);
  if (kept) return kept.publicKey;
  const { publicKey } = await client.get<{ publicKey: string }>('/ledger/root-key');
  await writeState(path, { publicKey });
  return publicKey;
}
