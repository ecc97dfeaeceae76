/**
 * Who a name is, at this moment: the directory decides, not the token. A token may be hours old; an account that was
 * suspended a minute ago is nobody.
 */
import { Forbidden } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { departments, find, findOr } from '../records.ts';
import { readAgain } from '../walk.ts';
import { accounts, applications, securityOfficers } from './kinds.ts';
import { type Claimed, departmentRoles, type Principal } from './principal.ts';
import { noteSeen } from './seen.ts';
import { checkRoles } from './separation.ts';
import { within } from './term.ts';

type Readable = Pick<Ports, 'records' | 'clock'>;

/** claims: for those the directory does not know, the issuer's word counts. records: they are nobody. */
export const directories = ['claims', 'records'] as const;
export type Directory = (typeof directories)[number];

/**
 * @param name an account's name or an application's id
 * @returns undefined when the directory knows nobody of that name
 * @throws Forbidden when it knows him and he may not come in now
 */
export const resolvePrincipal =
  (ports: Readable) =>
  async (name: string): Promise<Principal | undefined> =>
    name.startsWith('app-') ? resolveApplication(ports, name) : resolveAccount(ports, name);

/**
 * Who a token's bearer is: by his record where there is one, whatever the token says.
 * @throws Forbidden as `resolvePrincipal`, and for claims that join roles nobody may join
 */
export const identifyClaimed = (ports: Readable, directory: Directory) => {
  const note = noteSeen(ports);
  return async (claimed: Claimed): Promise<Principal | undefined> => {
    const known = await resolvePrincipal(ports)(claimed.name);
    if (known !== undefined) {
      await note(claimed.name);
      return known;
    }
    if (directory === 'records') return firstOfficer(ports, claimed);
    checkRoles(claimed);
    return principalOf(ports, claimed);
  };
};

/** While the directory has no security officer, one by the issuer's word sets it up; he is that and nothing else. */
async function firstOfficer(ports: Readable, claimed: Claimed): Promise<Principal | undefined> {
  const { name, department, district, roles } = claimed;
  if (!roles.includes('security-officer') || department !== undefined || district !== undefined)
    return undefined;
  const listed = await findOr(ports.records, securityOfficers, { officers: [] });
  const now = ports.clock.now().toISOString();
  if (listed.value.officers.some((one) => within(one, now))) return undefined;
  return { name, roles: ['security-officer'] };
}

async function resolveAccount(ports: Readable, name: string): Promise<Principal | undefined> {
  const account = (await find(ports.records, accounts, name))?.value;
  if (!account) return undefined;
  const now = ports.clock.now().toISOString();
  if (account.status !== 'active' || !within(account, now)) throw notOpen();
  return principalOf(ports, account);
}

async function resolveApplication(ports: Readable, id: string): Promise<Principal | undefined> {
  const application = (await find(ports.records, applications, id))?.value;
  if (!application) return undefined;
  const { status, department, permissions } = application;
  if (status !== 'active' || !within(application, ports.clock.now().toISOString())) throw notOpen();
  return { name: id, department, roles: departmentRoles, permissions };
}

async function principalOf(
  ports: Readable,
  { name, department, district, roles }: Claimed,
): Promise<Principal> {
  if (district === undefined) return { name, department, roles };
  return { name, department, roles, district: await readDistrict(ports, district) };
}

/** The departments of a district; each is read again by its key, for the index may lag. */
export async function readDistrict({ records }: Pick<Ports, 'records'>, code: string) {
  const found: string[] = [];
  for await (const { value } of readAgain(records, departments, ['owner', `departments-of/${code}`]))
    if (value.district === code) found.push(value.code);
  return { code, departments: found };
}

const notOpen = (): Forbidden =>
  new Forbidden(
    'this account is suspended, has ended or has not begun; ask the security officer',
    '该账号已暂停、已终止或尚未生效，请联系安全管理员',
  );
