import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FileEntry, SFTPWrapper } from 'ssh2';
import { fitsPattern } from '../../../cli/bridge/sources/file-source.ts';
import { openFolder } from '../../../cli/bridge/sources/folder.ts';
import { openHttp } from '../../../cli/bridge/sources/http.ts';
import { openSftp } from '../../../cli/bridge/sources/sftp.ts';
import { makeFolder } from '../../acceptance/files.ts';

const { Server, utils } = createRequire(import.meta.url)('ssh2') as typeof import('ssh2');

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString('utf8');
}

test('names fit patterns as a person means them; hidden files never do', () => {
  expect(fitsPattern('用电_201502.CSV', '用电_*.csv')).toBe(true);
  expect(fitsPattern('a.csv.part', '*.csv')).toBe(false);
  expect(fitsPattern('aXcsv', 'a.csv')).toBe(false);
  expect(fitsPattern('.a.csv', '*')).toBe(false);
});

test('a folder gives its files, and what was sent is put aside', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'b.csv'), 'two');
  await writeFile(join(folder, 'a.csv'), 'one');
  await writeFile(join(folder, 'empty.csv'), '');
  await utimes(join(folder, 'a.csv'), 1, 1);
  const source = await openFolder(folder);
  const found = await source.list('*.csv');
  expect(found.map(({ name }) => name)).toEqual(['a.csv', 'b.csv']);
  expect(found[0]?.changedAt).toBe(1000);
  expect(await textOf(await source.open('a.csv'))).toBe('one');
  await source.putAside('a.csv');
  await source.putAside('a.csv');
  expect((await readdir(join(folder, 'sent')))[0]).toMatch(/-a\.csv$/);
});

async function listen(server: HttpServer): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

test('an HTTP API gives its answer; what it refuses and where it leads is told, not followed', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location: 'http://127.0.0.1:1/' });
    else if (request.url === '/busy') response.writeHead(503);
    else if (request.headers.authorization !== 'secret') response.writeHead(401);
    response.end('[{"a":1}]');
  });
  const url = await listen(server);
  const at = (path: string, headers = {}) =>
    openHttp({ url: `${url}${path}`, headers, fileName: 'rows.json' }).then((source) =>
      source.open('rows.json'),
    );
  try {
    expect(await textOf(await at('/', { authorization: 'secret' }))).toBe('[{"a":1}]');
    await expect(at('/')).rejects.toMatchObject({ code: 'source-refused' });
    await expect(at('/busy')).rejects.toMatchObject({ code: 'source-failed', status: 3 });
    await expect(at('/away')).rejects.toMatchObject({ code: 'source-unreachable' });
  } finally {
    server.close();
  }
});

/** Answers what the bridge asks, out of a folder. */
function serveFolder(folder: string, sftp: SFTPWrapper): void {
  const { STATUS_CODE } = utils.sftp;
  const handles = new Map<number, { path: string; listed: boolean }>();
  const at = (path: string) => join(folder, path);
  const open = (path: string): Buffer => {
    const id = handles.size + 1;
    handles.set(id, { path, listed: false });
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(id);
    return handle;
  };
  const of = (handle: Buffer) => handles.get(handle.readUInt32BE()) as { path: string; listed: boolean };
  const attributes = async (path: string) => {
    const { mode, uid, gid, size, atimeMs, mtimeMs } = await stat(at(path));
    return { mode, uid, gid, size, atime: atimeMs / 1000, mtime: mtimeMs / 1000 };
  };
  const answer = (id: number, work: () => Promise<void>) =>
    void work().catch(() => sftp.status(id, STATUS_CODE.NO_SUCH_FILE));
  sftp.on('OPENDIR', (id, path) => sftp.handle(id, open(path)));
  sftp.on('READDIR', (id, handle) =>
    answer(id, async () => {
      const place = of(handle);
      if (place.listed) return sftp.status(id, STATUS_CODE.EOF);
      place.listed = true;
      const names = await readdir(at(place.path));
      const entries: FileEntry[] = [];
      for (const filename of names) {
        const attrs = await attributes(join(place.path, filename));
        const longname = `${(attrs.mode & 0o170000) === 0o040000 ? 'd' : '-'}rw-r--r-- 1 a a ${attrs.size} ${filename}`;
        entries.push({ filename, longname, attrs });
      }
      sftp.name(id, entries);
    }),
  );
  sftp.on('OPEN', (id, path) => sftp.handle(id, open(path)));
  sftp.on('READ', (id, handle, offset, length) =>
    answer(id, async () => {
      const bytes = await readFile(at(of(handle).path));
      if (offset >= bytes.length) return sftp.status(id, STATUS_CODE.EOF);
      sftp.data(id, bytes.subarray(offset, offset + length));
    }),
  );
  sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
  for (const name of ['STAT', 'LSTAT'] as const)
    sftp.on(name, (id: number, path: string) =>
      answer(id, async () => sftp.attrs(id, await attributes(path))),
    );
  sftp.on('FSTAT', (id, handle) => answer(id, async () => sftp.attrs(id, await attributes(of(handle).path))));
  sftp.on('MKDIR', (id, path) =>
    answer(id, async () => {
      await mkdir(at(path));
      sftp.status(id, STATUS_CODE.OK);
    }),
  );
  sftp.on('RENAME', (id, from, to) =>
    answer(id, async () => {
      const { rename } = await import('node:fs/promises');
      await rename(at(from), at(to));
      sftp.status(id, STATUS_CODE.OK);
    }),
  );
}

test('SFTP: files are read and put aside; a server with another key is not spoken to', async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, 'out'));
  await writeFile(join(folder, 'out', 'a.csv'), 'a,b\n1,2\n');
  const key = utils.generateKeyPairSync('ed25519');
  const server = new Server({ hostKeys: [key.private] }, (client) => {
    client.on('error', () => {});
    client.on('authentication', (context) =>
      context.method === 'password' && context.password === 'right'
        ? context.accept()
        : context.reject(['password']),
    );
    client.on('ready', () =>
      client.on('session', (accept) => accept().on('sftp', (take) => serveFolder(folder, take()))),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server as never, 'listening');
  const { port } = server.address() as { port: number };
  const blob = Buffer.from(key.public.split(' ')[1] ?? '', 'base64');
  const hostKeySha256 = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
  const place = { host: '127.0.0.1', port, user: 'bridge', password: 'right', path: '/out', hostKeySha256 };
  try {
    const source = await openSftp(place);
    expect((await source.list('*.csv')).map(({ name, size }) => [name, size])).toEqual([['a.csv', 8]]);
    expect(await textOf(await source.open('a.csv'))).toBe('a,b\n1,2\n');
    await source.putAside('a.csv');
    expect(await readdir(join(folder, 'out', 'sent'))).toHaveLength(1);
    await source.close();
    const other = { ...place, hostKeySha256: `SHA256:${'A'.repeat(43)}` };
    await expect(openSftp(other)).rejects.toMatchObject({ code: 'source-unreachable' });
  } finally {
    await new Promise<void>((done) => {
      server.close(() => done());
    });
  }
}, 60_000);
