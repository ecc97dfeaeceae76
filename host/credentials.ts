/**
 * Who may come into the embedded home before anybody has an account: an operator, an auditor, a security officer, and an
 * application of each department, each with a bearer token. They lie in credentials.json, which only the account that
 * runs the host may read; whoever can write it may name further people there.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { IntegrityError } from '../layers/core/errors.ts';
import { type Claimed, departmentRoles, roles } from '../layers/core/identity/principal.ts';

const holder = z.object({ token: z.string().min(32) });
/** Somebody beside those every home has; with neither department nor district: of the city. */
const personSchema = holder.extend({
  roles: z.array(z.enum(roles)),
  department: z.string().optional(),
  district: z.string().optional(),
});
export const credentialsSchema = z.object({
  url: z.string(),
  /** The platform's root public key (SPKI, base64): what receivers check signatures against. */
  rootKey: z.string(),
  operator: holder,
  auditor: holder,
  securityOfficer: holder,
  departments: z.record(z.string(), holder),
  people: z.record(z.string(), personSchema).optional(),
});
export type Credentials = z.infer<typeof credentialsSchema>;
/** Homes of an earlier release had no security officer. */
const readSchema = credentialsSchema.extend({ securityOfficer: holder.optional() });

export interface CredentialKeeper {
  readonly path: string;
  /** Were they made just now? */
  readonly isNew: boolean;
  identify(request: Request): Claimed | undefined;
  /** Gives each department without credentials its own. */
  grant(codes: readonly string[]): void;
}

const newHolder = () => ({ token: randomBytes(32).toString('base64url') });
/** Looked up by digest, so that the time a look-up takes says nothing about a token. */
const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

function readFile(path: string): z.infer<typeof readSchema> | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return readSchema.parse(JSON.parse(text));
  } catch {
    throw new IntegrityError(
      `${path} cannot be read; put it back from a backup, or remove it so that new credentials are made`,
      `${path} 无法读取，请从备份恢复，或删除后由平台重新生成`,
    );
  }
}

function writeFile(path: string, credentials: Credentials): void {
  const draft = `${path}.new`;
  writeFileSync(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

function holders({ operator, auditor, securityOfficer, departments, people = {} }: Credentials) {
  const all = new Map<string, Claimed>([
    [digestOf(operator.token), { name: 'operator', roles: ['operator'] }],
    [digestOf(auditor.token), { name: 'auditor', roles: ['auditor'] }],
    [digestOf(securityOfficer.token), { name: 'security-officer', roles: ['security-officer'] }],
  ]);
  for (const [code, { token }] of Object.entries(departments))
    all.set(digestOf(token), { name: `${code}-application`, department: code, roles: departmentRoles });
  for (const [name, { token, ...person }] of Object.entries(people))
    all.set(digestOf(token), { name, ...person });
  return all;
}

/**
 * Opens the credentials of a data folder, making them the first time.
 * @throws IntegrityError when the file is damaged
 */
export function openCredentials(folder: string, at: { url: string; rootKey: string }): CredentialKeeper {
  const path = join(folder, 'credentials.json');
  const found = readFile(path);
  const start = found ?? { operator: newHolder(), auditor: newHolder(), departments: {} };
  let credentials: Credentials = { securityOfficer: newHolder(), ...start, ...at };
  let known = holders(credentials);
  writeFile(path, credentials);
  return {
    path,
    isNew: found === undefined,
    identify(request) {
      const [, token] = /^Bearer ([\w-]{1,200})$/i.exec(request.headers.get('authorization') ?? '') ?? [];
      return token === undefined ? undefined : known.get(digestOf(token));
    },
    grant(codes) {
      const missing = codes.filter((code) => !Object.hasOwn(credentials.departments, code));
      if (missing.length === 0) return;
      const departments = { ...credentials.departments };
      for (const code of missing) departments[code] = newHolder();
      credentials = { ...credentials, departments };
      known = holders(credentials);
      writeFile(path, credentials);
    },
  };
}
