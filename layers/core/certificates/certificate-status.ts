/** Is a certificate still good? Answered by its record, read by key: a revocation counts from its commit on. */
import { revocationReasons } from '../../../schemas/certificate.ts';
import type { SerialStatus } from '../ports/authority.ts';
import type { Ports } from '../ports/index.ts';
import { find } from '../records.ts';
import { mustAuthority } from './authority-chain.ts';
import { certificates } from './kinds.ts';

/** An answer may be kept for this long; whoever wants to know it at once sends a nonce. */
const keepMilliseconds = 10 * 60_000;

export const statusOf =
  (ports: Ports) =>
  async (serial: string): Promise<SerialStatus> => {
    const held = await find(ports.records, certificates, serial);
    if (!held) return { status: 'unknown' };
    const { stage, revokedAt, reason } = held.value;
    if (stage !== 'revoked') return { status: 'good' };
    return {
      status: 'revoked',
      at: revokedAt ?? ports.clock.now().toISOString(),
      reason: revocationReasons[reason ?? 'unspecified'],
    };
  };

/** Answers an OCSP request. @throws Refused while there is no authority */
export const answerStatus =
  (ports: Ports) =>
  async (request: Uint8Array): Promise<Uint8Array> => {
    const authority = await mustAuthority(ports);
    const now = ports.clock.now();
    const until = new Date(now.getTime() + keepMilliseconds);
    return ports.authority.answerStatus(authority, request, statusOf(ports), { now, until });
  };
