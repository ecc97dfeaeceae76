import { embeddedSigner, makeRootKey } from '../../layers/embedded/signer.ts';
import { systemClock } from '../../layers/embedded/surroundings.ts';
import { describeAuthority } from './authority.ts';
import { startFakeClamd } from './fake-clamd.ts';
import { describeLakeCatalog } from './lake-catalog.ts';
import { describeObjectStore } from './object-store.ts';
import { describeQueue } from './queue.ts';
import { describeQueueModel } from './queue-model.ts';
import { describeRecords } from './records.ts';
import { describeRecordsModel } from './records-model.ts';
import { describeScanner } from './scanner.ts';
import { describeSigner } from './signer.ts';
import { openTemporaryHome } from './temporary-home.ts';

describeObjectStore('embedded', async () => {
  const { home, close } = await openTemporaryHome();
  return { objects: home.objects, multipart: home.multipart, close };
});

for (const indexLag of [20, 'none', 'random'] as const)
  describeRecords(`embedded, index lag ${indexLag}`, async () => {
    const { home, close } = await openTemporaryHome({ indexLag });
    return { records: home.records, close };
  });

describeRecordsModel('the embedded home', async () => {
  const { home, close } = await openTemporaryHome({ indexLag: 'random' });
  return { records: home.records, close };
});

describeQueueModel(
  'the embedded home',
  async () => {
    const { home, close } = await openTemporaryHome({
      queues: { batches: { visibilitySeconds: 1, tries: 3 } },
    });
    return { queue: home.queue, close };
  },
  { tries: 3 },
);

describeQueue(
  'embedded',
  async () => {
    const { home, close } = await openTemporaryHome({
      queues: { batches: { visibilitySeconds: 1, tries: 3 } },
    });
    return { queue: home.queue, close };
  },
  { visibilitySeconds: 1, tries: 3 },
);

describeLakeCatalog('embedded', async () => {
  const { home, close } = await openTemporaryHome();
  return { catalog: home.catalog, close };
});

describeSigner('embedded', async () => {
  const { home, close } = await openTemporaryHome();
  return { signer: home.signer, stranger: embeddedSigner(makeRootKey(), systemClock), close };
});

describeAuthority('embedded', async () => {
  const { home, close } = await openTemporaryHome();
  return { authority: home.authority, close };
});

describeScanner('embedded, over TCP', async () => {
  const clamd = await startFakeClamd();
  const { home, close } = await openTemporaryHome({ clamd: clamd.address });
  return {
    scanner: home.scanner,
    put: async (key, bytes) => void (await home.objects.put(key, bytes)),
    silence: clamd.stop,
    async close() {
      await close();
      await clamd.stop().catch(() => {});
    },
  };
});
