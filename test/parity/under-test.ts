/** The Trino that is asked: one that runs, or one started for the while. */
import { startTrino } from '../../scripts/trino.ts';
import type { TrinoSession } from './ask-trino.ts';
import { fixtureSchema } from './fixtures/index.ts';
import { shareFixtures } from './share-fixtures.ts';

export interface UnderTest {
  readonly session: TrinoSession;
  stop(): Promise<void>;
}

/** With SHUIYUAN_TRINO one that runs and has the tables; else a fresh one, which is given them. */
export async function openTrino(): Promise<UnderTest> {
  const running = process.env.SHUIYUAN_TRINO;
  if (running !== undefined) return { session: sessionOf(running), stop: async () => undefined };
  const trino = await startTrino();
  const session = sessionOf(trino.address);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void trino.stop().finally(() => process.exit(1)));
  try {
    await shareFixtures(session, trino.lake);
  } catch (cause) {
    await trino.stop();
    throw cause;
  }
  return { session, stop: trino.stop };
}

const sessionOf = (address: string): TrinoSession => ({ address, catalog: 'hive', schema: fixtureSchema });
