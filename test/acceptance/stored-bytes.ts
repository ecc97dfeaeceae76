/**
 * Files of grade 2 that come by a signed address alone, clear: whatever becomes of them, once the eraser has been there
 * nothing that the platform keeps holds a clear identifier of anybody who was in them.
 */
import { gzipSync } from 'node:zlib';
import type { BatchView } from '../../schemas/api-answers.ts';
import { zip } from '../unit/decode/fixtures.ts';
import { sha256 } from './files.ts';
import { findClear } from './find-clear.ts';
import { api, type Home, until } from './home.ts';
import { slow } from './under-test.ts';

const header = '身份证号,姓名,性别,出生日期,户号,与户主关系,状态';
/** The last one cannot be a number of anybody: its row is refused, and kept as a refused row. */
const people = [
  { pid: '520102196803124517', name: '尉迟敬之' },
  { pid: '520103197711082264', name: '慕容如海' },
  { pid: '52010219', name: '令狐问天' },
] as const;
const clear = people.flatMap(({ pid, name }) => (pid.length < 18 ? [name] : [pid, name]));

const rows = people.map(({ pid, name }, index) => `${pid},${name},男,1968-03-12,H${index},户主,正常`);
const textOf = (head: string, salt: string) => `${[head, ...rows].join('\n')}\n\n${salt}`;

/** A file of all of them, different for each `salt`. */
export const clearFile = (salt: string): Buffer => Buffer.from(textOf(header, `${salt}\n`));

interface Sent {
  readonly ticket: string;
  readonly key: string;
}

/** Puts bytes as somebody does who has nothing but HTTP. */
export async function putByAddress(
  home: Home,
  fileName: string,
  bytes: Buffer,
  more: object = {},
): Promise<Sent> {
  const wanted = { resource: 'POP', fileName, size: bytes.length, sha256: sha256(bytes), ...more };
  const { ticket, upload } = await api<{
    ticket: { id: string };
    upload: { url: string; headers: Record<string, string> };
  }>(home, home.tokens.departments.police as string, '/tickets', {
    method: 'POST',
    body: JSON.stringify(wanted),
  });
  const put = await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: bytes });
  expect(put.ok).toBe(true);
  return { ticket: ticket.id, key: `zone/police/POP/${ticket.id}` };
}

interface Seen {
  readonly ticket: { readonly stage: string };
  readonly batch?: BatchView;
}

const seen = (home: Home, { ticket }: Sent) =>
  api<Seen>(home, home.tokens.departments.police as string, `/tickets/${ticket}`);

/** Waits until the platform is done with what lies under a ticket. */
export const settled = (home: Home, sent: Sent): Promise<string> =>
  until(`the end of ${sent.ticket}`, async () => {
    const { ticket, batch } = await seen(home, sent);
    const { stage } = ticket;
    if (stage === 'refused' || stage === 'same') return stage;
    return batch && /^(committed|quarantined|asks)$/.test(batch.state) ? batch.state : undefined;
  });

/** Looks at all bytes until none of the values is found. @throws naming what still holds one */
export async function expectErased(home: Home, values: readonly string[] = clear): Promise<void> {
  let found: string[] = [];
  await until('the erasure', async () => {
    found = await findClear(await home.stored(), values);
    return found.length === 0 ? true : undefined;
  }).catch((cause: unknown) => {
    throw new Error(`still there: ${found.join(', ')}`, { cause });
  });
}

const withdraw = async (home: Home, sent: Sent): Promise<void> => {
  const batch = (await seen(home, sent)).batch?.batch;
  const init = { method: 'POST', body: JSON.stringify({ reason: '不再需要' }) };
  await api(home, home.tokens.departments.police as string, `/batches/${batch}/withdraw`, init);
};

/** Each way a file may go, with what it must come to. */
export function testStoredBytes(under: { home: Home }): void {
  test(
    'a file put by its address alone is in its zone and nowhere else, and in no byte once it has been erased',
    async () => {
      const { home } = under;
      const plain = Buffer.from(textOf(header, ''));
      const ways = [
        { name: '人口.csv', bytes: plain, becomes: 'committed' },
        { name: '同一份.csv', bytes: plain, becomes: 'same' },
        {
          name: '替换.csv',
          bytes: Buffer.from(textOf(header, ' ')),
          becomes: 'refused',
          more: { replaces: 'NOSUCH' },
        },
        { name: '人口.csv.gz', bytes: gzipSync(textOf(header, '\n')), becomes: 'committed' },
        {
          name: '人口.zip',
          bytes: Buffer.from(zip({ '人口.csv': textOf(header, '\n\n') })),
          becomes: 'committed',
        },
        {
          name: '已脱敏.csv',
          bytes: Buffer.from(textOf(header, '')),
          becomes: 'quarantined',
          more: { desensitised: 1, period: '-' },
        },
        {
          name: '缺列.csv',
          bytes: Buffer.from(textOf('甲,姓名,乙,丙,丁,戊,己', '')),
          becomes: 'quarantined',
        },
        { name: '坏.csv', bytes: Buffer.from(`${textOf(header, '')}"`), becomes: 'quarantined' },
        {
          name: '待确认.csv',
          bytes: Buffer.from(textOf(header.replace('身份证号', '身份证件编号'), '')),
          becomes: 'asks',
        },
      ];
      const sent: Sent[] = [];
      for (const { name, bytes, becomes, more } of ways) {
        const one = await putByAddress(home, name, bytes, more);
        expect([name, await settled(home, one)]).toEqual([name, becomes]);
        sent.push(one);
      }
      const before = await findClear(await home.stored(), clear);
      expect(before.filter((place) => !place.startsWith('zone/police/POP/'))).toEqual([]);
      // The search finds what is there: what waits for an answer is.
      const waiting = sent.at(-1) as Sent;
      expect(before.some((place) => place.startsWith(waiting.key))).toBe(true);
      await home.letErase();
      await withdraw(home, waiting);
      await home.letErase();
      await expectErased(home);
    },
    3 * slow,
  );
}
