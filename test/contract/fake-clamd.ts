/** Speaks clamd's INSTREAM as its manual describes it, for tests: EICAR is found, a limit is kept. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

interface FakeClamd {
  readonly address: string;
  /** Bytes of the streams it was given whole. */
  readonly streams: Buffer[];
  stop(): Promise<void>;
}

/** Takes one command from the front of what came. */
function answerTo(received: Buffer, streamMaxLength: number, streams: Buffer[]): string | undefined {
  if (received.indexOf('zVERSION\0') === 0) return 'ClamAV 1.4.3/27700/Mon Nov 23 2026\0';
  if (received.indexOf('zINSTREAM\0') !== 0) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for (let at = 'zINSTREAM\0'.length; at + 4 <= received.length; ) {
    const length = received.readUInt32BE(at);
    if (size + length > streamMaxLength) return 'INSTREAM size limit exceeded. ERROR\0';
    if (length === 0) {
      streams.push(Buffer.concat(chunks));
      return Buffer.concat(chunks).includes('EICAR-STANDARD')
        ? 'stream: Eicar-Test-Signature FOUND\0'
        : 'stream: OK\0';
    }
    if (at + 4 + length > received.length) return undefined;
    chunks.push(received.subarray(at + 4, at + 4 + length));
    size += length;
    at += 4 + length;
  }
  return undefined;
}

/** `listen`: a socket's path; without it a port of the loopback. */
export async function startFakeClamd(
  options: { streamMaxLength?: number; listen?: string } = {},
): Promise<FakeClamd> {
  const streams: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const answer = answerTo(received, options.streamMaxLength ?? 25 * 1024 ** 2, streams);
      if (answer) socket.end(answer);
    });
  });
  server.listen(options.listen ?? { host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = options.listen ?? `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    streams,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
