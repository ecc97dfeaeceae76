import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotFound } from '../../../layers/core/errors.ts';
import { clamdScanner } from '../../../layers/embedded/clamd-scanner.ts';
import { digestOf, sha256, streamOf } from '../../contract/bytes.ts';
import { startFakeClamd } from '../../contract/fake-clamd.ts';

const store = (size: number) => ({ get: () => streamOf(size) });
const object = { key: '图纸.pdf', size: 1 };

describe('the clamd scanner', () => {
  test('waits when none is set up', async () => {
    const verdict = await clamdScanner(store(1), {}).scan(object);
    expect(verdict).toEqual({ state: 'waiting', why: 'no scanner is set up' });
  });

  test('streams the whole object, over a socket file too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clamd-'));
    const clamd = await startFakeClamd({ listen: join(folder, 'clamd.sock') });
    const verdict = await clamdScanner(store(1_000_000), { address: clamd.address }).scan(object);
    expect(verdict).toEqual({ state: 'clean', engine: 'ClamAV 1.4.3/27700/Mon Nov 23 2026' });
    expect(clamd.streams.map(sha256)).toEqual([(await digestOf(streamOf(1_000_000))).sha256]);
    await clamd.stop();
    await rm(folder, { recursive: true });
  });

  test('waits, and says why, for what is over the scanner size limit', async () => {
    const clamd = await startFakeClamd({ streamMaxLength: 100_000 });
    const verdict = await clamdScanner(store(20_000_000), { address: clamd.address }).scan(object);
    expect(verdict).toEqual({ state: 'waiting', why: "over the scanner's size limit" });
    await clamd.stop();
  });

  test.each([
    ['says nothing', ''],
    ['speaks another language', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['answers with an error', 'UNKNOWN COMMAND\0'],
    ['pretends an empty name was found', 'stream:  FOUND\0'],
  ])('waits when the other side %s', async (_, answer) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.resume();
      socket.write(answer);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const verdict = await clamdScanner(store(1000), { address, patience: 200 }).scan(object);
    expect(verdict.state).toBe('waiting');
    server.close();
  });

  test('does not call an object clean that is not there', async () => {
    const clamd = await startFakeClamd();
    const open = (): Promise<Uint8Array> => Promise.reject(new NotFound('none', '无'));
    const objects = {
      async *get(): AsyncGenerator<Uint8Array> {
        yield await open();
      },
    };
    await expect(clamdScanner(objects, { address: clamd.address }).scan(object)).rejects.toThrow(NotFound);
    await clamd.stop();
  });
});
