/** Names in certificates: distinguished names, and alternative names. */
import { isIPv4, isIPv6 } from 'node:net';
import { InvalidInput } from '../core/errors.ts';
import type { AlternativeName } from '../core/ports/authority.ts';
import { oid, printable, replaced, sequence, set, utf8 } from './der.ts';
import { ids } from './object-identifiers.ts';
import { readAll, readOid } from './read-der.ts';

export interface SubjectName {
  readonly organisation: string;
  readonly unit?: string | undefined;
  readonly name: string;
}

const attribute = (id: string, value: Buffer): Buffer => set(sequence(oid(id), value));

/** C=CN, O, OU, CN. */
export const distinguishedName = ({ organisation, unit, name }: SubjectName): Buffer =>
  sequence(
    attribute(ids.countryName, printable('CN')),
    attribute(ids.organizationName, utf8(organisation)),
    ...(unit === undefined ? [] : [attribute(ids.organizationalUnitName, utf8(unit))]),
    attribute(ids.commonName, utf8(name)),
  );

const shortNames: Readonly<Record<string, string>> = {
  [ids.countryName]: 'C',
  [ids.organizationName]: 'O',
  [ids.organizationalUnitName]: 'OU',
  [ids.commonName]: 'CN',
};

/** A name as people read it: `C=CN, O=供电局, OU=power, CN=power`. */
export function describeName(name: Uint8Array, what: string): string {
  return readAll(name, what)
    .flatMap((whole) => readAll(whole.body, what))
    .flatMap((relative) => readAll(relative.body, what))
    .map((pair) => readAll(pair.body, what))
    .map(([id, value]) => {
      const dotted = readOid(id?.body ?? Buffer.alloc(0));
      return `${shortNames[dotted] ?? dotted}=${value?.body.toString('utf8') ?? ''}`;
    })
    .join(', ');
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  if (!isIPv6(address) || address.includes('.') || address.includes('%'))
    throw new InvalidInput(`${address} is not an IP address`, `${address} 不是 IP 地址`);
  const [head = '', tail] = address.split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const known = [...groups(head), ...groups(tail)].length;
  const zeros = tail === undefined ? [] : new Array(8 - known).fill('0');
  const all = [...groups(head), ...zeros, ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** GeneralName: dns [2], uri [6], ip [7]. */
export function alternativeName({ type, value }: AlternativeName): Buffer {
  if (type === 'ip') return replaced(7, addressBytes(value));
  return replaced(type === 'dns' ? 2 : 6, Buffer.from(value, 'latin1'));
}
