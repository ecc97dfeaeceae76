/** What the embedded home keeps of files of grade 2: nothing clear, also where it dies on the way. */
import { join } from 'node:path';
import { untilUp } from '../faults/kills/host-process.ts';
import { startChild } from '../faults/kills/killed-child.ts';
import { type EmbeddedTestHome, openEmbedded } from './embedded-home.ts';
import { project } from './home.ts';
import { testNoValues } from './no-values.ts';
import { clearFile, expectErased, putByAddress, settled, testStoredBytes } from './stored-bytes.ts';
import { slow } from './under-test.ts';

/** Without the supervisor, who would start it anew. */
const program = join(project, 'host', 'serve.ts');

const under = {} as { home: EmbeddedTestHome };
beforeAll(async () => {
  under.home = await openEmbedded();
}, slow);
afterAll(async () => under.home?.close(), slow);

testNoValues(under);
testStoredBytes(under);

/** With all of it waiting in the zone, then desensitised, then counting, then half erased. */
test.each([
  'accept-upload: file surveyed',
  'transform-batch: parts written',
  'commit-batch: committed',
  'erase: upload chosen',
])(
  'nothing clear is left when the home dies at %s',
  async (point) => {
    const { home } = under;
    const upload = () => putByAddress(home, '人口.csv', clearFile(point));
    const isErasing = point.startsWith('erase: ');
    const before = isErasing ? await upload() : undefined;
    if (before) expect(await settled(home, before)).toBe('committed');
    await home.stop();
    const host = startChild(program, [], {
      SHUIYUAN_HOME: home.folder,
      PORT: new URL(home.url).port,
      SHUIYUAN_KILL_AT: point,
    });
    await untilUp(home.folder, host);
    const sent = before ?? (await upload());
    expect(await host.ended).toBe('SIGKILL');
    host.killGroup();
    await home.restart();
    expect(await settled(home, sent)).toBe('committed');
    await home.letErase();
    await expectErased(home);
  },
  slow,
);
