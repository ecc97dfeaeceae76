/** Documents from their upload to what a search shows of them, on ports in memory. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { documents, textFolder } from '../../../layers/core/documents/kinds.ts';
import { partiesOf, searchable } from '../../../layers/core/documents/may-search.ts';
import {
  pageDocuments,
  type SearchPlace,
  searchDocuments,
} from '../../../layers/core/documents/search-documents.ts';
import { TextIndex } from '../../../layers/core/documents/text-index.ts';
import { PoisonError } from '../../../layers/core/errors.ts';
import {
  acceptUpload,
  eraseObjects,
  issueTicket,
  transformBatch,
  withdrawBatch,
} from '../../../layers/core/exchange/index.ts';
import type { TextJob } from '../../../layers/core/ports/refinery.ts';
import { find } from '../../../layers/core/records.ts';
import type { DocumentText } from '../../../schemas/document.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { sha256 } from '../../simulation/digest.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const drawings = resourceSchema.parse({
  code: 'DRAWING',
  name: '图纸',
  nameEn: 'drawings',
  departments: ['land'],
  cycle: 'weekly',
  grade: 1,
  mode: 'increment-with-full',
  kind: 'unstructured',
  items: [{ code: 'drawing_no', name: '图号', type: 'text', key: 'primary' }],
});

/** A platform whose refinery finds in each file the text that it is. */
async function open(resource: Resource = drawings, text?: (job: TextJob) => Promise<DocumentText>) {
  const memory = memoryPorts({ verdict: () => ({ state: 'clean', engine: 'clamd' }), freshIndexes: true });
  const jobs: TextJob[] = [];
  const plain = async ({ source }: TextJob): Promise<DocumentText> => ({
    type: 'txt',
    state: 'text',
    text: source.fileName.replace(/\.txt$/, '').repeat(2),
    cut: false,
  });
  const refinery = {
    ...memory.refinery,
    text: (job: TextJob) => {
      jobs.push(job);
      return (text ?? plain)(job);
    },
  };
  const ports = { ...memory, refinery };
  await applyResource(ports)(resource, 'test');
  const send = async (fileName: string): Promise<string> => {
    const bytes = new TextEncoder().encode(fileName);
    const asked = {
      department: 'land',
      actor: 'clerk',
      resource: resource.code,
      fileName,
      size: bytes.length,
    };
    const { ticket } = await issueTicket(ports)({ ...asked, sha256: sha256(bytes) });
    await ports.objects.put(ticket.key, bytes);
    await acceptUpload(ports)({ record: `ticket/${ticket.id}` });
    for (let one = ports.world.waiting[0]; one; one = ports.world.waiting[0]) {
      if (one.queue === 'batches') await transformBatch(ports)(one.message);
      ports.world.deleteMessage(one);
    }
    const { value } = (await ports.records.get(`ticket/${ticket.id}`)) ?? {};
    return (value as { batch: string }).batch;
  };
  const searchIn = searchDocuments(ports, new TextIndex());
  const search = (words: string[], department = 'land', from?: SearchPlace) => {
    const principal = { name: 'x', department, roles: ['provider' as const, 'receiver' as const] };
    return searchIn(searchable(ports, principal, from?.resource), words, from);
  };
  return { ports, jobs, send, search };
}

describe('a document', () => {
  test('is described in the transaction of its batch', async () => {
    const { ports, send } = await open();
    const batch = await send('规划.txt');
    const held = await find(ports.records, documents, batch);
    expect(held?.value).toMatchObject({
      batch,
      department: 'land',
      type: 'txt',
      text: { length: 4, masked: false },
    });
    expect(ports.world.get(`entry/document/${batch}@000000000001`)?.value).toMatchObject({
      action: 'document described',
    });
  });

  test('is committed though its text cannot be had, and says why', async () => {
    const { ports, send } = await open(drawings, async () => {
      throw new PoisonError('too-much-memory', 'memory', '内存');
    });
    const batch = await send('规划.txt');
    expect((await find(ports.records, documents, batch))?.value.text).toMatchObject({
      state: 'failed',
      why: 'too-much-memory',
    });
    expect(ports.world.get(`batch/${batch}`)?.value).toMatchObject({ stage: 'committed' });
  });

  test('of grade 2 is masked by the refinery', async () => {
    const { jobs, send } = await open(
      resourceSchema.parse({ ...drawings, grade: 2, shareCondition: '履职需要' }),
    );
    await send('规划.txt');
    expect(jobs).toMatchObject([{ masked: true }]);
  });

  test('loses its text a day after it was withdrawn, and not before', async () => {
    const { ports, send } = await open();
    const [kept, gone] = [await send('规划.txt'), await send('图纸.txt')];
    const texts = async () => (await ports.objects.list(textFolder('DRAWING'))).objects.map(({ key }) => key);
    await withdrawBatch(ports)({ department: 'land', actor: 'clerk', batch: gone, reason: '误传' });
    ports.world.time += 3_600_000;
    await eraseObjects(ports)();
    expect(await texts()).toHaveLength(2);
    ports.world.time += 25 * 3_600_000;
    expect(await eraseObjects(ports)()).toMatchObject({ texts: 1 });
    expect(await texts()).toEqual([expect.stringContaining(kept)]);
  });
});

describe('a search', () => {
  test('finds what is live, the best first, and tells where', async () => {
    const { ports, send, search } = await open();
    const one = await send('规划许可.txt');
    await send('管网.txt');
    const two = await send('规划规划.txt');
    const { items } = await search(['规划']);
    expect(items.map(({ document }) => document.batch)).toEqual([two, one]);
    expect(items[1]).toMatchObject({
      inName: true,
      snippet: '规划许可规划许可',
      marks: [
        [0, 2],
        [4, 6],
      ],
    });
    await withdrawBatch(ports)({ department: 'land', actor: 'clerk', batch: two, reason: '误传' });
    expect((await search(['规划'])).items.map(({ document }) => document.batch)).toEqual([one]);
  });

  test('goes on where the page before ended, and misses none', async () => {
    const { send, search } = await open();
    for (let number = 0; number < pageDocuments + 20; number += 1) await send(`规划${number}.txt`);
    const first = await search(['规划']);
    expect(first.next).toBeDefined();
    const second = await search(['规划'], 'land', first.next);
    expect(second.next).toBeUndefined();
    const seen = [...first.items, ...second.items].map(({ document }) => document.batch);
    expect(new Set(seen).size).toBe(pageDocuments + 20);
    expect(seen).toHaveLength(pageDocuments + 20);
  });

  test('reads no text twice in which the words cannot stand, and forgets what no longer counts', async () => {
    const { ports, send, search } = await open();
    for (let number = 0; number < pageDocuments; number += 1) await send(`图纸${number}.txt`);
    const last = await send('规划.txt');
    await search(['规划']);
    await search(['规划'], 'land', { resource: 'DRAWING', before: 2 });
    const read: string[] = [];
    const { get } = ports.objects;
    ports.objects.get = (key, ...more) => {
      if (key.startsWith(textFolder('DRAWING'))) read.push(key);
      return get(key, ...more);
    };
    const again = await search(['规划']);
    expect(again).toMatchObject({ looked: pageDocuments + 1, items: [{ document: { batch: last } }] });
    expect(again.next).toBeUndefined();
    expect(read).toEqual([expect.stringContaining(last)]);
    const added = await send('新规划.txt');
    const both = (await search(['规划'])).items.map(({ document }) => document.batch);
    expect(both.sort()).toEqual([added, last].sort());
    await withdrawBatch(ports)({ department: 'land', actor: 'clerk', batch: last, reason: '误传' });
    expect((await search(['规划'])).items.map(({ document }) => document.batch)).toEqual([added]);
  });

  test('shows a department nothing without a grant, or under one with conditions', async () => {
    const { ports, send, search } = await open();
    await send('规划.txt');
    expect((await search(['规划'], 'tax')).items).toEqual([]);
    await giveGrant(ports, { resource: 'DRAWING', receiver: 'aic', filters: ["drawing_no = '1'"] });
    expect((await partiesOf(ports, drawings)).receivers).toEqual([]);
    await giveGrant(ports, { resource: 'DRAWING', receiver: 'tax' });
    expect((await search(['规划'], 'tax')).items).toHaveLength(1);
  });
});
