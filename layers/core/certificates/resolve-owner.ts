/** Whose certificate it is to be: a department, or one of its applications or accounts that exist. */
import type { CertificateOwner } from '../../../schemas/certificate.ts';
import { NotFound } from '../errors.ts';
import { accounts, applications } from '../identity/kinds.ts';
import type { Ports } from '../ports/index.ts';
import { departments, find, must } from '../records.ts';

export interface NamedOwner {
  readonly department: string;
  readonly application?: string | undefined;
  readonly account?: string | undefined;
}

/** @throws NotFound for a department that is not registered, or what is not of the department */
export async function resolveOwner(ports: Ports, named: NamedOwner): Promise<CertificateOwner> {
  const { department, application, account } = named;
  await must(ports.records, departments, department);
  if (application !== undefined) {
    const held = await find(ports.records, applications, application);
    if (held?.value.department !== department) throw notThere(application);
    return { kind: 'application', department, name: application };
  }
  if (account !== undefined) {
    const held = await find(ports.records, accounts, account);
    if (held?.value.department !== department) throw notThere(account);
    return { kind: 'account', department, name: account };
  }
  return { kind: 'department', department, name: department };
}

const notThere = (name: string): NotFound =>
  new NotFound(
    `this department has no ${name}; check the name, or register it first`,
    `本部门没有 ${name}，请核对名称或先登记`,
  );
