/**
 * Asks clamd (INSTREAM) about an object. Whatever goes wrong is `waiting`: a scanner that is down delays and alarms,
 * it never lets through.
 */
import { connect, type Socket } from 'node:net';
import type { ObjectStore } from '../core/ports/object-store.ts';
import type { Scanner, ScanVerdict } from '../core/ports/scanner.ts';

interface ClamdOptions {
  /** `host:port`, `[ipv6]:port` or the path of a socket; without one nothing is ever clean. */
  readonly address?: string | undefined;
  /** Milliseconds without a sign of life. */
  readonly patience?: number;
}

function open(address: string): Socket {
  const [, host, port] = /^(.*):(\d+)$/.exec(address) ?? [];
  if (host === undefined || address.startsWith('/')) return connect({ path: address });
  return connect({ host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) });
}

/** Resolves when the socket takes more; a socket that has ended takes no more and says so. */
function send(socket: Socket, bytes: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    if (!socket.writable) return resolve(false);
    const close = () => resolve(false);
    socket.once('close', close);
    socket.write(bytes, (error) => {
      socket.off('close', close);
      resolve(!error);
    });
  });
}

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      // An answer is one short line; more than this is not clamd.
      text = (text + chunk).slice(0, 4096);
      if (text.includes('\0')) resolve(text.slice(0, text.indexOf('\0')));
    });
    socket.once('error', (error) => (text ? resolve(text) : reject(error)));
    socket.once('timeout', () => reject(new Error('timeout')));
    socket.once('close', () => (text ? resolve(text) : reject(new Error('closed'))));
  });
}

function lengthOf(chunk: Uint8Array): Uint8Array {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(chunk.length);
  return prefix;
}

async function streamTo(socket: Socket, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of bytes) {
    if (chunk.length === 0) continue;
    // clamd answers and hangs up in the middle when the stream is over its limit.
    if (!(await send(socket, lengthOf(chunk))) || !(await send(socket, chunk))) return;
  }
  await send(socket, Buffer.alloc(4));
}

async function ask(
  address: string,
  patience: number,
  command: string,
  bytes?: AsyncIterable<Uint8Array>,
): Promise<string> {
  const socket = open(address);
  socket.setTimeout(patience);
  const answer = answerOf(socket);
  try {
    const sent = send(socket, Buffer.from(`z${command}\0`)).then(() => bytes && streamTo(socket, bytes));
    // A fault of the store must not look like one of the scanner, nor be lost behind it.
    const [reply] = await Promise.all([answer, Promise.race([sent, answer])]);
    return reply;
  } finally {
    socket.destroy();
  }
}

function judge(reply: string, engine: string): ScanVerdict {
  if (reply.endsWith(': OK')) return { state: 'clean', engine };
  const threat = /: (.+) FOUND$/.exec(reply)?.[1];
  if (threat) return { state: 'infected', engine, threat };
  if (reply.includes('size limit exceeded'))
    return { state: 'waiting', why: "over the scanner's size limit" };
  return { state: 'waiting', why: 'the scanner gave no verdict' };
}

/** `objects` gives the bytes. */
export function clamdScanner(objects: Pick<ObjectStore, 'get'>, options: ClamdOptions): Scanner {
  const { address, patience = 60_000 } = options;
  return {
    async scan({ key }) {
      if (!address) return { state: 'waiting', why: 'no scanner is set up' };
      try {
        const engine = await ask(address, patience, 'VERSION');
        return judge(await ask(address, patience, 'INSTREAM', objects.get(key)), engine);
      } catch (error) {
        if ((error as { code?: string }).code === 'not-found') throw error;
        return { state: 'waiting', why: 'the scanner does not answer' };
      }
    },
  };
}
