/** The provider's signing keys: made, shown, used and removed by the plan; kept in the identity database. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { JWK } from 'jose';
import { type KeyRhythm, planKeys, usualRhythm } from '../../core/identity/sign-in-key-plan.ts';

export interface SigningKeys {
  /** Private keys, the one that signs first. */
  keys(): readonly JWK[];
  /** Looks at the clock. @returns did anything change? */
  turn(): boolean;
}

interface Row {
  readonly kid: string;
  readonly key: string;
  readonly made: number;
}

function makeKey(): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'ES256', use: 'sig' } as JWK;
}

/** Opens the keys; the first is made at once. */
export function openSigningKeys(database: DatabaseSync, rhythm: KeyRhythm = usualRhythm): SigningKeys {
  const read = database.prepare('select kid, key, made from signing_keys');
  const insert = database.prepare('insert into signing_keys(kid, key, made) values (?, ?, ?)');
  const remove = database.prepare('delete from signing_keys where kid = ?');
  let shown: readonly Row[] = [];
  const rows = () => read.all() as unknown as Row[];

  function turn(): boolean {
    const before = shown.map(({ kid }) => kid).join();
    const now = Date.now();
    if (planKeys(rows(), now, rhythm).make) {
      const key = makeKey();
      insert.run(key.kid as string, JSON.stringify(key), now);
    }
    const plan = planKeys(rows(), now, rhythm);
    for (const { kid } of plan.remove) remove.run(kid);
    shown = plan.shown;
    return shown.map(({ kid }) => kid).join() !== before;
  }
  turn();
  return { keys: () => shown.map(({ key }) => JSON.parse(key) as JWK), turn };
}
