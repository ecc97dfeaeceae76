/** What a certificate says of its owner: what the platform knows, not what a request claims. */
import type { CertificateOwner } from '../../../schemas/certificate.ts';
import type { AlternativeName, CertificateDraft } from '../ports/authority.ts';
import type { Ports } from '../ports/index.ts';
import { departments, find } from '../records.ts';

/** O is the department's name, OU its code, CN the owner's own. */
export async function subjectOf(ports: Ports, owner: CertificateOwner): Promise<CertificateDraft['subject']> {
  if (owner.department === undefined) return { organisation: '税源 Shuiyuan', name: owner.name };
  const held = await find(ports.records, departments, owner.department);
  return { organisation: held?.value.name ?? owner.department, unit: owner.department, name: owner.name };
}

/** The owner again, for programs: `urn:shuiyuan:department:power`, `urn:shuiyuan:application:power:app-bridge`. */
export function ownerName({ kind, department, name }: CertificateOwner): AlternativeName {
  const parts = kind === 'department' || department === undefined ? [name] : [department, name];
  return { type: 'uri', value: ['urn:shuiyuan', kind, ...parts].join(':') };
}
