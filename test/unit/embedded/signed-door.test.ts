import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Forbidden, IntegrityError, InvalidInput, NotFound } from '../../../layers/core/errors.ts';
import type { SignedRequest } from '../../../layers/core/ports/object-store.ts';
import { parseRange } from '../../../layers/embedded/signed-door.ts';
import { sha256, streamOf } from '../../contract/bytes.ts';
import { sendSigned } from '../../contract/send-signed.ts';
import { openTemporaryHome, type TemporaryHome } from '../../contract/temporary-home.ts';

describe('the signed door', () => {
  let temporary: TemporaryHome;
  let now: Date;
  beforeEach(async () => {
    now = new Date();
    temporary = await openTemporaryHome({ clock: { now: () => now } });
  });
  afterEach(() => temporary.close());

  const grant = (size: number, digest: string) => ({
    key: 'drop/tax/VAT/1',
    size,
    sha256: digest,
    expires: new Date(now.getTime() + 60_000),
  });
  const receive = ({ method, url, headers }: SignedRequest, body: AsyncIterable<Uint8Array>) =>
    temporary.home.door.receiveUpload({ method, url, headers, body });
  const filesLeft = async () => {
    const objects = join(temporary.folder, 'objects');
    const all = await readdir(objects, { recursive: true, withFileTypes: true });
    return all.filter((entry) => entry.isFile()).length;
  };

  test.each([1000, 100_000])(
    'stops reading at the first byte over a size of %i, and leaves nothing',
    async (size) => {
      const signed = await temporary.home.objects.signUpload(grant(size, sha256(Buffer.alloc(size))));
      let sent = 0;
      async function* endless() {
        for (;;) {
          sent += 1000;
          yield Buffer.alloc(1000);
        }
      }
      await expect(receive(signed, endless())).rejects.toThrow(InvalidInput);
      expect(sent).toBe(size + 1000);
      expect(await temporary.home.objects.head('drop/tax/VAT/1')).toBeUndefined();
      expect(await filesLeft()).toBe(0);
    },
  );

  test.each([1000, 100_000])('refuses an upload that breaks off short of %i bytes', async (size) => {
    const signed = await temporary.home.objects.signUpload(grant(size, sha256(Buffer.alloc(size))));
    await expect(receive(signed, streamOf(size - 1))).rejects.toThrow(InvalidInput);
    expect(await filesLeft()).toBe(0);
  });

  test.each([1000, 100_000])(
    'refuses another digest of %i bytes, and takes the right one afterwards',
    async (size) => {
      const body = Buffer.alloc(size, 'right');
      const signed = await temporary.home.objects.signUpload(grant(size, sha256(body)));
      await expect(receive(signed, streamOf(size))).rejects.toThrow(IntegrityError);
      expect(await filesLeft()).toBe(0);
      expect((await sendSigned(signed, body)).status).toBe(200);
    },
  );

  test('tells who listens of each object that came in, and of no part', async () => {
    const told: string[] = [];
    const stop = temporary.home.onObjectCreated(({ key }) => told.push(key));
    const body = Buffer.from('x');
    await sendSigned(await temporary.home.objects.signUpload(grant(1, sha256(body))), body);
    const { multipart } = temporary.home;
    const { upload } = await multipart.begin('parts');
    const part = { number: 1, size: 1, sha256: sha256(body), expires: new Date(now.getTime() + 1000) };
    await sendSigned(await multipart.signPart('parts', upload, part), body);
    stop();
    expect(told).toEqual(['drop/tax/VAT/1']);
  });

  test('refuses a token after its time, under another path, and one of another home', async () => {
    const body = Buffer.from('x');
    const signed = await temporary.home.objects.signUpload(grant(1, sha256(body)));
    const elsewhere = { ...signed, url: signed.url.replace('/put/', '/get/') };
    await expect(receive(elsewhere, streamOf(1))).rejects.toThrow(Forbidden);
    const other = await openTemporaryHome();
    const foreign = await other.home.objects.signUpload(grant(1, sha256(body)));
    await other.close();
    await expect(receive(foreign, streamOf(1))).rejects.toThrow(Forbidden);
    now = new Date(now.getTime() + 60_000);
    await expect(receive(signed, streamOf(1))).rejects.toThrow(Forbidden);
  });

  test('answers refusals in both languages, with their status', async () => {
    const signed = await temporary.home.objects.signUpload(grant(1, sha256(Buffer.from('x'))));
    const answer = await sendSigned(signed, Buffer.from('y'));
    expect(answer.status).toBe(422);
    expect(answer.body.toString()).toMatch(/digest.*摘要/);
  });

  test('signs no part of an upload that is not open', async () => {
    const part = { number: 1, size: 1, sha256: 'a'.repeat(64), expires: new Date(now.getTime() + 1000) };
    await expect(temporary.home.multipart.signPart('a', 'none', part)).rejects.toThrow(NotFound);
    const { upload } = await temporary.home.multipart.begin('a');
    await expect(temporary.home.multipart.signPart('b', upload, part)).rejects.toThrow(NotFound);
    for (const change of [{ number: 0 }, { number: 10_001 }, { size: 6 * 1024 ** 3 }, { sha256: 'none' }])
      await expect(temporary.home.multipart.signPart('a', upload, { ...part, ...change })).rejects.toThrow(
        InvalidInput,
      );
  });

  test('forgets uploads begun before a time and never completed, with their parts', async () => {
    const { multipart } = temporary.home;
    const body = Buffer.from('x');
    const { upload } = await multipart.begin('left');
    const part = { number: 1, size: 1, sha256: sha256(body), expires: new Date(now.getTime() + 1000) };
    await sendSigned(await multipart.signPart('left', upload, part), body);
    await multipart.abortStale(now);
    expect(await multipart.parts('left', upload)).toHaveLength(1);
    await multipart.abortStale(new Date(now.getTime() + 1));
    await expect(multipart.parts('left', upload)).rejects.toThrow(NotFound);
    expect(await filesLeft()).toBe(0);
  });

  test('says 404 for a download of what is gone', async () => {
    await temporary.home.objects.put('a', Buffer.from('x'));
    const signed = await temporary.home.objects.signDownload('a', {
      expires: new Date(now.getTime() + 1000),
    });
    await temporary.home.objects.remove('a');
    expect((await sendSigned(signed)).status).toBe(404);
  });
});

describe('ranges of a download', () => {
  test.each([
    [null, undefined],
    ['bytes=0-9', { start: 0, end: 10 }],
    ['bytes=90-', { start: 90, end: 100 }],
    ['bytes=-10', { start: 90, end: 100 }],
    ['bytes=-1000', { start: 0, end: 100 }],
    ['bytes=95-1000', { start: 95, end: 100 }],
    ['bytes=100-', undefined],
    ['bytes=9-3', undefined],
    ['bytes=0-1,5-6', undefined],
    ['lines=1-2', undefined],
    ['bytes=-', undefined],
  ])('%j of 100 bytes', (header, wanted) => {
    expect(parseRange(header, 100)).toEqual(wanted);
  });
});
