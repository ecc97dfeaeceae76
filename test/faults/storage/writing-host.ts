/** A host for tests: writes for ever, and says each thing only after it was acknowledged. */
import { openEmbeddedHome } from '../../../layers/embedded/home.ts';

const folder = process.argv[2] ?? '';
const home = await openEmbeddedHome(folder, { log: () => {} });
process.stdout.write(`started ${process.pid}\n`);

async function write(writer: number): Promise<void> {
  for (;;) {
    const id = home.ids.next();
    // Both sides of the border between inline and file.
    const bytes = Buffer.alloc(writer % 2 === 0 ? 500 : 70_000, id);
    await home.objects.put(`object/${id}`, bytes);
    process.stdout.write(`object ${id}\n`);
    await home.probe.at('between');
    await home.records.commit([
      { put: `one/${id}`, value: { id }, expect: 0, indexes: { due: ['kill', id] } },
      { put: `two/${id}`, value: { id }, expect: 0 },
    ]);
    await home.queue.send('batches', [
      { schema: 'message/1', id, record: `one/${id}`, version: 1, group: 'g' },
    ]);
    process.stdout.write(`records ${id}\n`);
  }
}

await Promise.all([0, 1, 2, 3].map(write));
