/** The courier over the network, the same in both homes. It connects to the address that was admitted, and no other. */
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { createTransport } from 'nodemailer';
import { NotAllowed, NotDelivered } from '../core/alarms/not-delivered.ts';
import type { Courier, Letter, Posting } from '../core/ports/courier.ts';
import { type Address, type Admit, admitAddresses } from './admit-address.ts';

const patience = 10_000;
const longestAnswer = 64 * 1024;

/** `allowed`: the setting `outsideNetworks`. */
export function networkCourier(allowed: readonly string[]): Courier {
  const admit = admitAddresses(allowed);
  return { post: (posting) => post(admit, posting), mail: (letter) => mail(admit, letter) };
}

async function post(admit: Admit, { url: text, headers, body }: Posting) {
  const url = new URL(text);
  const address = await admit(url.hostname);
  const isPlain = url.protocol === 'http:';
  if (isPlain && !address.isInside) throw plainOutside();
  const bytes = Buffer.from(body);
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': String(bytes.length) },
    lookup: lookupOf(address),
    signal: AbortSignal.timeout(patience),
    agent: false as const,
  };
  return new Promise<{ status: number; body: string }>((done, fail) => {
    const failed = (cause: Error) => fail(unreachable(cause));
    const sent = (isPlain ? requestPlain : requestSecure)(url, options, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= longestAnswer) chunks.push(chunk);
        else answer.destroy(new Error('too long an answer'));
      });
      answer.on('error', failed);
      answer.on('end', () =>
        done({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    sent.on('error', failed);
    sent.end(bytes);
  });
}

/** Says of every name what was admitted. */
function lookupOf({ address, family }: Address): LookupFunction {
  return (_host, options, done) =>
    options.all ? done(null, [{ address, family }]) : done(null, address, family);
}

async function mail(
  admit: Admit,
  { server, login, from, to, subject, text, messageId }: Letter,
): Promise<void> {
  const { address, isInside } = await admit(server.host);
  const transport = createTransport({
    host: address,
    port: server.port,
    secure: server.tls,
    // A server of one's own network may speak plainly; nobody's password goes there.
    requireTLS: !server.tls && (!isInside || login !== undefined),
    tls: isIP(server.host) === 0 ? { servername: server.host } : {},
    auth: login && { user: login.user, pass: login.password },
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ from, to: [...to], subject, text, messageId });
  } catch (cause) {
    throw unreachable(cause);
  } finally {
    transport.close();
  }
}

const plainOutside = (): NotAllowed =>
  new NotAllowed(
    'plain http goes to listed networks only; give the channel an https address',
    'http 仅限允许的网络，请改用 https 地址',
  );

const unreachable = (cause: unknown): NotDelivered => {
  const { code = 'no answer' } = cause as NodeJS.ErrnoException;
  return new NotDelivered(
    `the channel cannot be reached (${code}); check its address and the network`,
    `渠道无法送达（${code}），请核对地址与网络`,
    { cause },
  );
};
