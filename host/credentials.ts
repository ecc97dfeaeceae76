/**
 * Who may come into the embedded home before anybody has an account: an operator, an auditor, a security officer, and an
 * application of each department, each with a bearer token and a pair of keys for the clients of Athena. They lie in
 * credentials.json, which only the account that runs the host may read; whoever can write it may name further people
 * there.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { IntegrityError } from '../layers/core/errors.ts';
import { type Claimed, departmentRoles, type Role, roles } from '../layers/core/identity/principal.ts';

const token = z.string().min(32);
const holder = z.object({
  token,
  /** By these the clients of Athena sign what they ask: see docs/athena.md. */
  accessKeyId: z.string().regex(/^[A-Z0-9]{16,128}$/),
  secretAccessKey: z.string().min(40),
});
type Holder = z.infer<typeof holder>;
/** Written by hand, or by an earlier release: the keys may be missing. */
const readHolder = holder.partial().extend({ token });
const person = {
  roles: z.array(z.enum(roles)),
  department: z.string().optional(),
  district: z.string().optional(),
};
/** Somebody beside those every home has; with neither department nor district: of the city. */
const personSchema = holder.extend(person);
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
/** Homes of an earlier release had no security officer and no keys. */
const readSchema = credentialsSchema.extend({
  operator: readHolder,
  auditor: readHolder,
  securityOfficer: readHolder.optional(),
  departments: z.record(z.string(), readHolder),
  people: z.record(z.string(), readHolder.extend(person)).optional(),
});
type Found = z.infer<typeof readSchema>;

/** Whom a key means, and the secret that signs for it. */
export interface KeyHolder {
  readonly secret: string;
  readonly claimed: Claimed;
}

export interface CredentialKeeper {
  readonly path: string;
  /** Were they made just now? */
  readonly isNew: boolean;
  identify(request: Request): Claimed | undefined;
  /** The holder of a pair of keys. */
  holderOf(accessKeyId: string): KeyHolder | undefined;
  /** Gives each department without credentials its own. */
  grant(codes: readonly string[]): void;
}

const keyLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What is missing of a holder is made. */
const completed = <T extends z.infer<typeof readHolder>>(one: T): T & Holder => ({
  ...one,
  accessKeyId:
    one.accessKeyId ??
    `AKIA${Array.from({ length: 16 }, () => keyLetters[randomInt(keyLetters.length)]).join('')}`,
  secretAccessKey: one.secretAccessKey ?? randomBytes(30).toString('base64'),
});

const newHolder = (): Holder => completed({ token: randomBytes(32).toString('base64url') });

const completedAll = <T extends z.infer<typeof readHolder>>(
  all: Record<string, T>,
): Record<string, T & Holder> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, completed(one)]));

const completedFile = ({
  operator,
  auditor,
  securityOfficer,
  departments,
  people,
}: Omit<Found, 'url' | 'rootKey'>) => ({
  operator: completed(operator),
  auditor: completed(auditor),
  securityOfficer: securityOfficer ? completed(securityOfficer) : newHolder(),
  departments: completedAll(departments),
  ...(people ? { people: completedAll(people) } : {}),
});
/** Looked up by digest, so that the time a look-up takes says nothing about a token. */
const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

function readFile(path: string): Found | undefined {
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

function* holders({ operator, auditor, securityOfficer, departments, people = {} }: Credentials) {
  const officer = (name: Role, one: Holder) => ({ one, claimed: { name, roles: [name] } });
  yield officer('operator', operator);
  yield officer('auditor', auditor);
  yield officer('security-officer', securityOfficer);
  for (const [code, one] of Object.entries(departments))
    yield { one, claimed: { name: `${code}-application`, department: code, roles: departmentRoles } };
  for (const [name, one] of Object.entries(people)) {
    const { roles, department, district } = one;
    yield { one, claimed: { name, department, district, roles } };
  }
}

function indexed(credentials: Credentials) {
  const tokens = new Map<string, Claimed>();
  const keys = new Map<string, KeyHolder>();
  for (const { one, claimed } of holders(credentials)) {
    tokens.set(digestOf(one.token), claimed);
    keys.set(one.accessKeyId, { secret: one.secretAccessKey, claimed });
  }
  return { tokens, keys };
}

/**
 * Opens the credentials of a data folder, making them the first time.
 * @throws IntegrityError when the file is damaged
 */
export function openCredentials(folder: string, at: { url: string; rootKey: string }): CredentialKeeper {
  const path = join(folder, 'credentials.json');
  const found = readFile(path);
  const start = found ?? { operator: newHolder(), auditor: newHolder(), departments: {} };
  let credentials: Credentials = { ...completedFile(start), ...at };
  let known = indexed(credentials);
  writeFile(path, credentials);
  return {
    path,
    isNew: found === undefined,
    identify(request) {
      const [, token] = /^Bearer ([\w-]{1,200})$/i.exec(request.headers.get('authorization') ?? '') ?? [];
      return token === undefined ? undefined : known.tokens.get(digestOf(token));
    },
    holderOf: (accessKeyId) => known.keys.get(accessKeyId),
    grant(codes) {
      const missing = codes.filter((code) => !Object.hasOwn(credentials.departments, code));
      if (missing.length === 0) return;
      const departments = { ...credentials.departments };
      for (const code of missing) departments[code] = newHolder();
      credentials = { ...credentials, departments };
      known = indexed(credentials);
      writeFile(path, credentials);
    },
  };
}
