/** What the cloud home keeps of files of grade 2: nothing clear, in no version, message or line of a log. */
import type { Home } from '../acceptance/home.ts';
import { testNoValues } from '../acceptance/no-values.ts';
import { testStoredBytes } from '../acceptance/stored-bytes.ts';
import { slow } from '../acceptance/under-test.ts';
import { openCloud } from './cloud-home.ts';

const under = {} as { home: Home };
beforeAll(async () => {
  under.home = await openCloud();
}, slow);
afterAll(async () => under.home?.close(), slow);

testNoValues(under);
testStoredBytes(under);
