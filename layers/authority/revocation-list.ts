/** Lists of revoked certificates (RFC 5280, 5): version 2, with number, and a reason for each. */
import type { RevocationListDraft, RevokedEntry } from '../core/ports/authority.ts';
import { keyIdentifier, signatureAlgorithm } from './algorithms.ts';
import { ownKeyIdentifier, readCertificate, signed } from './certificate.ts';
import { enumerated, integer, sequence, tagged, time } from './der.ts';
import { authorityKeyIdentifier, extension } from './extensions.ts';
import type { IssuingKey } from './issuing-key.ts';
import { ids } from './object-identifiers.ts';

/** Reason 0 (unspecified) is said by saying nothing: RFC 5280, 5.3.1. */
function entryOf({ serial, at, reason }: RevokedEntry): Buffer {
  const code = extension(ids.reasonCode, enumerated(reason));
  return sequence(
    integer(Buffer.from(serial, 'hex')),
    time(new Date(at)),
    ...(reason === 0 ? [] : [sequence(code)]),
  );
}

/** Writes and signs a list. `issuer` is the issuing certificate, DER. @returns DER */
export function writeList(key: IssuingKey, issuer: Uint8Array, list: RevocationListDraft): Promise<Buffer> {
  const issuing = readCertificate(issuer);
  const identifier = ownKeyIdentifier(issuing) ?? keyIdentifier(issuing.publicKey);
  const number = extension(ids.crlNumber, integer(list.number));
  const times = [time(new Date(list.thisUpdate)), time(new Date(list.nextUpdate))];
  const revoked = list.revoked.map(entryOf);
  return signed(
    key,
    sequence(
      integer(1),
      signatureAlgorithm(key.algorithm),
      issuing.subject,
      ...times,
      ...(revoked.length === 0 ? [] : [sequence(Buffer.concat(revoked))]),
      tagged(0, sequence(authorityKeyIdentifier(identifier), number)),
    ),
  );
}
