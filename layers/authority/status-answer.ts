/** Writes OCSP answers (RFC 6960, 4.2). */
import type { SerialStatus, StatusMoment } from '../core/ports/authority.ts';
import { signatureAlgorithm } from './algorithms.ts';
import { bits, enumerated, generalTime, octets, oid, replaced, sequence, tagged } from './der.ts';
import { extension } from './extensions.ts';
import type { IssuingKey } from './issuing-key.ts';
import { ids } from './object-identifiers.ts';

/** The responder: a key that lives for a day, and its certificate. */
export interface Responder {
  readonly key: IssuingKey;
  readonly certificate: Buffer;
  /** Its name, DER. */
  readonly name: Buffer;
}

export interface JudgedSerial {
  readonly id: Buffer;
  readonly status: SerialStatus;
}

const failures = { malformed: 1, internal: 2, unauthorized: 6 } as const;

/** An answer that says only why there is none; it is not signed. */
export const refuseStatus = (why: keyof typeof failures): Buffer => sequence(enumerated(failures[why]));

function statusOf(status: SerialStatus): Buffer {
  if (status.status === 'good') return replaced(0, Buffer.alloc(0));
  if (status.status === 'unknown') return replaced(2, Buffer.alloc(0));
  const reason = status.reason === 0 ? [] : [tagged(0, enumerated(status.reason))];
  return tagged(1, generalTime(new Date(status.at)), ...reason);
}

/** Signs an answer about some certificates. @returns DER */
export async function writeStatus(
  responder: Responder,
  judged: readonly JudgedSerial[],
  { now, until }: StatusMoment,
  nonce: Buffer | undefined,
): Promise<Buffer> {
  const single = ({ id, status }: JudgedSerial) =>
    sequence(id, statusOf(status), generalTime(now), tagged(0, generalTime(until)));
  const data = sequence(
    tagged(1, responder.name),
    generalTime(now),
    sequence(...judged.map(single)),
    ...(nonce ? [tagged(1, sequence(extension(ids.ocspNonce, nonce)))] : []),
  );
  const basic = sequence(
    data,
    signatureAlgorithm(responder.key.algorithm),
    bits(await responder.key.sign(data)),
    tagged(0, sequence(responder.certificate)),
  );
  return sequence(enumerated(0), tagged(0, sequence(oid(ids.ocspBasic), octets(basic))));
}
