/** What every object store keeps to: put once, exact bytes, order, pages, and signed addresses that bind. */
import { randomBytes } from 'node:crypto';
import { InvalidInput, NotFound, ObjectExists } from '../../layers/core/errors.ts';
import type { MultipartStore, ObjectStore } from '../../layers/core/ports/object-store.ts';
import { tellFigures } from '../faults/tell-figures.ts';
import { bufferBytesInUse, digestOf, gather, mebibyte, sha256, streamOf } from './bytes.ts';
import { sendSigned } from './send-signed.ts';

interface ObjectStoreHome {
  readonly objects: ObjectStore;
  readonly multipart: MultipartStore;
  close(): Promise<void>;
}

interface ObjectStoreAbilities {
  /** All keys stand under it; for stores that choose a bucket by the key's beginning. */
  readonly prefix?: string;
  /** False for a stand-in that does not check signatures: then only what is allowed is tried. */
  readonly checksSignatures?: boolean;
  /** Size of the large object, MiB. */
  readonly largeMebibytes?: number;
}

const oddKeys = [
  '国税/一户式/税源 明细.csv',
  'with space and +plus & ampersand?#%41.csv',
  '../../etc/passwd',
  'a/../b',
  './x//y/',
  'emoji/💧',
  'quote\'".csv',
];

/** Runs the suite against one store; `make` is called once. */
export function describeObjectStore(
  name: string,
  make: () => Promise<ObjectStoreHome>,
  abilities: ObjectStoreAbilities = {},
): void {
  const largeMebibytes = Number(process.env.SHUIYUAN_LARGE_MIB ?? abilities.largeMebibytes ?? 64);

  describe(`object store: ${name}`, () => {
    let home: ObjectStoreHome;
    let prefix: string;
    beforeAll(async () => {
      home = await make();
    }, 60_000);
    afterAll(() => home.close());
    beforeEach(() => {
      prefix = `${abilities.prefix ?? ''}${randomBytes(6).toString('hex')}/`;
    });

    const read = async (key: string, range?: { start: number; end: number }) =>
      gather(home.objects.get(key, range));

    test('gives back exactly the bytes put, with size, digest and time', async () => {
      const bytes = randomBytes(10_000);
      const put = await home.objects.put(`${prefix}a`, bytes);
      const head = await home.objects.head(`${prefix}a`);
      expect(put).toMatchObject({ key: `${prefix}a`, size: 10_000, sha256: sha256(bytes) });
      expect(head).toMatchObject({ key: `${prefix}a`, size: 10_000, sha256: sha256(bytes) });
      expect(Math.abs((head?.putAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
      expect((await read(`${prefix}a`)).equals(bytes)).toBe(true);
    });

    test('keeps an empty object', async () => {
      await home.objects.put(`${prefix}empty`, new Uint8Array());
      expect(await home.objects.head(`${prefix}empty`)).toMatchObject({ size: 0 });
      expect(await read(`${prefix}empty`)).toHaveLength(0);
    });

    test.each([65_535, 65_536, 65_537, 300_000])('keeps a stream of %i bytes whole', async (size) => {
      const wanted = await digestOf(streamOf(size));
      expect(await home.objects.put(`${prefix}${size}`, streamOf(size))).toMatchObject(wanted);
      expect(await digestOf(home.objects.get(`${prefix}${size}`))).toEqual(wanted);
    });

    test('refuses a second put and keeps the first bytes', async () => {
      await home.objects.put(`${prefix}once`, Buffer.from('first'));
      await expect(home.objects.put(`${prefix}once`, Buffer.from('second'))).rejects.toThrow(ObjectExists);
      await expect(home.objects.put(`${prefix}once`, streamOf(200_000))).rejects.toThrow(ObjectExists);
      expect((await read(`${prefix}once`)).toString()).toBe('first');
    });

    test.each([10, 100_000])('lets exactly one of eight writers win, at %i bytes', async (size) => {
      const bodies = Array.from({ length: 8 }, () => randomBytes(size));
      const outcomes = await Promise.allSettled(
        bodies.map((body) => home.objects.put(`${prefix}race`, body)),
      );
      const won = outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [index] : []));
      expect(won).toHaveLength(1);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ObjectExists);
      expect((await read(`${prefix}race`)).equals(bodies[won[0] ?? 0] ?? Buffer.alloc(0))).toBe(true);
    });

    test('leaves nothing of a stream that breaks off', async () => {
      async function* broken() {
        yield Buffer.alloc(200_000);
        throw new Error('connection lost');
      }
      await expect(home.objects.put(`${prefix}broken`, broken())).rejects.toThrow('connection lost');
      expect(await home.objects.head(`${prefix}broken`)).toBeUndefined();
      await home.objects.put(`${prefix}broken`, Buffer.from('again'));
    });

    test('says that nothing is there', async () => {
      expect(await home.objects.head(`${prefix}none`)).toBeUndefined();
      await expect(read(`${prefix}none`)).rejects.toThrow(NotFound);
    });

    test.each([1000, 200_000])('reads ranges of %i bytes as far as there are any', async (size) => {
      const bytes = randomBytes(size);
      await home.objects.put(`${prefix}range`, bytes);
      const ranges = [
        [0, 1],
        [10, 20],
        [size - 5, size],
        [size - 5, size + 100],
        [size, size + 10],
        [size + 10, size + 20],
        [5, 5],
        [0, size],
      ] as const;
      for (const [start, end] of ranges)
        expect((await read(`${prefix}range`, { start, end })).equals(bytes.subarray(start, end))).toBe(true);
    });

    test('removes, twice without complaint, and takes the key again', async () => {
      await home.objects.put(`${prefix}gone`, randomBytes(100_000));
      await home.objects.remove(`${prefix}gone`);
      await home.objects.remove(`${prefix}gone`);
      expect(await home.objects.head(`${prefix}gone`)).toBeUndefined();
      await home.objects.put(`${prefix}gone`, Buffer.from('new'));
      expect((await read(`${prefix}gone`)).toString()).toBe('new');
    });

    test.each(oddKeys)('keeps %j apart and gives it back as it is', async (odd) => {
      await home.objects.put(prefix + odd, Buffer.from(odd));
      expect((await read(prefix + odd)).toString()).toBe(odd);
      const { objects } = await home.objects.list(prefix);
      expect(objects.map(({ key }) => key)).toEqual([prefix + odd]);
    });

    test('takes keys of 1,024 bytes and refuses 0, 1,025 and ill-formed ones', async () => {
      const full = prefix + '水'.repeat(300);
      const longest = full + 'x'.repeat(1024 - Buffer.byteLength(full));
      await home.objects.put(longest, Buffer.from('long'));
      expect((await read(longest)).toString()).toBe('long');
      for (const key of [`${longest}x`, '', `${prefix}\ud800`])
        await expect(home.objects.put(key, Buffer.from('x'))).rejects.toThrow(InvalidInput);
    });

    test('lists in the order of UTF-8 bytes, by prefix', async () => {
      const names = ['b', 'a/1', 'a/10', 'a/2', 'A', '中', '\uffee', '💧', 'é', 'a', 'ab'];
      for (const one of names) await home.objects.put(prefix + one, Buffer.from(one));
      const sorted = names.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
      const list = async (under: string) =>
        (await home.objects.list(prefix + under)).objects.map(({ key }) => key.slice(prefix.length));
      expect(await list('')).toEqual(sorted);
      expect(await list('a/')).toEqual(['a/1', 'a/10', 'a/2']);
      expect(await list('a')).toEqual(['a', 'a/1', 'a/10', 'a/2', 'ab']);
      expect(await list('none')).toEqual([]);
    });

    test('lists past 1,000 objects, page by page, each once', async () => {
      const names = Array.from({ length: 1203 }, (_, index) => `${prefix}${String(index).padStart(5, '0')}`);
      for (let from = 0; from < names.length; from += 100)
        await Promise.all(
          names.slice(from, from + 100).map((key) => home.objects.put(key, Buffer.from(key))),
        );
      const pages: string[][] = [];
      for (let after: string | undefined, more = true; more; ) {
        const page = await home.objects.list(prefix, { after });
        pages.push(page.objects.map(({ key }) => key));
        after = page.next;
        more = after !== undefined;
      }
      expect(pages.map((page) => page.length)).toEqual([1000, 203]);
      expect(pages.flat()).toEqual(names);
      expect((await home.objects.list(prefix, { limit: 10, after: names[4] })).objects[0]?.key).toBe(
        names[5],
      );
    }, 60_000);

    test(`streams ${largeMebibytes} MiB in and out in flat memory`, async () => {
      const begun = performance.now();
      const size = largeMebibytes * mebibyte;
      const wanted = await digestOf(streamOf(size));
      const before = bufferBytesInUse();
      let peak = 0;
      let seen = 0;
      const watch = () => {
        seen += 1;
        if (seen % 100 === 0) peak = Math.max(peak, bufferBytesInUse() - before);
      };
      async function* watched() {
        for await (const chunk of streamOf(size)) {
          watch();
          yield chunk;
        }
      }
      expect(await home.objects.put(`${prefix}large`, watched())).toMatchObject(wanted);
      expect(await digestOf(home.objects.get(`${prefix}large`), watch)).toEqual(wanted);
      // The collector frees buffers a little late; the object itself would be far above.
      expect(peak).toBeLessThan(40 * mebibyte);
      await home.objects.remove(`${prefix}large`);
      tellFigures('large object', { mebibytes: largeMebibytes }, begun);
    }, 600_000);

    const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
    const grant = (body: Uint8Array, key = `${prefix}signed`) => ({
      key,
      size: body.length,
      sha256: sha256(body),
      expires: inMinutes(5),
    });

    test('takes the one object a signed address allows, once', async () => {
      const body = randomBytes(100_000);
      const key = `${prefix}部门/文件 一.csv`;
      const signed = await home.objects.signUpload(grant(body, key));
      expect(signed.method).toBe('PUT');
      expect((await sendSigned(signed, body)).status).toBe(200);
      expect(await home.objects.head(key)).toMatchObject({ size: body.length, sha256: sha256(body) });
      expect([409, 412]).toContain((await sendSigned(signed, body)).status);
      expect((await read(key)).equals(body)).toBe(true);
    });

    test('takes an empty object by a signed address', async () => {
      const signed = await home.objects.signUpload(grant(new Uint8Array()));
      expect((await sendSigned(signed)).status).toBe(200);
      expect(await home.objects.head(`${prefix}signed`)).toMatchObject({ size: 0 });
    });

    test('refuses other bytes than those signed and leaves nothing', async () => {
      const signed = await home.objects.signUpload(grant(randomBytes(100_000)));
      const answer = await sendSigned(signed, randomBytes(100_000));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(await home.objects.head(`${prefix}signed`)).toBeUndefined();
    });

    test('gives the bytes of a signed download under the file name asked for', async () => {
      const body = randomBytes(100_000);
      await home.objects.put(`${prefix}down`, body);
      const signed = await home.objects.signDownload(`${prefix}down`, {
        expires: inMinutes(5),
        fileName: '税源 (1).csv',
      });
      const answer = await sendSigned(signed);
      expect(answer.status).toBe(200);
      expect(answer.body.equals(body)).toBe(true);
      expect(answer.headers['content-disposition']).toBe(
        "attachment; filename*=UTF-8''%E7%A8%8E%E6%BA%90%20%281%29.csv",
      );
      const part = await sendSigned(signed, undefined, { range: 'bytes=10-19' });
      expect(part.status).toBe(206);
      expect(part.body.equals(body.subarray(10, 20))).toBe(true);
    });

    test('signs no address for a time that has passed or lies over seven days away', async () => {
      for (const expires of [inMinutes(-1), inMinutes(8 * 24 * 60)])
        await expect(home.objects.signUpload({ ...grant(Buffer.from('x')), expires })).rejects.toThrow(
          InvalidInput,
        );
    });

    if (abilities.checksSignatures ?? true) {
      test('refuses an address that was altered, another method, size or digest', async () => {
        const body = randomBytes(1000);
        const signed = await home.objects.signUpload(grant(body));
        const url = new URL(signed.url);
        url.pathname = url.pathname.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
        const digest = Buffer.from(sha256(Buffer.from('other')), 'hex').toString('base64');
        const tries = [
          await sendSigned({ ...signed, url: url.href }, body),
          await sendSigned({ ...signed, method: 'GET' }, undefined, { 'content-length': undefined }),
          await sendSigned(signed, body.subarray(1), { 'content-length': '999' }),
          await sendSigned(signed, body, { 'x-amz-checksum-sha256': digest }),
          await sendSigned(signed, body, { 'x-amz-checksum-sha256': undefined }),
        ];
        expect(tries.map(({ status }) => status)).toEqual(tries.map(() => 403));
        expect(await home.objects.head(`${prefix}signed`)).toBeUndefined();
      });

      test('refuses an address after its time', async () => {
        const body = Buffer.from('late');
        const signed = await home.objects.signUpload({
          ...grant(body),
          expires: new Date(Date.now() + 1000),
        });
        await new Promise((resolve) => setTimeout(resolve, 2100));
        expect((await sendSigned(signed, body)).status).toBe(403);
      });
    }

    describe('in parts', () => {
      const first = Buffer.alloc(5 * mebibyte, 'part one');
      const second = Buffer.from('the rest');

      async function sendPart(key: string, upload: string, number: number, body: Buffer) {
        const part = { number, size: body.length, sha256: sha256(body), expires: inMinutes(5) };
        return (await sendSigned(await home.multipart.signPart(key, upload, part), body)).status;
      }

      const composite = (...parts: Buffer[]) =>
        `composite:${sha256(Buffer.concat(parts.map((part) => Buffer.from(sha256(part), 'hex'))))}-${parts.length}`;

      test('joins parts, sent in any order and taken up again, under the composite digest', async () => {
        const key = `${prefix}parts 一`;
        const { upload } = await home.multipart.begin(key);
        expect(await sendPart(key, upload, 2, second)).toBe(200);
        expect(await home.multipart.parts(key, upload)).toEqual([
          { number: 2, size: second.length, sha256: sha256(second) },
        ]);
        expect(await home.objects.head(key)).toBeUndefined();
        expect(await sendPart(key, upload, 1, first)).toBe(200);
        expect((await home.multipart.parts(key, upload)).map(({ number }) => number)).toEqual([1, 2]);
        const head = await home.multipart.complete(key, upload);
        expect(head).toMatchObject({
          key,
          size: first.length + second.length,
          sha256: composite(first, second),
        });
        expect(await home.objects.head(key)).toMatchObject({ sha256: composite(first, second) });
        const wanted = sha256(Buffer.concat([first, second]));
        expect((await digestOf(home.objects.get(key))).sha256).toBe(wanted);
      });

      test('takes the newer bytes of a part sent twice', async () => {
        const key = `${prefix}twice`;
        const { upload } = await home.multipart.begin(key);
        await sendPart(key, upload, 1, Buffer.from('old'));
        await sendPart(key, upload, 1, second);
        await home.multipart.complete(key, upload);
        expect((await read(key)).equals(second)).toBe(true);
      });

      test('refuses to complete onto a key that is taken', async () => {
        const key = `${prefix}taken`;
        const { upload } = await home.multipart.begin(key);
        await sendPart(key, upload, 1, second);
        await home.objects.put(key, Buffer.from('first'));
        await expect(home.multipart.complete(key, upload)).rejects.toThrow(ObjectExists);
        expect((await read(key)).toString()).toBe('first');
      });

      test('forgets an aborted upload', async () => {
        const key = `${prefix}aborted`;
        const { upload } = await home.multipart.begin(key);
        await sendPart(key, upload, 1, second);
        await home.multipart.abort(key, upload);
        await home.multipart.abort(key, upload);
        await expect(home.multipart.complete(key, upload)).rejects.toThrow(NotFound);
        expect(await home.objects.head(key)).toBeUndefined();
      });
    });
  });
}
