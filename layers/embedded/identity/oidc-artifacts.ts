/**
 * Sessions, grants, codes and tokens of the identity provider, durable. Refresh tokens and authorization codes are
 * kept under their digest: whoever reads the file cannot use them.
 */
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Their values are secrets that are looked up by nothing else. */
const secret = new Set(['RefreshToken', 'AuthorizationCode']);

/** Of what has no end of its own, seconds. */
const longest = 400 * 24 * 3600;
const digestOf = (id: string): string => createHash('sha256').update(id).digest('base64url');
const seconds = (): number => Math.floor(Date.now() / 1000);

interface Row {
  readonly payload: string;
  readonly consumed: number | null;
}

/** The provider's store of one model. */
export function oidcArtifacts(database: DatabaseSync, model: string): Adapter {
  const keyOf = (id: string): string => (secret.has(model) ? digestOf(id) : id);
  const by = (column: 'id' | 'uid' | 'user_code') => {
    const statement = database.prepare(
      `select payload, consumed from artifacts where model = ? and ${column} = ? and expires > ?`,
    );
    return (value: string, jti?: string): AdapterPayload | undefined => {
      const row = statement.get(model, value, seconds()) as Row | undefined;
      if (!row) return undefined;
      const payload = JSON.parse(row.payload) as AdapterPayload;
      return {
        ...payload,
        ...(jti === undefined ? {} : { jti }),
        ...(row.consumed === null ? {} : { consumed: row.consumed }),
      };
    };
  };
  const [byId, byUid, byUserCode] = [by('id'), by('uid'), by('user_code')];
  const upsert = database.prepare(
    `insert into artifacts(model, id, payload, expires, grant_id, uid, user_code) values (?, ?, ?, ?, ?, ?, ?)
     on conflict do update set payload = excluded.payload, expires = excluded.expires,
       grant_id = excluded.grant_id, uid = excluded.uid, user_code = excluded.user_code`,
  );
  const consume = database.prepare('update artifacts set consumed = ? where model = ? and id = ?');
  const destroy = database.prepare('delete from artifacts where model = ? and id = ?');
  const revoke = database.prepare('delete from artifacts where model = ? and grant_id = ?');
  return {
    async upsert(id, payload, expiresIn) {
      const { jti, ...rest } = payload;
      const kept = secret.has(model) ? rest : payload;
      const expires = seconds() + (expiresIn ?? longest);
      const { grantId = null, uid = null, userCode = null } = payload;
      upsert.run(model, keyOf(id), JSON.stringify(kept), expires, grantId, uid, userCode);
    },
    find: async (id) => byId(keyOf(id), id),
    findByUid: async (uid) => byUid(uid),
    findByUserCode: async (code) => byUserCode(code),
    async consume(id) {
      consume.run(seconds(), model, keyOf(id));
    },
    async destroy(id) {
      destroy.run(model, keyOf(id));
    },
    async revokeByGrantId(grantId) {
      revoke.run(model, grantId);
    },
  };
}
