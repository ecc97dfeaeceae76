/** Scanner on a clamd in the same network (GuardDuty's malware protection does not exist in every partition). */
import { connect, type Socket } from 'node:net';
import type { ObjectStore } from '../core/ports/object-store.ts';
import type { Scanner, ScanVerdict } from '../core/ports/scanner.ts';

/** No bytes for so long: clamd is gone. */
const silenceMilliseconds = 30_000;
const largestFrame = 64 * 1024;

/** Streams each object to clamd at `address` (`host:port`). What clamd cannot answer stays waiting. */
export function clamdScanner(objects: Pick<ObjectStore, 'get'>, address: string): Scanner {
  return {
    scan: async ({ key }) => {
      try {
        return readAnswer(await askClamd(address, objects.get(key)));
      } catch (error) {
        return { state: 'waiting', why: `clamd at ${address} did not answer: ${reasonOf(error)}` };
      }
    },
  };
}

function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
}

/** `stream: OK`, `stream: Eicar-Signature FOUND`, `INSTREAM size limit exceeded. ERROR`. */
function readAnswer(answer: string): ScanVerdict {
  const text = answer.replaceAll('\0', '').trim();
  if (/^stream: OK$/.test(text)) return { state: 'clean', engine: 'clamd' };
  const threat = /^stream: (.+) FOUND$/.exec(text)?.[1];
  if (threat !== undefined) return { state: 'infected', engine: 'clamd', threat };
  if (text.includes('size limit exceeded')) return { state: 'waiting', why: "over the scanner's size limit" };
  return { state: 'waiting', why: 'clamd gave no verdict' };
}

/** Sends the bytes as INSTREAM frames and resolves with clamd's line. */
async function askClamd(address: string, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const colon = address.lastIndexOf(':');
  const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
  socket.setTimeout(silenceMilliseconds, () => socket.destroy(new Error('clamd was silent')));
  const answer = collectAnswer(socket);
  answer.catch(() => undefined);
  try {
    await sendFrames(socket, bytes, answer);
    return await answer;
  } finally {
    socket.destroy();
  }
}

async function sendFrames(
  socket: Socket,
  bytes: AsyncIterable<Uint8Array>,
  answer: Promise<string>,
): Promise<void> {
  let answered = false;
  const ended = answer.then(
    () => (answered = true),
    () => (answered = true),
  );
  await write(socket, Buffer.from('zINSTREAM\0'), ended);
  for await (const chunk of bytes)
    for (let start = 0; start < chunk.byteLength; start += largestFrame) {
      // Over its limit clamd answers early and closes: more bytes would only meet a broken pipe.
      if (answered) return;
      await write(socket, frame(chunk.subarray(start, start + largestFrame)), ended);
    }
  await write(socket, Buffer.alloc(4), ended);
}

/** Waits while the socket is full, but not past clamd's answer. */
async function write(socket: Socket, bytes: Uint8Array, ended: Promise<unknown>): Promise<void> {
  if (socket.write(bytes)) return;
  const drained = new Promise<void>((resolve) => socket.once('drain', resolve));
  await Promise.race([drained, ended]);
}

function frame(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.byteLength);
  return Buffer.concat([length, bytes]);
}

function collectAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      text += piece;
      if (text.includes('\0') || text.length > 4096) resolve(text);
    });
    socket.once('end', () => resolve(text));
    socket.once('error', (error) => (text === '' ? reject(error) : resolve(text)));
    socket.once('close', () => reject(new Error('clamd closed the connection')));
  });
}
