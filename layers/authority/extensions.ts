/** The extensions of certificates (RFC 5280, 4.2), each written whole. */
import type { AlternativeName } from '../core/ports/authority.ts';
import { bits, integer, nothing, octets, oid, replaced, sequence, tagged, truth } from './der.ts';
import { alternativeName } from './names.ts';
import { ids } from './object-identifiers.ts';

export const extension = (id: string, value: Uint8Array, isCritical = false): Buffer =>
  sequence(oid(id), ...(isCritical ? [truth()] : []), octets(value));

/** Bits of KeyUsage by their number. */
const usageBits = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, crlSign: 6 } as const;
export type KeyUsage = keyof typeof usageBits;

export function keyUsage(...usages: readonly KeyUsage[]): Buffer {
  const highest = Math.max(...usages.map((usage) => usageBits[usage]));
  const byte = usages.reduce((sum, usage) => sum | (0x80 >> usageBits[usage]), 0);
  return extension(ids.keyUsage, bits(Buffer.from([byte]), 7 - highest), true);
}

export const extendedKeyUsage = (...purposes: readonly string[]): Buffer =>
  extension(ids.extKeyUsage, sequence(...purposes.map((purpose) => oid(purpose))));

/** `pathLength`: how many issuing certificates may stand below; undefined: it may issue none. */
export const basicConstraints = (pathLength: number | undefined): Buffer =>
  extension(
    ids.basicConstraints,
    pathLength === undefined ? sequence() : sequence(truth(), integer(pathLength)),
    true,
  );

export const subjectKeyIdentifier = (identifier: Uint8Array): Buffer =>
  extension(ids.subjectKeyIdentifier, octets(identifier));

export const authorityKeyIdentifier = (identifier: Uint8Array): Buffer =>
  extension(ids.authorityKeyIdentifier, sequence(replaced(0, identifier)));

export const subjectAlternativeName = (names: readonly AlternativeName[]): Buffer =>
  extension(ids.subjectAltName, sequence(...names.map(alternativeName)));

const uri = (value: string): Buffer => alternativeName({ type: 'uri', value });

/** Where to ask about the certificate, and where the issuer's own lies. */
export const authorityInfoAccess = (address: string): Buffer =>
  extension(
    ids.authorityInfoAccess,
    sequence(
      sequence(oid(ids.ocsp), uri(`${address}/pki/ocsp`)),
      sequence(oid(ids.caIssuers), uri(`${address}/pki/ca.cer`)),
    ),
  );

export const revocationListPoint = (address: string): Buffer =>
  extension(
    ids.crlDistributionPoints,
    sequence(sequence(tagged(0, tagged(0, uri(`${address}/pki/crl.der`))))),
  );

/** The responder's own certificate is not asked about: it lives for a day (RFC 6960, 4.2.2.2.1). */
export const ocspNoCheck = (): Buffer => extension(ids.ocspNoCheck, nothing());
