/** An SFTP server over a folder of its own, on a port of the loopback; one user, by one key. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type Attributes, type SFTPWrapper } from 'ssh2';
import type { SftpVaultPlace } from '../../layers/embedded/backup/sftp-vault.ts';

const { Server, utils } = ssh2;
const { STATUS_CODE, flagsToString } = utils.sftp;

const attributesOf = (stats: ReturnType<typeof statSync>): Attributes => {
  const { mode = 0, uid = 0, gid = 0, size = 0, atimeMs = 0, mtimeMs = 0 } = stats ?? {};
  const seconds = (milliseconds: number | bigint) => Math.floor(Number(milliseconds) / 1000);
  return {
    mode: Number(mode),
    uid: Number(uid),
    gid: Number(gid),
    size: Number(size),
    atime: seconds(atimeMs),
    mtime: seconds(mtimeMs),
  };
};

/** Answers every request over `root`. */
function serve(sftp: SFTPWrapper, root: string): void {
  const at = (path: string) => join(root, path);
  const listings = new Map<number, string[] | undefined>();
  const handleOf = (fd: number) => Buffer.from(Uint32Array.of(fd).buffer);
  const fdOf = (handle: Buffer) => handle.readUInt32LE(0);
  let nextListing = 1_000_000;

  /** What throws is answered as a failure, a missing file as one that is missing. */
  function answered(id: number, work: () => void): void {
    try {
      work();
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      sftp.status(id, isMissing ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE);
    }
  }
  const done = (id: number, work: () => void): void =>
    answered(id, () => {
      work();
      sftp.status(id, STATUS_CODE.OK);
    });

  sftp.on('OPEN', (id, path, flags) =>
    answered(id, () => sftp.handle(id, handleOf(openSync(at(path), flagsToString(flags) ?? 'r')))),
  );
  sftp.on('READ', (id, handle, offset, length) =>
    answered(id, () => {
      const buffer = Buffer.alloc(length);
      const count = readSync(fdOf(handle), buffer, 0, length, offset);
      if (count === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, buffer.subarray(0, count));
    }),
  );
  sftp.on('WRITE', (id, handle, offset, data) =>
    done(id, () => void writeSync(fdOf(handle), data, 0, data.length, offset)),
  );
  sftp.on('FSTAT', (id, handle) => answered(id, () => sftp.attrs(id, attributesOf(fstatSync(fdOf(handle))))));
  sftp.on('FSETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('SETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
  for (const event of ['STAT', 'LSTAT'] as const)
    sftp.on(event, (id: number, path: string) =>
      answered(id, () => sftp.attrs(id, attributesOf(statSync(at(path))))),
    );
  sftp.on('REALPATH', (id, path) =>
    sftp.name(id, [{ filename: path, longname: path, attrs: {} as Attributes }]),
  );
  sftp.on('MKDIR', (id, path) => done(id, () => mkdirSync(at(path))));
  sftp.on('REMOVE', (id, path) => done(id, () => rmSync(at(path))));
  sftp.on('RENAME', (id, from, to) => done(id, () => renameSync(at(from), at(to))));
  sftp.on('OPENDIR', (id, path) =>
    answered(id, () => {
      const names = readdirSync(at(path)).map((name) => `${path}/${name}`);
      listings.set(++nextListing, names);
      sftp.handle(id, handleOf(nextListing));
    }),
  );
  sftp.on('READDIR', (id, handle) => {
    const names = listings.get(fdOf(handle)) ?? [];
    listings.set(fdOf(handle), undefined);
    if (names.length === 0) return sftp.status(id, STATUS_CODE.EOF);
    const entries = names.map((path) => {
      const stats = statSync(at(path));
      const filename = path.slice(path.lastIndexOf('/') + 1);
      return {
        filename,
        longname: `${stats.isDirectory() ? 'd' : '-'}rw-r--r-- ${filename}`,
        attrs: attributesOf(stats),
      };
    });
    sftp.name(id, entries);
  });
  sftp.on('CLOSE', (id, handle) =>
    done(id, () => void (listings.delete(fdOf(handle)) || closeSync(fdOf(handle)))),
  );
}

export interface FakeSftp {
  readonly place: SftpVaultPlace;
  close(): Promise<void>;
}

const makeKey = (): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;

export async function startFakeSftp(): Promise<FakeSftp> {
  const root = await mkdtemp(join(tmpdir(), 'shuiyuan-sftp-'));
  const hostKey = makeKey();
  const server = new Server({ hostKeys: [hostKey] }, (client) => {
    client.on('error', () => {});
    client.on('authentication', (context) =>
      context.method === 'publickey' ? context.accept() : context.reject(['publickey']),
    );
    client.on('session', (accept) => accept().on('sftp', (open) => serve(open(), root)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const parsed = utils.parseKey(hostKey);
  if (parsed instanceof Error || Array.isArray(parsed)) throw new Error('the host key cannot be read');
  const digest = createHash('sha256').update(parsed.getPublicSSH()).digest('base64');
  return {
    place: {
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      user: 'backup',
      privateKey: makeKey(),
      hostKey: `SHA256:${digest}`,
      path: '/vault',
    },
    async close() {
      server.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
