/** May this certificate open a connection as a client, now? Asked at each connection and at each request. */
import { Unauthenticated } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { find } from '../records.ts';
import { certificates } from './kinds.ts';

/** @throws Unauthenticated for one that is revoked, has ended, is for another use, or was never issued here */
export const checkClient =
  (ports: Ports) =>
  async (serial: string): Promise<void> => {
    const held = await find(ports.records, certificates, serial);
    const now = ports.clock.now().toISOString();
    const isGood = held?.value.stage === 'valid' && held.value.notAfter > now;
    if (isGood && held.value.profile === 'client-tls') return;
    throw new Unauthenticated(
      'the certificate of this connection is revoked, has ended, or is not for clients; connect with a valid one',
      '该连接所用证书已吊销、到期或不是客户端证书，请以有效证书重新连接',
    );
  };
