/** Lists of revoked certificates (RFC 5280, 5): version 2, with number, and a reason for each. */
import type { RevocationListDraft, RevokedEntry } from '../core/ports/authority.ts';
import { keyIdentifier, signatureAlgorithm } from './algorithms.ts';
import { ownKeyIdentifier, readCertificate, readSigned, signed } from './certificate.ts';
import { enumerated, integer, sequence, tagged, time } from './der.ts';
import { authorityKeyIdentifier, extension } from './extensions.ts';
import type { IssuingKey } from './issuing-key.ts';
import { ids } from './object-identifiers.ts';
import { type Element, malformed, readAll, readInteger, readOid, readOne, readTime } from './read-der.ts';

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

const what = '吊销列表 list of revoked certificates';

/** Reads a list that `writeList` wrote; its signature is the caller's to check. @throws InvalidInput */
export function readList(der: Uint8Array): RevocationListDraft {
  const { contents } = readSigned(der, what);
  const parts = readAll(contents.body, what);
  const [version, , , thisUpdate, nextUpdate] = parts;
  const entries = parts[5]?.tag === 0x30 ? readAll(parts[5].body, what) : [];
  const extensions = parts.find((one) => one.tag === 0xa0);
  if (version?.tag !== 0x02 || !thisUpdate || !nextUpdate || !extensions) throw malformed(what);
  return {
    number: readNumber(readOne(extensions.body, 0x30, what).body),
    thisUpdate: readTime(thisUpdate, what).toISOString(),
    nextUpdate: readTime(nextUpdate, what).toISOString(),
    revoked: entries.map(readEntry),
  };
}

/** The last element of the extension with that number, unwrapped. */
function readExtension(body: Buffer, id: string): Buffer | undefined {
  const parts = readAll(body, what).map((one) => readAll(one.body, what));
  return parts.find(([first]) => first && readOid(first.body) === id)?.at(-1)?.body;
}

function readNumber(body: Buffer): number {
  const [number] = readAll(readExtension(body, ids.crlNumber) ?? Buffer.alloc(0), what);
  if (!number) throw malformed(what);
  return Number.parseInt(readInteger(number, what).toString('hex'), 16);
}

function readEntry({ body }: Element): RevokedEntry {
  const [serial, at, extensions] = readAll(body, what);
  if (!serial || !at) throw malformed(what);
  const coded = extensions && readExtension(extensions.body, ids.reasonCode);
  const [reason] = coded ? readAll(coded, what) : [];
  return {
    serial: readInteger(serial, what).toString('hex'),
    at: readTime(at, what).toISOString(),
    reason: reason?.body[0] ?? 0,
  };
}
